//! Turns what an engine found into hits with reasons.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::query::Query;
use super::{DocKind, Hit};
use crate::domain::{Why, WhyFrom};
use crate::text::FeatureKind;

/// Reasons shown with a hit.
const REASONS: usize = 6;
/// What a hit says that was found by meaning alone.
const NEAR_IN_MEANING: &str = "意思相近";

/// A point that an engine found, with its payload as JSON.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) score: f32,
    pub(super) payload: Map<String, Value>,
}

/// Hits in their final order: by score, equal scores by kind and id. Without a word, pair or meaning in common (single
/// characters only) a hit is chance and is left out.
pub(super) fn hits(query: &Query, found: Vec<Found>) -> Vec<Hit> {
    let mut hits: Vec<Hit> = found.iter().filter_map(|found| hit(query, found)).collect();
    hits.sort_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score);
        by_score.then_with(|| (a.kind, &a.id).cmp(&(b.kind, &b.id)))
    });
    hits.truncate(query.limit);
    hits
}

fn hit(query: &Query, found: &Found) -> Option<Hit> {
    let mut why = shared_words(query, &found.payload);
    if why.is_empty() {
        why = shared_pairs(query, &found.payload);
    }
    if why.is_empty() && query.meaning.is_some() {
        why.push(Why {
            term: NEAR_IN_MEANING.to_owned(),
            weight: found.score,
            from: WhyFrom::Meaning,
        });
    }
    let text_of = |key: &str| found.payload.get(key).and_then(Value::as_str);
    (!why.is_empty()).then_some(())?;
    Some(Hit {
        kind: DocKind::named(text_of("kind")?)?,
        id: text_of("id")?.to_owned(),
        score: found.score,
        why,
    })
}

/// The words that query and document share; their weights are their parts of the sparse score.
fn shared_words(query: &Query, payload: &Map<String, Value>) -> Vec<Why> {
    let words = payload
        .get("words")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let weights = payload
        .get("weights")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64);
    let document: HashMap<&str, f64> = words.zip(weights).collect();
    let mut shared: BTreeMap<&str, Why> = BTreeMap::new();
    for wanted in query.wanted.iter().filter(|w| w.feature.kind == FeatureKind::Word) {
        let term = wanted.feature.text.as_str();
        let Some(weight) = document.get(term) else { continue };
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the weight was an f32 before it was JSON"
        )]
        let weight = *weight as f32 * wanted.weight;
        let why = shared.entry(term).or_insert_with(|| Why {
            term: term.to_owned(),
            weight: 0.0,
            from: wanted.from,
        });
        why.weight += weight;
    }
    heaviest(shared.into_values().collect())
}

/// The pairs of characters that query and document share, when they share no word.
fn shared_pairs(query: &Query, payload: &Map<String, Value>) -> Vec<Why> {
    let text = payload.get("text").and_then(Value::as_str).unwrap_or_default();
    let pairs = query.wanted.iter().filter(|w| w.feature.kind == FeatureKind::Bigram);
    let shared = pairs.filter(|w| w.from == WhyFrom::Words && text.contains(&w.feature.text));
    heaviest(
        shared
            .map(|w| Why {
                term: w.feature.text.clone(),
                weight: w.weight,
                from: w.from,
            })
            .collect(),
    )
}

/// The weightiest reasons; a word inside a weightier one says nothing new.
fn heaviest(mut all: Vec<Why>) -> Vec<Why> {
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
    let mut kept: Vec<Why> = Vec::new();
    for why in all {
        if kept.len() < REASONS && !kept.iter().any(|k| k.term.contains(&why.term)) {
            kept.push(why);
        }
    }
    kept
}
