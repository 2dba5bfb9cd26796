//! Reads one streamed reply under its time limits and gives it one true ending: whole, or a named failure.

use std::future::Future;
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::types::stream::StreamResponse;
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::llm::error::{LlmError, Waiting};
use crate::llm::openai::http::name_error;
use crate::llm::openai::think::ThinkFilter;
use crate::llm::openai::wire::{Chunk, Usage};
use crate::llm::settings::Timeouts;
use crate::llm::structured::ENDED_BLANKS;

/// Whitespace in a row after which a reply is ended: some servers loop on it with HTTP 200.
const MAX_BLANKS: usize = 200;
/// A longer reply is ended as too long.
const MAX_REPLY_BYTES: usize = 1024 * 1024;
/// How long to wait for the token counts and the end of a stream whose reply is whole.
const AFTER_FINISH: Duration = Duration::from_secs(1);

/// A failure, and whether the caller's receiver has already been given a part of the reply.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) error: LlmError,
    pub(super) delivered: bool,
}

impl From<LlmError> for Failed {
    fn from(error: LlmError) -> Self {
        Self { error, delivered: false }
    }
}

/// A whole reply.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) text: String,
    pub(super) finish_reason: Option<String>,
    pub(super) model: Option<String>,
    pub(super) usage: Usage,
}

/// A reply being read.
pub(super) struct Reader<'a> {
    limits: Timeouts,
    stop: &'a CancellationToken,
    deltas: Option<&'a mpsc::Sender<String>>,
    think: ThinkFilter,
    reply: Reply,
    blanks: usize,
    refused: bool,
    delivered: bool,
    ends_by: Instant,
}

impl<'a> Reader<'a> {
    pub(super) fn new(limits: Timeouts, stop: &'a CancellationToken, deltas: Option<&'a mpsc::Sender<String>>) -> Self {
        Self {
            limits,
            stop,
            deltas,
            think: ThinkFilter::default(),
            reply: Reply::default(),
            blanks: 0,
            refused: false,
            delivered: false,
            ends_by: Instant::now() + limits.whole_reply,
        }
    }

    /// Sends the request and reads to the end.
    pub(super) async fn read(
        mut self,
        open: impl Future<Output = Result<StreamResponse<Chunk>, OpenAIError>>,
    ) -> Result<Reply, Failed> {
        let result = match self.read_frames(open).await {
            Ok(()) => self.verdict(),
            Err(error) => Err(error),
        };
        match result {
            Ok(()) => Ok(self.reply),
            Err(error) => Err(Failed { error, delivered: self.delivered }),
        }
    }

    async fn read_frames(
        &mut self,
        open: impl Future<Output = Result<StreamResponse<Chunk>, OpenAIError>>,
    ) -> Result<(), LlmError> {
        let mut waiting = Waiting::FirstToken;
        let mut deadline = Instant::now() + self.limits.first_token;
        let mut frames = self.wait(open, deadline, waiting).await?.map_err(name_error)?;
        loop {
            let next = self.wait(frames.next(), deadline, waiting).await;
            let frame = match next.and_then(|item| item.transpose().map_err(name_error)) {
                Ok(None) => break,
                // The reply itself is whole: a missing end of the stream takes nothing from it.
                Err(LlmError::Timeout(_) | LlmError::Cut) if self.reply.finish_reason.is_some() => break,
                Err(error) => return Err(error),
                Ok(Some(frame)) => frame,
            };
            if frame.is_progress() {
                waiting = Waiting::NextToken;
                deadline = Instant::now() + self.limits.between_tokens;
            }
            if self.take(frame).await? {
                break;
            }
            if self.reply.finish_reason.is_some() {
                deadline = deadline.min(Instant::now() + AFTER_FINISH);
            }
        }
        let rest = self.think.finish();
        self.deliver(rest).await
    }

