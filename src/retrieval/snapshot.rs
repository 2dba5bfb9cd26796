//! All knowledge that is to be found, at one moment.

use std::sync::Arc;

use super::{Document, IndexError, Lexicon};
use crate::domain::Knowledge;

/// The form of points, features and payload; raise it when any of them changes, and every index is rebuilt.
const INDEX_FORMAT: u32 = 2;

/// What an index is built from.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The version of the knowledge and of the index format.
    pub version: String,
    /// The words of the glossary.
    pub lexicon: Arc<Lexicon>,
    /// Cases and policies.
    pub documents: Vec<Document>,
}

impl Snapshot {
    /// The snapshot of the knowledge in force; `knowledge_version` changes whenever any entry does.
    ///
    /// # Errors
    /// When the glossary is too large for an automaton.
    pub fn of(knowledge: &Knowledge, knowledge_version: &str) -> Result<Self, IndexError> {
        let cases = knowledge.cases.iter().map(Document::of_case);
        let policies = knowledge.policies.iter().map(Document::of_policy);
        Ok(Self {
            version: Self::version_of(knowledge_version),
            lexicon: Arc::new(Lexicon::new(&knowledge.glossary)?),
            documents: cases.chain(policies).collect(),
        })
    }

    /// The version that a snapshot of that version of the knowledge has.
    pub fn version_of(knowledge_version: &str) -> String {
        format!("{knowledge_version}-f{INDEX_FORMAT}")
    }
}
