//! Turns what an engine found into hits with reasons.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::points::day_of;
use super::query::Query;
use super::{DocKey, DocKind, Hit, Seen};
use crate::domain::{Why, WhyFrom};
use crate::text::FeatureKind;

/// Reasons shown with a hit.
const REASONS: usize = 6;
/// A part of a word is shown instead of the word when it weighs so many times as much.
const PART: f32 = 2.0;
/// What a hit says that was found by meaning alone.
const NEAR_IN_MEANING: &str = "意思相近";

/// A point that an engine found, with its payload as JSON.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) score: f32,
    pub(super) payload: Map<String, Value>,
}

/// The document of a payload with the hash of its entry.
pub(super) fn named(payload: &Map<String, Value>) -> Option<(DocKey, String)> {
    let text_of = |key: &str| payload.get(key).and_then(Value::as_str);
    let key = DocKey { kind: DocKind::named(text_of("kind")?)?, id: text_of("id")?.to_owned() };
    Some((key, text_of("digest").unwrap_or_default().to_owned()))
}

/// Hits in their final order: by score, equal scores by kind and id. When the glossary knows nothing of the query
/// and no hit shares a word, a pair of characters or the meaning with it, all of them are chance and none is returned.
pub(super) fn hits(query: &Query, found: &[Found]) -> Vec<Seen> {
    let mut hits: Vec<Seen> = found.iter().filter_map(|found| seen(query, found)).collect();
    hits.sort_by(|a, b| {
        let by_score = b.hit.score.total_cmp(&a.hit.score);
        by_score.then_with(|| (a.hit.kind, &a.hit.id).cmp(&(b.hit.kind, &b.hit.id)))
    });
    hits.truncate(query.limit);
    let chance = |seen: &Seen| seen.hit.why.iter().all(|why| why.term.chars().nth(1).is_none());
    let understood = query.wanted.iter().any(|wanted| wanted.from == WhyFrom::Glossary);
    if !understood && hits.iter().all(chance) { Vec::new() } else { hits }
}

fn seen(query: &Query, found: &Found) -> Option<Seen> {
    let day = |key: &str| -> Option<NaiveDate> { day_of(found.payload.get(key)?.as_i64()?) };
    let word = |key: &str| found.payload.get(key).and_then(Value::as_str);
    Some(Seen {
        hit: hit(query, found)?,
        citable: word("status") == Some("published"),
        first_day: day("from"),
        last_day: day("to"),
        here: query.here.as_ref().is_none_or(|marks| word("area").is_some_and(|a| marks.iter().any(|m| m == a))),
    })
}

fn hit(query: &Query, found: &Found) -> Option<Hit> {
    let mut why = shared_words(query, &found.payload);
    for kind in [FeatureKind::Bigram, FeatureKind::Unigram] {
        if why.is_empty() {
            why = shared_grams(query, &found.payload, kind);
        }
    }
    if why.is_empty() && query.meaning.is_some() {
        why.push(Why { term: NEAR_IN_MEANING.to_owned(), weight: found.score, from: WhyFrom::Meaning });
    }
    let text_of = |key: &str| found.payload.get(key).and_then(Value::as_str);
    Some(Hit { kind: DocKind::named(text_of("kind")?)?, id: text_of("id")?.to_owned(), score: found.score, why })
}

/// The words that query and document share; their weights are their parts of the sparse score.
fn shared_words(query: &Query, payload: &Map<String, Value>) -> Vec<Why> {
    let words = payload.get("words").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let weights = payload.get("weights").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64);
    let document: HashMap<&str, f64> = words.zip(weights).collect();
    let mut shared: BTreeMap<&str, Why> = BTreeMap::new();
    for wanted in query.wanted.iter().filter(|w| w.feature.kind == FeatureKind::Word) {
        let term = wanted.feature.text.as_str();
        let Some(weight) = document.get(term) else { continue };
        #[expect(clippy::cast_possible_truncation, reason = "the weight was an f32 before it was JSON")]
        let weight = *weight as f32 * wanted.weight;
        let why = shared.entry(term).or_insert_with(|| Why { term: term.to_owned(), weight: 0.0, from: wanted.from });
        why.weight += weight;
    }
    heaviest(shared.into_values().collect())
}

/// The characters, pairs or single, of the owner's that stand in the document; shown only when no word does.
fn shared_grams(query: &Query, payload: &Map<String, Value>, kind: FeatureKind) -> Vec<Why> {
    let text = payload.get("text").and_then(Value::as_str).unwrap_or_default();
    let own = query.wanted.iter().filter(|w| w.feature.kind == kind && w.from == WhyFrom::Words);
    let shared = own.filter(|w| text.contains(&w.feature.text));
    heaviest(shared.map(|w| Why { term: w.feature.text.clone(), weight: w.weight, from: w.from }).collect())
}

/// The weightiest reasons; of a word and a part of it, one is enough: the longer, unless the part weighs much more.
fn heaviest(mut all: Vec<Why>) -> Vec<Why> {
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
    let mut kept: Vec<Why> = Vec::new();
    for why in all {
        if kept.iter().any(|k| k.term.contains(&why.term)) {
            continue;
        }
        match kept.iter_mut().find(|k| why.term.contains(&k.term) && k.weight < PART * why.weight) {
            Some(part) => part.term = why.term,
            None => kept.push(why),
        }
    }
    kept.truncate(REASONS);
    kept
}
