//! Models behind OpenAI-compatible endpoints: one after the other in order of preference, the healthy ones only.

mod breaker;
mod embed;
mod http;
mod ladder;
mod line;
mod reply;
mod speech;
mod think;
mod wire;

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::llm::chat::{Chat, ChatRequest, Completion, Meta, StructuredRequest};
use crate::llm::error::LlmError;
use crate::llm::openai::line::{Call, Line};
use crate::llm::settings::LlmSettings;

pub use embed::OpenAiEmbed;
pub use speech::OpenAiSpeech;

/// The log target to switch off: async-openai logs the text of frames that it cannot parse.
pub const QUIET_LOG_TARGET: &str = "async_openai";

/// Chat over a list of endpoints. Cheap to call from many tasks at once; keeps health and modes in memory only.
pub struct OpenAiChat {
    lines: Vec<Line>,
}

impl OpenAiChat {
    /// A chat over `settings.chat`; nothing is sent yet.
    ///
    /// # Errors
    /// [`LlmError::Connect`] when TLS cannot be set up, [`LlmError::Denied`] when a key has characters that no header takes.
    pub fn new(settings: &LlmSettings) -> Result<Self, LlmError> {
        let http = http::client(settings.connect_timeout)?;
        let lines = settings.chat.iter().map(|endpoint| Line::new(endpoint, settings, &http));
        Ok(Self { lines: lines.collect::<Result<_, _>>()? })
    }

    /// Finds out what each endpoint does with structured requests, so that the first owner need not wait for it.
    pub async fn warm_up(&self, stop: &CancellationToken) {
        for line in &self.lines {
            if let Err(error) = line.mode(stop).await {
                tracing::warn!(endpoint = line.name(), %error, "could not probe the language model");
            }
        }
    }

    async fn answer(&self, call: &Call<'_>) -> Result<Completion, LlmError> {
        if self.lines.is_empty() {
            return Err(LlmError::Unconfigured);
        }
        let mut attempts = 0;
        let mut last = LlmError::Resting;
        for line in &self.lines {
            match line.answer(call, &mut attempts).await {
                Ok(completion) => return Ok(completion),
                Err(failed) if failed.delivered || !failed.error.fails_over() => return Err(failed.error),
                // What an endpoint says is worth more to the caller than that another one rests.
                Err(failed) if failed.error == LlmError::Resting => {}
                Err(failed) => last = failed.error,
            }
        }
        Err(last)
    }
}

#[async_trait]
impl Chat for OpenAiChat {
    async fn stream(
        &self,
        request: &ChatRequest,
        deltas: mpsc::Sender<String>,
        stop: &CancellationToken,
    ) -> Result<Completion, LlmError> {
        self.answer(&Call { request, schema: None, deltas: Some(&deltas), stop }).await
    }

    async fn structured(&self, request: &StructuredRequest, stop: &CancellationToken) -> Result<Completion, LlmError> {
        self.answer(&Call { request: &request.chat, schema: Some(&request.schema), deltas: None, stop }).await
    }

    fn schema_broken(&self, meta: &Meta) {
        for line in self.lines.iter().filter(|line| line.name() == meta.endpoint) {
            line.schema_broken(meta.mode);
        }
    }
}
