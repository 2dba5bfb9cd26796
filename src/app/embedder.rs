//! Lets the index ask the embedding endpoint: what leaves is masked once more on its way out.

use std::sync::Arc;

use async_trait::async_trait;

use super::models;
use crate::config::Config;
use crate::llm::{Embed, LlmError, OpenAiEmbed, PublicText};
use crate::redaction::{Masked, Redactor, Vault};
use crate::retrieval::{EmbedError, Embedder};

/// The embedding endpoint behind the index's own edge.
struct EndpointEmbedder {
    embed: OpenAiEmbed,
    redactor: Arc<Redactor>,
    dimensions: usize,
    model: String,
}

/// The embedder, when an endpoint is configured.
pub(super) fn embedder(config: &Config, redactor: Arc<Redactor>) -> Result<Option<Arc<dyn Embedder>>, LlmError> {
    let settings = models::settings(config);
    if settings.embed.is_none() {
        return Ok(None);
    }
    let embed = OpenAiEmbed::new(&settings)?;
    let (dimensions, model) = (config.embed.dimensions, config.embed.model.clone());
    Ok(Some(Arc::new(EndpointEmbedder { embed, redactor, dimensions, model })))
}

#[async_trait]
impl Embedder for EndpointEmbedder {
    async fn queries(&self, masked: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        let texts: Vec<Masked> = masked.iter().map(|text| self.redactor.mask(text, &mut Vault::new())).collect();
        self.embed.queries(&texts).await.map_err(|error| EmbedError(error.to_string()))
    }

    async fn knowledge(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        let texts: Vec<PublicText<'_>> = texts.iter().map(|text| PublicText::new(text)).collect();
        self.embed.knowledge(&texts).await.map_err(|error| EmbedError(error.to_string()))
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn model(&self) -> &str {
        &self.model
    }
}
