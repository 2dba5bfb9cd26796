//! One endpoint with its health and its ladder: sends a request, again if that is worth it, and remembers what it learns.

use std::time::Duration;

use async_openai::types::stream::StreamResponse;
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::llm::budget;
use crate::llm::chat::{ChatRequest, Completion, Message, Meta, Mode, Priority, Role};
use crate::llm::error::LlmError;
use crate::llm::openai::breaker::Breaker;
use crate::llm::openai::http::{self, ApiClient};
use crate::llm::openai::ladder::{self, Ladder};
use crate::llm::openai::reply::{Failed, Reader, Reply};
use crate::llm::openai::wire::{self, Chunk};
use crate::llm::schema::ReplySchema;
use crate::llm::settings::{Endpoint, LlmSettings, RetrySettings};

/// What to ask; a schema asks for a structured reply, a sender for a streamed one.
pub(super) struct Call<'a> {
    pub(super) request: &'a ChatRequest,
    pub(super) schema: Option<&'a ReplySchema>,
    pub(super) deltas: Option<&'a mpsc::Sender<String>>,
    pub(super) stop: &'a CancellationToken,
}

/// One endpoint.
pub(super) struct Line {
    endpoint: Endpoint,
    api: ApiClient,
    retry: RetrySettings,
    breaker: Breaker,
    ladder: Ladder,
}

