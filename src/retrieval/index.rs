//! What every engine can do.

use async_trait::async_trait;

use super::{Hit, IndexError, IndexStatus, SearchRequest, Snapshot};

/// The knowledge index; held as `Arc<dyn KnowledgeIndex>`.
#[async_trait]
pub trait KnowledgeIndex: Send + Sync {
    /// The best hits, best first; at most `request.limit`.
    ///
    /// # Errors
    /// [`IndexError::NotBuilt`] before the first rebuild, [`IndexError::Unavailable`] when the server does not answer.
    async fn search(&self, request: &SearchRequest) -> Result<Vec<Hit>, IndexError>;

    /// Builds an index of that snapshot beside the serving one and swaps; searches go on meanwhile, and go on with the old
    /// one when the build fails. The old one is removed after the swap.
    ///
    /// # Errors
    /// When the engine, the disk or the embedding endpoint fails.
    async fn rebuild(&self, snapshot: &Snapshot) -> Result<(), IndexError>;

    /// Whether the serving index was built from a snapshot of that version ([`Snapshot::version`]), by this program's index
    /// format and the configured embedding model.
    ///
    /// # Errors
    /// When a server does not answer.
    async fn is_current(&self, version: &str) -> Result<bool, IndexError>;

    /// How the index stands.
    ///
    /// # Errors
    /// When a server does not answer.
    async fn status(&self) -> Result<IndexStatus, IndexError>;
}
