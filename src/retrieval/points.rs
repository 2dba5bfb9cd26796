//! Documents as points: a sparse vector and the payload that filters and reasons need.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

use super::expand::as_weight;
use super::{DocStatus, Document, Snapshot};
use crate::text::{Bm25, Feature, FeatureKind, normalise};

/// Days in the payload when a policy has always been, or stays, in force.
const ALWAYS: i64 = 0;
const OPEN: i64 = 9_999_999;

/// A sparse vector with ascending indices, none twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SparseVector {
    pub(super) indices: Vec<u32>,
    pub(super) values: Vec<f32>,
}

impl SparseVector {
    /// The vector of weighted features; those that share an index by chance are added up.
    pub(super) fn of<'a>(features: impl IntoIterator<Item = (&'a Feature, f32)>) -> Self {
        let mut summed: BTreeMap<u32, f32> = BTreeMap::new();
        for (feature, weight) in features {
            *summed.entry(feature.index()).or_default() += weight;
        }
        let (indices, values) = summed.into_iter().unzip();
        Self { indices, values }
    }
}

/// One point of an index; its number is its place in the snapshot.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) number: u64,
    pub(super) words: SparseVector,
    pub(super) payload: Map<String, Value>,
}

/// The payload's number of a day.
pub(super) fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// How much a term counts that `having` of `documents` have: the formula of Qdrant's IDF modifier.
#[expect(clippy::cast_precision_loss, reason = "counts of documents stay far below 2^23 where it would matter")]
pub(super) fn rarity(documents: usize, having: usize) -> f32 {
    let (documents, having) = (documents as f32, having as f32);
    ((documents - having + 0.5) / (having + 0.5)).ln_1p()
}

/// The points of a snapshot.
pub(super) fn points(snapshot: &Snapshot) -> Vec<Point> {
    let counted: Vec<Counted> = snapshot.documents.iter().map(|document| count(document, snapshot)).collect();
    let lengths: f32 = counted.iter().map(|c| c.length).sum();
    let documents = as_weight(u32::try_from(counted.len()).unwrap_or(u32::MAX)).max(1.0);
    let curve = Bm25 { k1: 1.2, b: 0.4, average_length: lengths / documents };
    let mut having: BTreeMap<&str, usize> = BTreeMap::new();
    for (feature, _) in counted.iter().flat_map(|c| &c.features).filter(|(f, _)| f.kind == FeatureKind::Word) {
        *having.entry(feature.text.as_str()).or_default() += 1;
    }
    let rarity_of = |word: &str| rarity(counted.len(), having.get(word).copied().unwrap_or(0));
    let documents = (0..).zip(snapshot.documents.iter().zip(&counted));
    documents.map(|(number, (document, counted))| point(number, document, counted, curve, rarity_of)).collect()
}

/// What stands in a document.
struct Counted {
    features: BTreeMap<Feature, f32>,
    length: f32,
    text: String,
}

/// Counts the features of all fields, each as often as its field counts.
fn count(document: &Document, snapshot: &Snapshot) -> Counted {
    let mut features: BTreeMap<Feature, f32> = BTreeMap::new();
    let mut texts = Vec::new();
    for field in &document.fields {
        let text = normalise(&field.text);
        for (feature, times) in snapshot.lexicon.analyzer.normalised_terms(&text) {
            *features.entry(feature).or_default() += field.weight * as_weight(times);
        }
        texts.push(text);
    }
    let length = features.values().sum();
    Counted { features, length, text: texts.join("\n") }
}

fn point(number: u64, document: &Document, counted: &Counted, curve: Bm25, rarity_of: impl Fn(&str) -> f32) -> Point {
    let weighted = counted.features.iter().map(|(f, times)| (f, curve.weight(*times, counted.length)));
    let words = weighted.clone().filter(|(f, _)| f.kind == FeatureKind::Word);
    let (names, weights): (Vec<&str>, Vec<f32>) =
        words.map(|(f, weight)| (f.text.as_str(), weight * rarity_of(&f.text))).unzip();
    let payload = json!({
        "kind": document.kind.name(),
        "id": document.id,
        "status": match document.status {
            DocStatus::Published => "published",
            DocStatus::NotCitable => "not_citable",
        },
        "from": document.first_day.map_or(ALWAYS, day_number),
        "to": document.last_day.map_or(OPEN, day_number),
        "area": document.area,
        "words": names,
        "weights": weights,
        "text": counted.text,
    });
    let Value::Object(payload) = payload else { unreachable!("json! of braces is an object") };
    Point { number, words: SparseVector::of(weighted), payload }
}
