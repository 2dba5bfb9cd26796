//! What the index needs of an embedding endpoint, and how it uses one.

use async_trait::async_trait;

use super::query::Query;
use super::{Document, IndexError};

/// Documents embedded in one request.
const BATCH: usize = 32;

/// Turns texts into vectors; the application adapts the language-model client to it.
#[async_trait]
pub trait Embedder: Send + Sync {
    /// One vector of [`Self::dimensions`] numbers for each masked text of an owner, in order.
    async fn queries(&self, masked: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError>;

    /// One vector of [`Self::dimensions`] numbers for each text of published knowledge, in order.
    async fn knowledge(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError>;

    /// Numbers in a vector.
    fn dimensions(&self) -> usize;

    /// The model's name: another model needs another index.
    fn model(&self) -> &str;
}

/// The embedding endpoint failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct EmbedError(pub String);

/// The dense vectors of documents, in order; `None` without an embedder.
pub(super) async fn meanings(
    documents: &[Document],
    embedder: Option<&dyn Embedder>,
) -> Result<Option<Vec<Vec<f32>>>, IndexError> {
    let Some(embedder) = embedder else { return Ok(None) };
    let mut all = Vec::with_capacity(documents.len());
    for batch in documents.chunks(BATCH) {
        let vectors = embedder.knowledge(batch.iter().map(Document::joined).collect()).await?;
        let fit = vectors.len() == batch.len() && vectors.iter().all(|v| v.len() == embedder.dimensions());
        if !fit {
            return Err(EmbedError("the endpoint gave vectors of another number or size".to_owned()).into());
        }
        all.extend(vectors);
    }
    Ok(Some(all))
}

/// Adds the dense vector of an owner's text to a query. When the endpoint fails, words alone will do.
pub(super) async fn attach_meaning(query: &mut Query, masked: &str, embedder: Option<&dyn Embedder>) {
    let Some(embedder) = embedder else { return };
    if masked.trim().is_empty() {
        return;
    }
    match embedder.queries(vec![masked.to_owned()]).await {
        Ok(vectors) => query.meaning = vectors.into_iter().next().filter(|v| v.len() == embedder.dimensions()),
        Err(error) => tracing::warn!(%error, "no embedding for this search; words alone are used"),
    }
}
