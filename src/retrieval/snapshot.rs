//! What an index is built from, and what it is told of changes.

use std::sync::Arc;

use async_trait::async_trait;

use super::{DocKey, Document, Embedder, IndexError, Lexicon};
use crate::domain::Knowledge;

/// The form of points, features and payload; raise it when any of them changes, and every index is rebuilt.
const INDEX_FORMAT: u32 = 4;
/// Documents in one page of a snapshot.
const PAGE: usize = 512;

/// How far an index, or what it is built from, is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The version of the knowledge.
    pub version: String,
    /// The number of the last change of the knowledge that is in it.
    pub seq: i64,
}

/// All knowledge that is to be found, page by page, so that a rebuild never holds all of it.
#[async_trait]
pub trait Source: Send + Sync {
    /// How far it is, at the least: what changes while it is read comes as a change afterwards.
    fn standing(&self) -> Standing;

    /// The words of the glossary.
    fn lexicon(&self) -> &Arc<Lexicon>;

    /// The documents that come after that one, in a fixed order; none at the end.
    ///
    /// # Errors
    /// [`IndexError::Source`] when they cannot be read.
    async fn page(&self, after: Option<&DocKey>) -> Result<Vec<Document>, IndexError>;

    /// Documents that stand for all, from which the index learns how long documents are and which words are rare.
    ///
    /// # Errors
    /// As [`Self::page`].
    async fn sample(&self) -> Result<Vec<Document>, IndexError> {
        self.page(None).await
    }
}

/// What changed in the knowledge.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Documents that are new or different.
    pub put: Vec<Document>,
    /// Documents that are there no more.
    pub gone: Vec<DocKey>,
    /// How far the index is with them; `None` leaves it where it is.
    pub standing: Option<Standing>,
}

/// Documents in memory.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The version of the knowledge.
    pub version: String,
    /// The number of its last change.
    pub seq: i64,
    /// The words of the glossary.
    pub lexicon: Arc<Lexicon>,
    /// Cases and policies.
    pub documents: Vec<Document>,
}

impl Snapshot {
    /// The snapshot of a knowledge.
    ///
    /// # Errors
    /// When the glossary is too large for an automaton.
    pub fn of(knowledge: &Knowledge, version: &str) -> Result<Self, IndexError> {
        let cases = knowledge.cases.iter().map(|case| Document::of_case(case));
        let policies = knowledge.policies.iter().map(Document::of_policy);
        Ok(Self {
            version: version.to_owned(),
            seq: 0,
            lexicon: Arc::new(Lexicon::new(&knowledge.glossary)?),
            documents: cases.chain(policies).collect(),
        })
    }
}

#[async_trait]
impl Source for Snapshot {
    fn standing(&self) -> Standing {
        Standing { version: self.version.clone(), seq: self.seq }
    }

    fn lexicon(&self) -> &Arc<Lexicon> {
        &self.lexicon
    }

    async fn page(&self, after: Option<&DocKey>) -> Result<Vec<Document>, IndexError> {
        let start = match after {
            None => 0,
            Some(key) => self.documents.iter().position(|d| d.key() == *key).map_or(self.documents.len(), |at| at + 1),
        };
        Ok(self.documents.iter().skip(start).take(PAGE).cloned().collect())
    }

    async fn sample(&self) -> Result<Vec<Document>, IndexError> {
        Ok(self.documents.clone())
    }
}

/// What the points of an index hang on beside the documents: another form, another glossary or another model needs another
/// index.
pub(super) fn basis(lexicon: &Lexicon, embedder: Option<&dyn Embedder>) -> String {
    let words = &lexicon.digest;
    match embedder {
        Some(embedder) => format!("f{INDEX_FORMAT}-{words}-{}-{}", embedder.model(), embedder.dimensions()),
        None => format!("f{INDEX_FORMAT}-{words}"),
    }
}
