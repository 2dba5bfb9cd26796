//! What is wrong with a knowledge file: file, entry, field and reason, so that the one who wrote it can mend it.

use std::fmt;

use thiserror::Error;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the folder.
    pub file: String,
    /// The entry within the file, when it holds several.
    pub entry: String,
    /// The field.
    pub field: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, entry, field, reason } = self;
        write!(f, "{file}: {entry}{}{field}: {reason}", if entry.is_empty() { "" } else { ": " })
    }
}

/// Why knowledge was refused; nothing of it was taken.
#[derive(Debug, Error)]
pub enum KnowledgeError {
    /// Files are ill-formed.
    #[error("{} problem(s), nothing was imported:\n{}", .0.len(), lines(.0))]
    IllFormed(Vec<Problem>),
    /// A file could not be read or written; the error names it.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// An entry could not be written as TOML.
    #[error("{0} cannot be written as TOML: {1}")]
    Unwritable(String, String),
    /// The words of the glossary make no automaton.
    #[error("the glossary cannot be searched with: {0}")]
    Words(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}

/// Collects the problems of one file.
pub(super) struct Report<'a> {
    file: &'a str,
    /// What was found so far.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Self { file, problems: vec![] }
    }

    /// Notes a problem unless `fine`.
    pub(super) fn require(&mut self, fine: bool, entry: &str, field: &str, reason: impl Into<String>) {
        if !fine {
            self.problems.push(Problem {
                file: self.file.to_owned(),
                entry: entry.to_owned(),
                field: field.to_owned(),
                reason: reason.into(),
            });
        }
    }
}
