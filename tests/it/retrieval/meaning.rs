//! Dense vectors beside words, on both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use yiguan::domain::WhyFrom;
use yiguan::retrieval::{DocKind, EmbedError, Embedder, IndexError, KnowledgeIndex};

use super::fixture::{documents, found, request, snapshot};
use super::harness::{Harness, on_both_engines};

/// Knows three directions: scratches, time, money.
#[derive(Default)]
struct Directions {
    down: AtomicBool,
}

impl Directions {
    fn vectors(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, EmbedError> {
        if self.down.load(Ordering::Acquire) {
            return Err(EmbedError("down".into()));
        }
        let toward = |text: &String, words: &[&str]| f32::from(u8::from(words.iter().any(|word| text.contains(word))));
        let vector = |text: &String| {
            vec![toward(text, &["划痕", "刮花"]), toward(text, &["排产", "来不及"]), toward(text, &["补贴", "钱"]), 0.1]
        };
        Ok(texts.iter().map(vector).collect())
    }
}

#[async_trait]
impl Embedder for Directions {
    async fn queries(&self, masked: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        self.vectors(&masked)
    }

    async fn knowledge(&self, texts: Vec<String>) -> Result<Vec<Vec<f32>>, EmbedError> {
        self.vectors(&texts)
    }

    fn dimensions(&self) -> usize {
        4
    }

    fn model(&self) -> &'static str {
        "directions/1"
    }
}

on_both_engines! { Some(std::sync::Arc::new(super::Directions::default()));
    what_is_near_in_meaning_is_found_and_says_so,
    words_and_meaning_are_fused,
    the_model_belongs_to_the_version,
}

async fn what_is_near_in_meaning_is_found_and_says_so(index: Arc<dyn KnowledgeIndex>) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let hits = index.search(&request("来不及了", DocKind::Case)).await.unwrap();
    assert_eq!(hits[0].id, "schedule", "{hits:?}");
    let hits = index.search(&request("hurry 来不及", DocKind::Case)).await.unwrap();
    assert!(hits.iter().any(|hit| hit.why.iter().any(|why| why.from == WhyFrom::Meaning)), "{hits:?}");
}

async fn words_and_meaning_are_fused(index: Arc<dyn KnowledgeIndex>) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let hits = index.search(&request("刮花了，客户退货", DocKind::Case)).await.unwrap();
    let place = |id: &str| hits.iter().position(|hit| hit.id == id).unwrap();
    assert!(place("scratch") < 2 && place("bond") < 2, "{hits:?}");
    assert!(found(&*index, &request("有没有钱拿", DocKind::Policy)).await.contains(&"NOW".to_owned()));
    assert!(!found(&*index, &request("有没有钱拿", DocKind::Policy)).await.contains(&"EXPIRED".to_owned()));
}

async fn the_model_belongs_to_the_version(index: Arc<dyn KnowledgeIndex>) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    assert!(index.is_current("1").await.unwrap());
    assert_ne!(index.status().await.unwrap().version.as_deref(), Some("1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_endpoint_words_alone_are_used_and_the_old_index_stays() {
    let directions = Arc::new(Directions::default());
    let harness = Harness::embedded(Some(directions.clone())).await;
    harness.index.rebuild(&snapshot("1", documents())).await.unwrap();
    directions.down.store(true, Ordering::Release);
    assert_eq!(found(&*harness.index, &request("划痕", DocKind::Case)).await, ["scratch"]);
    let failed = harness.index.rebuild(&snapshot("2", documents())).await;
    assert!(matches!(failed, Err(IndexError::Embed(_))), "{failed:?}");
    assert!(harness.index.is_current("1").await.unwrap());
    assert_eq!(found(&*harness.index, &request("划痕", DocKind::Case)).await, ["scratch"]);
    harness.clean().await;
}
