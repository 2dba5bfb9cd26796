//! Translates a query through the glossary: from what people say to the technical term, and back.
//!
//! Owners seldom say an entry word for word, so an entry need not be found whole: entries are ranked by the words and
//! n-grams that they share with the query, and the best of them lend their technical term (and, less, their other names) in
//! proportion. An entry that does stand in the query word for word counts as much as the best.

use std::collections::{BTreeMap, HashMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};

use super::IndexError;
use crate::domain::Term;
use crate::text::{Analyzer, Bm25, Feature, FeatureKind, normalise};

/// How many entries may lend their words.
const ENTRIES: usize = 20;
/// How much an entry's other names count beside its technical term.
const NAMES: f32 = 0.2;
/// Lent features that weigh less than this share of the weightiest are noise and cost time.
const FLOOR: f32 = 0.1;

/// One entry: what it lends.
#[derive(Debug)]
struct Entry {
    lends: Vec<(Feature, f32)>,
}

/// The glossary, ready to translate.
#[derive(Debug)]
pub(super) struct Expander {
    entries: Vec<Entry>,
    /// For each feature (by its index) the entries that have it, with what it adds to their rank.
    postings: HashMap<u32, Vec<(usize, f32)>>,
    /// Every name of every entry, normalised; `owners` says whose the pattern is.
    names: AhoCorasick,
    owners: Vec<Vec<usize>>,
}

impl Expander {
    /// Reads the entries with the same analyser as the queries.
    pub(super) fn new<'a>(terms: impl Iterator<Item = &'a Term>, analyzer: &Analyzer) -> Result<Self, IndexError> {
        let mut entries = Vec::new();
        let mut counted = Vec::new();
        let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (entry, term) in terms.enumerate() {
            let technical = analyzer.terms(&term.technical);
            let mut lends: BTreeMap<Feature, f32> = BTreeMap::new();
            let mut counts: BTreeMap<Feature, f32> = BTreeMap::new();
            for (feature, count) in technical {
                *lends.entry(feature.clone()).or_default() += as_weight(count);
                *counts.entry(feature).or_default() += as_weight(count);
            }
            for (feature, count) in term.spoken().flat_map(|name| analyzer.terms(name)) {
                *lends.entry(feature.clone()).or_default() += NAMES * as_weight(count);
                *counts.entry(feature).or_default() += as_weight(count);
            }
            for name in term.spoken().chain([term.technical.as_str()]) {
                owners.entry(normalise(name)).or_default().push(entry);
            }
            entries.push(Entry { lends: lends.into_iter().collect() });
            counted.push(counts);
        }
        owners.retain(|name, _| name.chars().nth(1).is_some());
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(owners.keys())?;
        Ok(Self { entries, postings: postings(&counted), names, owners: owners.into_values().collect() })
    }

    /// The features that the glossary adds to a query, the weightiest with weight 1; `text` is the normalised query.
    pub(super) fn expand(&self, text: &str, query: &[(Feature, f32)]) -> Vec<(Feature, f32)> {
        let mut lent: BTreeMap<&Feature, f32> = BTreeMap::new();
        for (entry, share) in self.nearest(text, query) {
            for (feature, weight) in &self.entries[entry].lends {
                *lent.entry(feature).or_default() += share * weight;
            }
        }
        let most = lent.values().copied().fold(0.0, f32::max);
        lent.into_iter()
            .filter(|(_, weight)| *weight > FLOOR * most)
            .map(|(feature, weight)| (feature.clone(), weight / most))
            .collect()
    }

    /// The entries nearest to the query, each with its share between 0 and 1.
    fn nearest(&self, text: &str, query: &[(Feature, f32)]) -> Vec<(usize, f32)> {
        let mut ranks: HashMap<usize, f32> = HashMap::new();
        let mut grounded: HashSet<usize> = HashSet::new();
        for (feature, weight) in query {
            for (entry, adds) in self.postings.get(&feature.index()).into_iter().flatten() {
                *ranks.entry(*entry).or_default() += weight * adds;
                if feature.kind != FeatureKind::Unigram {
                    grounded.insert(*entry);
                }
            }
        }
        // Single characters rank entries, but alone they are chance.
        let mut ranked: Vec<(usize, f32)> = ranks.into_iter().filter(|(entry, _)| grounded.contains(entry)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.truncate(ENTRIES);
        let best = ranked.first().map_or(1.0, |(_, rank)| *rank);
        let mut shares: BTreeMap<usize, f32> =
            ranked.into_iter().map(|(entry, rank)| (entry, (rank / best).powi(2))).collect();
        for found in self.names.find_iter(text) {
            for entry in &self.owners[found.pattern().as_usize()] {
                shares.insert(*entry, 1.0);
            }
        }
        shares.into_iter().collect()
    }
}

/// BM25 over the entries, as if each were a document.
fn postings(counted: &[BTreeMap<Feature, f32>]) -> HashMap<u32, Vec<(usize, f32)>> {
    let lengths: Vec<f32> = counted.iter().map(|counts| counts.values().sum()).collect();
    let total = as_weight(u32::try_from(lengths.len()).unwrap_or(u32::MAX)).max(1.0);
    let curve = Bm25 { k1: 1.2, b: 0.3, average_length: lengths.iter().sum::<f32>() / total };
    let mut postings: HashMap<u32, Vec<(usize, f32)>> = HashMap::new();
    for (entry, counts) in counted.iter().enumerate() {
        for (feature, count) in counts {
            postings.entry(feature.index()).or_default().push((entry, curve.weight(*count, lengths[entry])));
        }
    }
    for entries in postings.values_mut() {
        let rarity = super::points::rarity(counted.len(), entries.len());
        for (_, adds) in entries {
            *adds *= rarity;
        }
    }
    postings
}

/// A count as a number to weigh with.
#[expect(clippy::cast_precision_loss, reason = "a text holds far fewer than 2^23 times the same word")]
pub(super) fn as_weight(count: u32) -> f32 {
    count as f32
}
