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
    /// How it is searched.
    pub tuning: Tuning,
}

/// How searches are done: what the bench tries out and promotes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tuning {
    /// How much the weightiest word that the glossary adds counts beside a word of the query; 0 adds none.
    pub glossary: f32,
    /// The constant of reciprocal rank fusion: a small one lets the first of one list beat everything.
    pub rrf: u32,
    /// How many hits of each list are fused.
    pub depth: usize,
}

impl Default for Tuning {
    /// Words lent count as much as own ones; 60 as in the paper on rank fusion, where Qdrant's own is 2.
    fn default() -> Self {
        Self { glossary: 1.0, rrf: 60, depth: 50 }
    }
}

/// By what documents are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// By words, and by meaning when an embedder is configured, fused.
    #[default]
    Both,
    /// By words alone.
    Words,
    /// By meaning alone; finds nothing without an embedder.
    Meaning,
}

/// How a search is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// By what.
    pub way: Way,
    /// Finds also what is not in force, not citable or of another place.
    pub unfiltered: bool,
}

/// A hit with what filters go by.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The hit.
    pub hit: Hit,
    /// Whether it may be found at all.
    pub citable: bool,
    /// First day on which it is found; `None` is always.
    pub first_day: Option<NaiveDate>,
    /// Last day on which it is found; `None` is open.
    pub last_day: Option<NaiveDate>,
    /// Whether it applies where the request asks.
    pub here: bool,
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
    /// True when another process holds the index on disk and this one works in a folder of its own.
    pub private: bool,
}
