//! Documents as points: a sparse vector and the payload that filters and reasons need.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::expand::as_weight;
use super::{DocKey, DocStatus, Document, Lexicon};
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

/// One point of an index.
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

/// The day of a payload's number; `None` for always and open.
pub(super) fn day_of(number: i64) -> Option<NaiveDate> {
    let bounded = number > ALWAYS && number < OPEN;
    bounded.then(|| i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt)).flatten()
}

/// How much a term counts that `having` of `documents` have: the formula of Qdrant's IDF modifier.
#[expect(clippy::cast_precision_loss, reason = "counts of documents stay far below 2^23 where it would matter")]
pub(super) fn rarity(documents: usize, having: usize) -> f32 {
    let (documents, having) = (documents as f32, having as f32);
    ((documents - having + 0.5) / (having + 0.5)).ln_1p()
}

/// How documents are weighed: learnt once for an index and kept with it, so that a document that comes later has the very
/// point that it would have had when the index was built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Shape {
    documents: usize,
    average_length: f32,
    /// In how many documents a word stands; those that are not named stand in one.
    having: BTreeMap<String, usize>,
}

impl Shape {
    /// Learns from documents that stand for all.
    pub(super) fn of(sample: &[Document], lexicon: &Lexicon) -> Self {
        let mut having: BTreeMap<String, usize> = BTreeMap::new();
        let mut lengths = 0.0;
        for document in sample {
            let counted = count(document, lexicon);
            lengths += counted.length;
            for (feature, _) in counted.features.into_iter().filter(|(f, _)| f.kind == FeatureKind::Word) {
                *having.entry(feature.text).or_default() += 1;
            }
        }
        having.retain(|_, documents| *documents > 1);
        let documents = as_weight(u32::try_from(sample.len()).unwrap_or(u32::MAX)).max(1.0);
        Self { documents: sample.len(), average_length: lengths / documents, having }
    }

    fn rarity(&self, word: &str) -> f32 {
        rarity(self.documents.max(1), self.having.get(word).copied().unwrap_or(1))
    }
}

/// The number of the point that says how far the index is; no document has it.
pub(super) const STANDING: u64 = 0;

/// The number of a document's point: the same in every index.
pub(super) fn number(key: &DocKey) -> u64 {
    let digest = Sha256::new().chain_update(key.kind.name()).chain_update([0]).chain_update(&key.id).finalize();
    let first = digest.iter().take(8).fold(0, |number: u64, byte| (number << 8) | u64::from(*byte));
    first.max(STANDING + 1)
}

/// The points of documents.
pub(super) fn points(documents: &[Document], lexicon: &Lexicon, shape: &Shape) -> Vec<Point> {
    documents.iter().map(|document| point(document, &count(document, lexicon), shape)).collect()
}

/// What stands in a document.
struct Counted {
    features: BTreeMap<Feature, f32>,
    length: f32,
    text: String,
}

/// Counts the features of all fields, each as often as its field counts.
fn count(document: &Document, lexicon: &Lexicon) -> Counted {
    let mut features: BTreeMap<Feature, f32> = BTreeMap::new();
    let mut texts = Vec::new();
    for field in &document.fields {
        let text = normalise(&field.text);
        for (feature, times) in lexicon.analyzer.normalised_terms(&text) {
            *features.entry(feature).or_default() += field.weight * as_weight(times);
        }
        texts.push(text);
    }
    let length = features.values().sum();
    Counted { features, length, text: texts.join("\n") }
}

fn point(document: &Document, counted: &Counted, shape: &Shape) -> Point {
    let curve = Bm25 { k1: 1.2, b: 0.4, average_length: shape.average_length };
    let weighted = counted.features.iter().map(|(f, times)| (f, curve.weight(*times, counted.length)));
    let words = weighted.clone().filter(|(f, _)| f.kind == FeatureKind::Word);
    let (names, weights): (Vec<&str>, Vec<f32>) =
        words.map(|(f, weight)| (f.text.as_str(), weight * shape.rarity(&f.text))).unzip();
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
        "digest": document.digest,
    });
    let Value::Object(payload) = payload else { unreachable!("json! of braces is an object") };
    Point { number: number(&document.key()), words: SparseVector::of(weighted), payload }
}

#[cfg(test)]
mod tests {
    use super::super::DocKind;
    use super::*;

    fn document(id: &str, text: &str) -> Document {
        Document::timeless(DocKind::Case, id, [(1.0, text.to_owned())])
    }

    #[test]
    fn a_document_that_comes_later_has_the_point_of_a_rebuild() {
        let lexicon = Lexicon::new(&[]).unwrap();
        let all = [document("a", "鞋面划痕检测"), document("b", "鞋面开胶检测"), document("c", "注塑排产")];
        let shape = Shape::of(&all, &lexicon);
        let built = points(&all, &lexicon, &shape);
        let kept: Shape = serde_json::from_str(&serde_json::to_string(&shape).unwrap()).unwrap();
        for (document, built) in all.iter().zip(&built) {
            let later = &points(std::slice::from_ref(document), &lexicon, &kept)[0];
            assert_eq!((later.number, &later.words, &later.payload), (built.number, &built.words, &built.payload));
        }
    }

    #[test]
    fn a_number_hangs_on_kind_and_id_alone() {
        let key = |kind, id: &str| number(&DocKey { kind, id: id.to_owned() });
        assert_eq!(key(DocKind::Case, "a"), key(DocKind::Case, "a"));
        assert_ne!(key(DocKind::Case, "a"), key(DocKind::Policy, "a"));
        assert_ne!(key(DocKind::Case, "a"), key(DocKind::Case, "b"));
    }
}
