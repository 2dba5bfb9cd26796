//! A search as both engines take it: weighted features, filter, places to look.

use super::area::marks_holding;
use super::expand::as_weight;
use super::points::{SparseVector, day_number};
use super::{Lexicon, Look, SearchRequest, Tuning, Way};
use crate::domain::WhyFrom;
use crate::text::{Feature, normalise};

/// The sparse vector of words and n-grams.
pub(super) const WORDS: &str = "words";
/// The dense vector of an embedding model.
pub(super) const MEANING: &str = "meaning";
/// Hits that an engine is asked for beyond the limit, so that equal scores at the end are ordered by us, not by chance.
pub(super) const SPARE: usize = 8;

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
    /// `from` ≤ day ≤ `to`, and `status` is published; `None` finds everything.
    pub(super) day: Option<i64>,
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
    pub(super) tuning: Tuning,
    /// The marks of the places that the request asks for, whether or not they are a condition.
    pub(super) here: Option<Vec<String>>,
}

impl Query {
    /// Reads a request; without a dense vector.
    pub(super) fn new(request: &SearchRequest, look: Look, lexicon: &Lexicon) -> Self {
        let wanted = wanted(&request.text, lexicon, request.tuning.glossary);
        let words = match look.way {
            Way::Both | Way::Words => SparseVector::of(wanted.iter().map(|w| (&w.feature, w.weight))),
            Way::Meaning => SparseVector::default(),
        };
        let here = request.area.as_deref().map(marks_holding);
        Self {
            words,
            wanted,
            meaning: None,
            conditions: Conditions {
                kinds: request.kinds.iter().map(|kind| kind.name()).collect(),
                day: (!look.unfiltered).then(|| day_number(request.as_of)),
                areas: here.clone().filter(|_| !look.unfiltered),
            },
            limit: request.limit,
            tuning: request.tuning,
            here,
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

    /// How many hits of each list are fused.
    pub(super) fn fused(&self) -> usize {
        self.tuning.depth.max(self.ask_for())
    }
}

/// The owner's own features, then those that the glossary adds.
pub(super) fn wanted(text: &str, lexicon: &Lexicon, share: f32) -> Vec<Wanted> {
    let text = normalise(text);
    let own: Vec<(Feature, f32)> =
        lexicon.analyzer.normalised_terms(&text).into_iter().map(|(f, times)| (f, as_weight(times))).collect();
    let mut added = if share > 0.0 { lexicon.expander.expand(&text, &own) } else { Vec::new() };
    for (_, weight) in &mut added {
        *weight *= share;
    }
    let wanted = |from| move |(feature, weight)| Wanted { feature, weight, from };
    own.into_iter().map(wanted(WhyFrom::Words)).chain(added.into_iter().map(wanted(WhyFrom::Glossary))).collect()
}