impl Line {
    pub(super) fn new(endpoint: &Endpoint, settings: &LlmSettings, http: &reqwest::Client) -> Result<Self, LlmError> {
        Ok(Self {
            api: http::api(endpoint, http)?,
            endpoint: endpoint.clone(),
            retry: settings.retry,
            breaker: Breaker::new(settings.breaker),
            ladder: Ladder::default(),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.endpoint.name
    }

    /// A reply in this mode did not keep to its schema. Without a server-held schema there is nothing to lower.
    pub(super) fn schema_broken(&self, mode: Mode) {
        if mode == Mode::JsonSchema {
            self.lower(mode, "schema broken");
        }
    }

    /// Asks until there is an answer, the endpoint's patience is used up, or its breaker opens.
    pub(super) async fn answer(&self, call: &Call<'_>, attempts: &mut u32) -> Result<Completion, Failed> {
        if !self.breaker.admits(Instant::now()) {
            return Err(LlmError::Resting.into());
        }
        let mut delays = backoff(&self.retry);
        loop {
            let failed = match self.attempt(call, attempts).await {
                Ok(completion) => {
                    self.breaker.succeeded();
                    return Ok(completion);
                }
                Err(failed) => failed,
            };
            self.note(&failed.error);
            if failed.delivered || !failed.error.is_retryable() {
                return Err(failed);
            }
            let Some(delay) = wait_before_retry(&self.retry, &mut delays, &failed.error) else {
                return Err(failed);
            };
            tokio::select! {
                biased;
                () = call.stop.cancelled() => return Err(LlmError::Cancelled.into()),
                () = tokio::time::sleep(delay) => {}
            }
            // While we slept another call may have opened the breaker: then this failure stands.
            if !self.breaker.admits(Instant::now()) {
                return Err(failed);
            }
        }
    }

    /// One try; a structured one goes down the ladder while the server rejects the format.
    async fn attempt(&self, call: &Call<'_>, attempts: &mut u32) -> Result<Completion, Failed> {
        let known = if call.schema.is_some() { self.mode(call.stop).await? } else { Mode::Prose };
        let mut mode = known;
        loop {
            *attempts += 1;
            match self.once(call, mode).await {
                Ok((reply, dropped)) => {
                    if mode != known {
                        tracing::info!(
                            endpoint = self.name(),
                            ?mode,
                            "a plainer mode works where the format was rejected"
                        );
                        self.ladder.remember(mode);
                    }
                    return Ok(self.completion(reply, mode, *attempts, dropped));
                }
                Err(failed) => match (&failed.error, mode.lower()) {
                    (LlmError::BadRequest { .. }, Some(lower)) => mode = lower,
                    (error, _) => {
                        if matches!(error, LlmError::Empty | LlmError::Blanks) {
                            self.lower(mode, "blank reply");
                        }
                        return Err(failed);
                    }
                },
            }
        }
    }

    /// One request in one mode; also how many messages were dropped to fit.
    async fn once(&self, call: &Call<'_>, mode: Mode) -> Result<(Reply, usize), Failed> {
        let mut messages = call.request.messages.clone();
        if let Some(words) = call.schema.and_then(|schema| wire::instruction(mode, schema)) {
            messages.push(Message::internal(Role::User, words, Priority::Keep));
        }
        let reply_tokens = call.request.max_tokens.unwrap_or(self.endpoint.reply_tokens);
        let kept = budget::fit(&messages, budget::prompt_limit(&self.endpoint, reply_tokens))?;
        let format = wire::response_format(mode, call.schema);
        let body = wire::chat_body(&self.endpoint, call.request, &kept, format);
        let open = async move {
            let frames: StreamResponse<Chunk> = self.api.chat().create_stream_byot(body).await?;
            Ok(frames)
        };
        let reply = Reader::new(self.endpoint.timeouts, call.stop, call.deltas).read(open).await?;
        Ok((reply, messages.len() - kept.len()))
    }

    /// The rung for structured replies; the first caller probes, callers at the same time wait for it.
    pub(super) async fn mode(&self, stop: &CancellationToken) -> Result<Mode, LlmError> {
        if let Some(mode) = self.ladder.mode() {
            return Ok(mode);
        }
        let _probing = tokio::select! {
            biased;
            () = stop.cancelled() => return Err(LlmError::Cancelled),
            guard = self.ladder.probing.lock() => guard,
        };
        if let Some(mode) = self.ladder.mode() {
            return Ok(mode);
        }
        let mut mode = Mode::JsonSchema;
        while let Some(lower) = mode.lower() {
            if self.holds(mode, stop).await? {
                break;
            }
            mode = lower;
        }
        tracing::info!(endpoint = self.name(), ?mode, "probed structured replies");
        self.ladder.remember(mode);
        Ok(mode)
    }

    /// Whether the endpoint holds a rung. An outage is an error: it says nothing about the rung.
    async fn holds(&self, mode: Mode, stop: &CancellationToken) -> Result<bool, LlmError> {
        let (request, schema) = ladder::probe(mode);
        let call = Call { request: &request, schema: Some(&schema), deltas: None, stop };
        match self.once(&call, mode).await {
            Ok((reply, _)) => Ok(ladder::holds(mode, &reply.text)),
            Err(failed) if failed.error.is_outage() || failed.error == LlmError::Cancelled => Err(failed.error),
            Err(_) => Ok(false),
        }
    }

    fn lower(&self, mode: Mode, why: &str) {
        if let Some(lower) = self.ladder.lower(mode) {
            tracing::warn!(endpoint = self.name(), ?lower, why, "structured replies go down a rung");
        }
    }

    /// Keeps the breaker's books: a failure that is the request's own shows that the endpoint is alive.
    fn note(&self, error: &LlmError) {
        tracing::warn!(endpoint = self.name(), %error, "language model call failed");
        if error.is_outage() {
            if self.breaker.failed(Instant::now()) {
                tracing::warn!(endpoint = self.name(), "left alone after repeated failures");
            }
        } else if !matches!(error, LlmError::Cancelled | LlmError::TooLarge { .. }) {
            self.breaker.succeeded();
        }
    }

    fn completion(&self, reply: Reply, mode: Mode, attempts: u32, dropped: usize) -> Completion {
        let meta = Meta {
            endpoint: self.endpoint.name.clone(),
            model: reply.model.unwrap_or_else(|| self.endpoint.model.clone()),
            mode,
            prompt_tokens: reply.usage.prompt_tokens,
            completion_tokens: reply.usage.completion_tokens,
            finish_reason: reply.finish_reason,
            attempts,
            dropped: u32::try_from(dropped).unwrap_or(u32::MAX),
        };
        Completion { text: reply.text, meta }
    }
}

/// The waits between requests to one endpoint.
pub(super) fn backoff(retry: &RetrySettings) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(retry.min_delay)
        .with_max_delay(retry.max_delay)
        .with_max_times(retry.max_retries)
        .with_jitter()
        .build()
}

/// How long to wait before asking again, if at all: never less than the server asked for, never longer than we may.
pub(super) fn wait_before_retry(
    retry: &RetrySettings,
    delays: &mut ExponentialBackoff,
    error: &LlmError,
) -> Option<Duration> {
    let asked = match error {
        LlmError::RateLimited { retry_after } => retry_after.unwrap_or_default(),
        _ => Duration::ZERO,
    };
    if asked > retry.max_retry_after { None } else { delays.next().map(|delay| delay.max(asked)) }
}
