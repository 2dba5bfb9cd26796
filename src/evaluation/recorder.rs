//! A model at which everything that it is told is written down, so that leaks can be counted.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::llm::{Chat, ChatRequest, Completion, LlmError, Meta, StructuredRequest};

/// What a model was told since the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The text of every message of every request.
    pub texts: Vec<String>,
    /// Tokens of prompts and replies together, as far as the endpoint counts them.
    pub tokens: u64,
}

/// Passes everything on and writes it down.
pub struct Recorder {
    inner: Arc<dyn Chat>,
    recorded: Mutex<Recorded>,
}

impl Recorder {
    /// A recorder before that model.
    pub fn new(inner: Arc<dyn Chat>) -> Arc<Self> {
        Arc::new(Self { inner, recorded: Mutex::default() })
    }

    /// What was recorded since the last call.
    pub fn take(&self) -> Recorded {
        std::mem::take(&mut *self.recorded.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn told(&self, request: &ChatRequest) {
        let texts = request.messages.iter().map(|message| message.text().to_owned());
        self.recorded.lock().unwrap_or_else(PoisonError::into_inner).texts.extend(texts);
    }

    fn count(&self, answer: Result<Completion, LlmError>) -> Result<Completion, LlmError> {
        if let Ok(Completion { meta, .. }) = &answer {
            let tokens = meta.prompt_tokens.unwrap_or_default() + meta.completion_tokens.unwrap_or_default();
            self.recorded.lock().unwrap_or_else(PoisonError::into_inner).tokens += tokens;
        }
        answer
    }
}

#[async_trait]
impl Chat for Recorder {
    async fn stream(
        &self,
        request: &ChatRequest,
        deltas: mpsc::Sender<String>,
        stop: &CancellationToken,
    ) -> Result<Completion, LlmError> {
        self.told(request);
        self.count(self.inner.stream(request, deltas, stop).await)
    }

    async fn structured(&self, request: &StructuredRequest, stop: &CancellationToken) -> Result<Completion, LlmError> {
        self.told(&request.chat);
        self.count(self.inner.structured(request, stop).await)
    }

    fn schema_broken(&self, meta: &Meta) {
        self.inner.schema_broken(meta);
    }
}
