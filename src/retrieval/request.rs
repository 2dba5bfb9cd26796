//! What is asked of the index, and what it answers.

use chrono::NaiveDate;

use crate::domain::Why;

/// The kinds of documents in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocKind {
    /// A published case.
    Case,
    /// A policy, law or standard.
    Policy,
}

impl DocKind {
    /// Its name in the payload.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Policy => "policy",
        }
    }

    /// The kind of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Case, Self::Policy].into_iter().find(|kind| kind.name() == name)
    }
}

/// One search.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    /// What to look for: masked text, for it may go to an embedding endpoint.
    pub text: String,
    /// The kinds to find; none finds nothing.
    pub kinds: Vec<DocKind>,
    /// At most so many hits.
    pub limit: usize,
    /// Policies must be in force on this day.
    pub as_of: NaiveDate,
    /// Where the owner is, from the province down (`浙江省温州市洞头区`, `浙江温州`): only policies for that place, or for a
    /// larger one that holds it, are found. `None` finds policies of every place.
    pub area: Option<String>,
}

/// One document that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: DocKind,
    /// Its id within its kind.
    pub id: String,
    /// How well it matches; comparable only within one list.
    pub score: f32,
    /// The words that matched, weightiest first, at most six.
    pub why: Vec<Why>,
}

/// Which engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// In this process.
    Embedded,
    /// A Qdrant server.
    Server,
}

/// How the index stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexStatus {
    /// The version that serves, with index format and embedding model; `None` before the first build.
    pub version: Option<String>,
    /// Documents in it.
    pub points: usize,
    /// The engine.
    pub engine: Engine,
    /// Whether this process is building another one.
    pub building: bool,
}
