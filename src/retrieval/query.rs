//! A search as both engines take it: weighted features, filter, places to look.

use super::area::marks_holding;
use super::expand::as_weight;
use super::points::{SparseVector, day_number};
use super::{Lexicon, SearchRequest};
use crate::domain::WhyFrom;
use crate::text::{Feature, normalise};

/// The sparse vector of words and n-grams.
pub(super) const WORDS: &str = "words";
/// The dense vector of an embedding model.
pub(super) const MEANING: &str = "meaning";
/// Hits that an engine is asked for beyond the limit, so that equal scores at the end are ordered by us, not by chance.
pub(super) const SPARE: usize = 8;

/// How many hits of each vector are fused.
pub(super) const FUSED: usize = 50;
/// The constant of reciprocal rank fusion: 60 as in the paper; Qdrant's own 2 would let the first of one list beat everything.
pub(super) const RRF_K: usize = 60;
/// The payload fields that filters use, with the type of their index.
pub(super) const INDEXED: [(&str, &str); 5] =
    [("kind", "keyword"), ("status", "keyword"), ("area", "keyword"), ("from", "integer"), ("to", "integer")];

/// A feature to look for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) feature: Feature,
    pub(super) weight: f32,
    pub(super) from: WhyFrom,
}

/// What must hold for a document to be found; engines apply it while searching.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Conditions {
    /// `kind` is one of these.
    pub(super) kinds: Vec<&'static str>,
    /// `from` ≤ day ≤ `to`.
    pub(super) day: i64,
    /// `area` is one of these.
    pub(super) areas: Option<Vec<String>>,
}

/// A search, understood.
#[derive(Debug, Clone)]
pub(super) struct Query {
    pub(super) wanted: Vec<Wanted>,
    pub(super) words: SparseVector,
    pub(super) meaning: Option<Vec<f32>>,
    pub(super) conditions: Conditions,
    pub(super) limit: usize,
}

impl Query {
    /// Reads a request; without a dense vector.
    pub(super) fn new(request: &SearchRequest, lexicon: &Lexicon) -> Self {
        let wanted = wanted(&request.text, lexicon);
        Self {
            words: SparseVector::of(wanted.iter().map(|w| (&w.feature, w.weight))),
            wanted,
            meaning: None,
            conditions: Conditions {
                kinds: request.kinds.iter().map(|kind| kind.name()).collect(),
                day: day_number(request.as_of),
                areas: request.area.as_deref().map(marks_holding),
            },
            limit: request.limit,
        }
    }

    /// Whether nothing can be found.
    pub(super) fn is_empty(&self) -> bool {
        self.limit == 0 || self.conditions.kinds.is_empty() || (self.words.indices.is_empty() && self.meaning.is_none())
    }

    /// How many hits to ask the engine for.
    pub(super) fn ask_for(&self) -> usize {
        self.limit.saturating_add(SPARE)
    }
}

/// The owner's own features, then those that the glossary adds.
fn wanted(text: &str, lexicon: &Lexicon) -> Vec<Wanted> {
    let text = normalise(text);
    let own: Vec<(Feature, f32)> =
        lexicon.analyzer.normalised_terms(&text).into_iter().map(|(f, times)| (f, as_weight(times))).collect();
    let added = lexicon.expander.expand(&text, &own);
    let wanted = |from| move |(feature, weight)| Wanted { feature, weight, from };
    own.into_iter().map(wanted(WhyFrom::Words)).chain(added.into_iter().map(wanted(WhyFrom::Glossary))).collect()
}
