//! What holds for the engine on a server: connections, keys, replicas.

use secrecy::SecretString;
use yiguan::retrieval::{DocKind, IndexError, KnowledgeIndex, ServerIndex, ServerSettings};

use super::fixture::{documents, found, lexicon, request, snapshot};
use super::harness::{KEY, settings};
use crate::support::qdrant_double::QdrantDouble;

fn index(settings: &ServerSettings) -> ServerIndex {
    ServerIndex::new(settings, lexicon(), None).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_goes_away_is_a_named_error_until_it_is_back() {
    let mut double = QdrantDouble::start(KEY).await;
    let index = index(&settings(&double.url(), "knowledge"));
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    double.stop().await;
    let ask = request("划痕", DocKind::Case);
    for _ in 0..2 {
        let answer = index.search(&ask).await;
        assert!(matches!(answer, Err(IndexError::Unavailable(_))), "{answer:?}");
    }
    assert!(matches!(index.is_current("1").await, Err(IndexError::Unavailable(_))));
    assert!(matches!(index.rebuild(&snapshot("2", documents())).await, Err(IndexError::Unavailable(_))));
    assert!(matches!(index.status().await, Err(IndexError::Unavailable(_))));
    double.come_back().await;
    assert_eq!(found(&index, &ask).await, ["scratch"]);
    assert!(index.is_current("1").await.unwrap());
    double.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_refused() {
    let mut double = QdrantDouble::start(KEY).await;
    for key in [None, Some(SecretString::from("another"))] {
        let index = index(&ServerSettings { api_key: key, ..settings(&double.url(), "knowledge") });
        let answer = index.search(&request("划痕", DocKind::Case)).await;
        assert!(matches!(answer, Err(IndexError::Refused)), "{answer:?}");
    }
    double.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none_is_refused_at_once() {
    assert!(ServerIndex::new(&settings("not an address", "knowledge"), lexicon(), None).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_serving_collection_stays_and_its_filters_are_indexed() {
    let mut double = QdrantDouble::start(KEY).await;
    let (ours, other) = (settings(&double.url(), "knowledge"), settings(&double.url(), "knowledge_too"));
    index(&other).rebuild(&snapshot("1", documents())).await.unwrap();
    let index = index(&ours);
    for version in ["1", "2"] {
        index.rebuild(&snapshot(version, documents())).await.unwrap();
    }
    let collections = double.collections();
    assert_eq!(collections.len(), 2, "{collections:?}");
    assert!(collections[0].starts_with("knowledge_2_") && collections[1].starts_with("knowledge_too_1_"));
    assert_eq!(double.indexed_fields("knowledge"), ["area", "from", "kind", "status", "to"]);
    double.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_takes_over_what_another_has_built() {
    let mut double = QdrantDouble::start(KEY).await;
    let ours = settings(&double.url(), "knowledge");
    let (first, second) = (index(&ours), index(&ours));
    first.rebuild(&snapshot("1", documents())).await.unwrap();
    assert!(second.is_current("1").await.unwrap());
    let built = double.collections();
    second.rebuild(&snapshot("1", documents())).await.unwrap();
    assert_eq!(double.collections(), built);
    second.rebuild(&snapshot("2", documents())).await.unwrap();
    assert!(!first.is_current("1").await.unwrap());
    assert_eq!(found(&first, &request("划痕", DocKind::Case)).await, ["scratch"]);
    double.stop().await;
}