    /// Waits, but not beyond the deadline, nor once stopped.
    async fn wait<T>(&self, what: impl Future<Output = T>, deadline: Instant, waiting: Waiting) -> Result<T, LlmError> {
        let late = if self.ends_by < deadline { Waiting::WholeReply } else { waiting };
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(LlmError::Cancelled),
            done = timeout_at(deadline.min(self.ends_by), what) => done.map_err(|_| LlmError::Timeout(late)),
        }
    }

    /// Takes one frame; whether the reply should be ended here.
    async fn take(&mut self, frame: Chunk) -> Result<bool, LlmError> {
        if let Some(error) = frame.error.filter(|e| !e.is_null()) {
            return Err(name_stream_error(&error));
        }
        if let Some(usage) = frame.usage {
            self.reply.usage = usage;
        }
        if let Some(model) = frame.model.filter(|m| !m.is_empty()) {
            self.reply.model = Some(model);
        }
        let Some(choice) = frame.choices.unwrap_or_default().into_iter().next() else {
            return Ok(false);
        };
        let delta = choice.delta.unwrap_or_default();
        self.refused |= delta.refusal.is_some_and(|r| !r.is_empty());
        if let Some(reason) = choice.finish_reason.filter(|r| !r.is_empty()) {
            self.reply.finish_reason = Some(reason);
        }
        self.take_text(&delta.content.unwrap_or_default()).await
    }

    async fn take_text(&mut self, content: &str) -> Result<bool, LlmError> {
        let flood = content.char_indices().find_map(|(at, c)| {
            self.blanks = if c.is_whitespace() { self.blanks + 1 } else { 0 };
            (self.blanks > MAX_BLANKS).then_some(at)
        });
        let visible = self.think.push(&content[..flood.unwrap_or(content.len())]);
        self.deliver(visible).await?;
        if flood.is_some() {
            self.reply.finish_reason = Some(ENDED_BLANKS.to_owned());
        } else if self.reply.text.len() > MAX_REPLY_BYTES {
            return Err(LlmError::CutByLength);
        }
        Ok(flood.is_some())
    }

    /// Gives text to the caller. A receiver that has gone does not stop the reply.
    async fn deliver(&mut self, mut text: String) -> Result<(), LlmError> {
        if self.reply.text.is_empty() {
            text.drain(..text.len() - text.trim_start().len());
        }
        if text.is_empty() {
            return Ok(());
        }
        self.reply.text.push_str(&text);
        let Some(deltas) = self.deltas else { return Ok(()) };
        self.delivered = true;
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Err(LlmError::Cancelled),
            _ = deltas.send(text) => Ok(()),
        }
    }

    /// Whether what has been read is an answer.
    fn verdict(&self) -> Result<(), LlmError> {
        let blank = self.reply.text.trim().is_empty();
        match self.reply.finish_reason.as_deref() {
            _ if self.refused => Err(LlmError::Refusal),
            None => Err(LlmError::Cut),
            Some("length" | "max_tokens") => Err(LlmError::CutByLength),
            // "sensitive" is GLM's word.
            Some("content_filter" | "sensitive") => Err(LlmError::ContentFilter),
            // DeepSeek's and GLM's words for a failure on their side.
            Some("insufficient_system_resource" | "network_error") => Err(LlmError::Server { status: None }),
            Some(ENDED_BLANKS) if blank || self.deltas.is_some() => Err(LlmError::Blanks),
            Some(_) if blank => Err(LlmError::Empty),
            Some(_) => Ok(()),
        }
    }
}

/// An error object inside a stream; its message may quote the request and is not kept.
fn name_stream_error(error: &serde_json::Value) -> LlmError {
    let says = |word: &str| ["type", "code"].iter().any(|key| error[*key].to_string().contains(word));
    if says("rate_limit") || says("429") {
        return LlmError::RateLimited { retry_after: None };
    }
    if says("content_filter") { LlmError::ContentFilter } else { LlmError::Server { status: None } }
}
