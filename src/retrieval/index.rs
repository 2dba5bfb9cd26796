//! What every engine can do.

use async_trait::async_trait;

use super::{Changes, DocKey, Hit, IndexError, IndexStatus, Lexicon, Look, SearchRequest, Seen, Source, Standing};

/// Some of the documents of an index with the hashes of their entries, and the number after which to go on.
pub type DigestPage = (Vec<(DocKey, String)>, Option<u64>);

/// The knowledge index; held as `Arc<dyn KnowledgeIndex>`.
#[async_trait]
pub trait KnowledgeIndex: Send + Sync {
    /// What is found, best first, by one way or by all, with or without the filters; at most `request.limit`.
    ///
    /// # Errors
    /// [`IndexError::NotBuilt`] before the first rebuild, [`IndexError::Unavailable`] when the server does not answer.
    async fn look(&self, request: &SearchRequest, look: Look) -> Result<Vec<Seen>, IndexError>;

    /// The best hits, best first; at most `request.limit`.
    ///
    /// # Errors
    /// As [`Self::look`].
    async fn search(&self, request: &SearchRequest) -> Result<Vec<Hit>, IndexError> {
        Ok(self.look(request, Look::default()).await?.into_iter().map(|seen| seen.hit).collect())
    }

    /// Builds an index of that source beside the serving one and swaps; searches and changes go on meanwhile, and go on with
    /// the old one when the build fails. The old one is removed after the swap.
    ///
    /// # Errors
    /// When the source, the engine, the disk or the embedding endpoint fails.
    async fn rebuild(&self, source: &dyn Source) -> Result<(), IndexError>;

    /// Takes changes into the serving index. Only when they are kept for good is it said how far the index is: after a
    /// crash the same changes come again, and come to the same.
    ///
    /// # Errors
    /// [`IndexError::NotBuilt`] when nothing serves; otherwise as [`Self::rebuild`].
    async fn apply(&self, changes: &Changes) -> Result<(), IndexError>;

    /// How far the serving index is, when it was built with these words, by this program's index format and for the
    /// configured embedding model; `None` otherwise.
    ///
    /// # Errors
    /// When a server does not answer.
    async fn standing(&self, words: &Lexicon) -> Result<Option<Standing>, IndexError>;

    /// The words that searches use.
    fn words(&self) -> std::sync::Arc<Lexicon>;

    /// Whether the serving index is that of a version of the knowledge.
    ///
    /// # Errors
    /// When a server does not answer.
    async fn is_current(&self, version: &str) -> Result<bool, IndexError> {
        Ok(self.standing(&self.words()).await?.is_some_and(|standing| standing.version == version))
    }

    /// The documents in the serving index after that number, with the hashes of their entries.
    ///
    /// # Errors
    /// [`IndexError::NotBuilt`] when nothing serves, or when a server does not answer.
    async fn digests(&self, after: Option<u64>) -> Result<DigestPage, IndexError>;

    /// How the index stands.
    ///
    /// # Errors
    /// When a server does not answer.
    async fn status(&self) -> Result<IndexStatus, IndexError>;
}
