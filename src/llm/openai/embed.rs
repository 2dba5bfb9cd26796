//! Vectors from one OpenAI-compatible `/embeddings` endpoint, in batches, with the same patience as chat.

use async_trait::async_trait;
use tokio::time::{Instant, timeout};

use crate::llm::embed::{Embed, PublicText};
use crate::llm::error::{LlmError, Waiting};
use crate::llm::openai::breaker::Breaker;
use crate::llm::openai::http::{self, ApiClient};
use crate::llm::openai::line::{backoff, wait_before_retry};
use crate::llm::openai::wire::{self, Embeddings};
use crate::llm::settings::{Endpoint, LlmSettings, RetrySettings};
use crate::redaction::Masked;

/// Embedding over one endpoint.
pub struct OpenAiEmbed {
    endpoint: Endpoint,
    api: ApiClient,
    retry: RetrySettings,
    breaker: Breaker,
}

impl OpenAiEmbed {
    /// Embedding over `settings.embed`; nothing is sent yet.
    ///
    /// # Errors
    /// [`LlmError::Unconfigured`] without an endpoint, else as [`crate::llm::OpenAiChat::new`].
    pub fn new(settings: &LlmSettings) -> Result<Self, LlmError> {
        let endpoint = settings.embed.clone().ok_or(LlmError::Unconfigured)?;
        let http = http::client(settings.connect_timeout)?;
        Ok(Self {
            api: http::api(&endpoint, &http)?,
            endpoint,
            retry: settings.retry,
            breaker: Breaker::new(settings.breaker),
        })
    }

    async fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, LlmError> {
        let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(texts.len());
        for batch in texts.chunks(self.endpoint.embed_batch.max(1)) {
            vectors.extend(self.batch(batch).await?);
        }
        let length = vectors.first().map_or(0, Vec::len);
        if vectors.iter().any(|v| v.is_empty() || v.len() != length || v.iter().any(|x| !x.is_finite())) {
            return Err(LlmError::Malformed("vectors"));
        }
        Ok(vectors)
    }

    async fn batch(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, LlmError> {
        let mut delays = backoff(&self.retry);
        loop {
            if !self.breaker.admits(Instant::now()) {
                return Err(LlmError::Resting);
            }
            let error = match self.once(texts).await {
                Ok(vectors) => {
                    self.breaker.succeeded();
                    return Ok(vectors);
                }
                Err(error) => error,
            };
            tracing::warn!(endpoint = %self.endpoint.name, %error, "embedding failed");
            if error.is_outage() {
                self.breaker.failed(Instant::now());
            }
            if !error.is_retryable() {
                return Err(error);
            }
            let Some(delay) = wait_before_retry(&self.retry, &mut delays, &error) else {
                return Err(error);
            };
            tokio::time::sleep(delay).await;
        }
    }

    async fn once(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, LlmError> {
        let body = wire::embed_body(&self.endpoint, texts);
        let embeddings = self.api.embeddings();
        let call = embeddings.create_byot(body);
        let reply: Embeddings = timeout(self.endpoint.timeouts.first_token, call)
            .await
            .map_err(|_| LlmError::Timeout(Waiting::FirstToken))?
            .map_err(http::name_error)?;
        in_order(reply, texts.len())
    }
}

/// The vectors in the order of the texts, each exactly once.
fn in_order(reply: Embeddings, count: usize) -> Result<Vec<Vec<f32>>, LlmError> {
    let mut vectors = vec![Vec::new(); count];
    if reply.data.len() != count {
        return Err(LlmError::Malformed("vectors"));
    }
    for (at, embedded) in reply.data.into_iter().enumerate() {
        let slot = vectors.get_mut(embedded.index.unwrap_or(at)).ok_or(LlmError::Malformed("vectors"))?;
        *slot = embedded.embedding;
    }
    Ok(vectors)
}

#[async_trait]
impl Embed for OpenAiEmbed {
    async fn queries(&self, texts: &[Masked]) -> Result<Vec<Vec<f32>>, LlmError> {
        self.embed(&texts.iter().map(Masked::as_str).collect::<Vec<_>>()).await
    }

    async fn knowledge(&self, texts: &[PublicText<'_>]) -> Result<Vec<Vec<f32>>, LlmError> {
        self.embed(&texts.iter().map(PublicText::as_str).collect::<Vec<_>>()).await
    }

    fn model(&self) -> &str {
        &self.endpoint.model
    }
}
