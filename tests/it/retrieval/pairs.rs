//! How many of 240 plain sentences find their technical phrase among the first six, with no model.
//!
//! The pairs were written independently of the glossary. Even lines were used to tune the method, odd lines never were.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;
use yiguan::retrieval::{DocKind, Document, EmbeddedIndex, KnowledgeIndex, Lexicon, SearchRequest, Snapshot, Tuning};
use yiguan::service::knowledge::{assemble, seed};
use yiguan::text::{Analyzer, Bm25, Feature, FeatureKind};

const FIRST: usize = 6;
/// Percent of all pairs, and of those never used for tuning; 66.6 and 67.5 when this was written. Words alone find 28,
/// characters 52.
const FLOOR: usize = 63;
const HELD_OUT_FLOOR: usize = 60;

#[derive(Deserialize)]
struct Pair {
    plain: String,
    phrase: String,
}

/// Hits among the tuning half, the held-out half and all.
#[derive(Default, Clone, Copy)]
struct Recall([usize; 2]);

impl Recall {
    fn of(found: impl Fn(usize) -> bool, pairs: usize) -> Self {
        let mut hits = Self::default();
        (0..pairs).filter(|n| found(*n)).for_each(|n| hits.0[n % 2] += 1);
        hits
    }

    fn all(self) -> usize {
        self.0.iter().sum()
    }
}

fn pairs() -> Vec<Pair> {
    let lines = include_str!("../../retrieval/pairs.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// BM25 in a few lines, on the features of one or more kinds.
fn baseline(pairs: &[Pair], kinds: &[FeatureKind]) -> Recall {
    let analyzer = Analyzer::new([]).unwrap();
    let features = |text: &str| -> BTreeMap<Feature, f32> {
        let terms = analyzer.terms(text).into_iter().filter(|(f, _)| kinds.contains(&f.kind));
        terms.map(|(feature, count)| (feature, f32::from(u16::try_from(count).unwrap()))).collect()
    };
    let documents: Vec<_> = pairs.iter().map(|pair| features(&pair.phrase)).collect();
    let length = |document: &BTreeMap<Feature, f32>| document.values().sum::<f32>();
    let total = f32::from(u16::try_from(pairs.len()).unwrap());
    let curve = Bm25 { k1: 1.2, b: 0.4, average_length: documents.iter().map(length).sum::<f32>() / total };
    let rarity = |feature: &Feature| {
        let having = documents.iter().filter(|d| d.contains_key(feature)).count();
        let having = f32::from(u16::try_from(having).unwrap());
        ((total - having + 0.5) / (having + 0.5)).ln_1p()
    };
    let found = |n: usize| {
        let query: Vec<_> = features(&pairs[n].plain).into_iter().map(|(f, c)| (rarity(&f) * c, f)).collect();
        let score = |document: &BTreeMap<Feature, f32>| -> f32 {
            let shared = query.iter().filter_map(|(w, f)| Some(w * curve.weight(*document.get(f)?, length(document))));
            shared.sum()
        };
        let scores: Vec<f32> = documents.iter().map(score).collect();
        scores[n] > 0.0
            && scores.iter().enumerate().filter(|(m, s)| **s > scores[n] || (**s >= scores[n] && *m < n)).count()
                < FIRST
    };
    Recall::of(found, pairs.len())
}

/// The production path: the embedded index with the glossary.
async fn index(pairs: &[Pair], lexicon: Lexicon) -> Recall {
    let folder = tempfile::tempdir().unwrap();
    let lexicon = Arc::new(lexicon);
    let phrases = pairs
        .iter()
        .enumerate()
        .map(|(n, pair)| Document::timeless(DocKind::Case, &n.to_string(), [(1.0, pair.phrase.clone())]));
    let snapshot = Snapshot { version: "pairs".into(), seq: 1, lexicon: lexicon.clone(), documents: phrases.collect() };
    let index = EmbeddedIndex::open(folder.path(), lexicon, None).await.unwrap();
    index.rebuild(&snapshot).await.unwrap();
    let mut found = vec![];
    for (n, pair) in pairs.iter().enumerate() {
        let request = SearchRequest {
            text: pair.plain.clone(),
            kinds: vec![DocKind::Case],
            limit: FIRST,
            as_of: NaiveDate::default(),
            area: None,
            tuning: Tuning::default(),
        };
        found.push(index.search(&request).await.unwrap().iter().any(|hit| hit.id == n.to_string()));
    }
    Recall::of(|n| found[n], pairs.len())
}

#[expect(clippy::print_stdout, reason = "the table is what the measurement is for: run it with --nocapture")]
#[tokio::test(flavor = "multi_thread")]
async fn the_glossary_finds_more_technical_phrases_for_plain_words() {
    let pairs = pairs();
    assert_eq!(pairs.len(), 240);
    let glossary = assemble(&seed().unwrap()).unwrap().glossary;
    let (word, uni, bi) = (FeatureKind::Word, FeatureKind::Unigram, FeatureKind::Bigram);
    let words = baseline(&pairs, &[word]);
    let characters = baseline(&pairs, &[uni, bi]);
    let both = baseline(&pairs, &[word, uni, bi]);
    let with_glossary = index(&pairs, Lexicon::new(&glossary).unwrap()).await;
    println!("recall@{FIRST}                     all    tuned  held out");
    for (name, recall) in [
        ("words (jieba BM25)        ", words),
        ("characters, one and two   ", characters),
        ("both                      ", both),
        ("both and the glossary     ", with_glossary),
    ] {
        let share =
            |hits: usize, of: usize| format!("{:.3}", f64::from(u32::try_from(hits * 1000 / of).unwrap()) / 1000.0);
        println!("{name} {}  {}  {}", share(recall.all(), 240), share(recall.0[1], 120), share(recall.0[0], 120));
    }
    assert!(with_glossary.all() > both.all(), "the glossary must help");
    assert!(with_glossary.0[0] > both.0[0], "the glossary must help on pairs it was not tuned on");
    assert!(with_glossary.all() * 100 >= 240 * FLOOR, "{} of 240", with_glossary.all());
    assert!(with_glossary.0[0] * 100 >= 120 * HELD_OUT_FLOOR, "{} of 120", with_glossary.0[0]);
}
