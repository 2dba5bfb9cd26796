//! An index that follows changes, on both engines.

use std::sync::Arc;

use yiguan::retrieval::{
    Changes, DocKey, DocKind, Document, EmbeddedIndex, KnowledgeIndex, Lexicon, Snapshot, Standing,
};

use super::fixture::{case, documents, found, lexicon, request, snapshot};
use super::harness::on_both_engines;

type Index = Arc<dyn KnowledgeIndex>;

on_both_engines! { None;
    what_changes_is_found_at_once_and_what_goes_is_not,
    the_same_changes_twice_come_to_the_same,
    how_far_it_is_is_said_with_the_changes_alone,
    another_glossary_is_another_basis,
    every_document_comes_with_its_hash,
    days_that_curators_set_are_obeyed,
    a_snapshot_of_many_pages_is_whole,
    an_index_that_was_not_built_takes_no_changes,
}

fn changes(put: Vec<Document>, gone: &[&str], seq: i64) -> Changes {
    let gone = gone.iter().map(|id| DocKey { kind: DocKind::Case, id: (*id).to_owned() }).collect();
    Changes { put, gone, standing: Some(Standing { version: format!("at-{seq}"), seq }) }
}

fn leak() -> Document {
    case("leak", "阀门漏气在线检测", "阀门装好了才发现漏气", "阀门制造业").with_digest("d-leak".into())
}

async fn what_changes_is_found_at_once_and_what_goes_is_not(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    assert!(!found(&*index, &request("阀门漏气", DocKind::Case)).await.contains(&"leak".to_owned()));
    let other = case("bond", "电机异响识别", "电机有异响听不出来", "电机制造业");
    index.apply(&changes(vec![leak(), other], &["scratch"], 2)).await.unwrap();
    assert_eq!(index.search(&request("阀门漏气", DocKind::Case)).await.unwrap()[0].id, "leak");
    assert!(found(&*index, &request("鞋面划痕", DocKind::Case)).await.iter().all(|id| id != "scratch"));
    assert_eq!(index.search(&request("电机异响", DocKind::Case)).await.unwrap()[0].id, "bond");
    assert!(!found(&*index, &request("帮底粘合失效", DocKind::Case)).await.contains(&"bond".to_owned()));
    assert_eq!(index.status().await.unwrap().points, documents().len());
}

async fn the_same_changes_twice_come_to_the_same(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let ask = request("阀门漏气划痕", DocKind::Case);
    index.apply(&changes(vec![leak()], &["scratch", "never-there"], 2)).await.unwrap();
    let (hits, digests) = (index.search(&ask).await.unwrap(), all_digests(&*index).await);
    index.apply(&changes(vec![leak()], &["scratch", "never-there"], 2)).await.unwrap();
    assert_eq!(all_digests(&*index).await, digests);
    let again = index.search(&ask).await.unwrap();
    assert_eq!(again, hits);
    // One that is built anew from the same finds the same.
    let mut rest: Vec<Document> = documents().into_iter().filter(|document| document.id != "scratch").collect();
    rest.push(leak());
    index.rebuild(&snapshot("2", rest)).await.unwrap();
    assert_eq!(all_digests(&*index).await, digests);
    let ids = |hits: &[yiguan::retrieval::Hit]| hits.iter().map(|hit| hit.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&index.search(&ask).await.unwrap()), ids(&hits));
}

async fn how_far_it_is_is_said_with_the_changes_alone(index: Index) {
    let words = lexicon();
    assert_eq!(index.standing(&words).await.unwrap(), None);
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    assert_eq!(index.standing(&words).await.unwrap(), Some(Standing { version: "1".into(), seq: 1 }));
    index.apply(&Changes { standing: None, ..changes(vec![leak()], &[], 9) }).await.unwrap();
    assert_eq!(index.standing(&words).await.unwrap(), Some(Standing { version: "1".into(), seq: 1 }));
    index.apply(&changes(vec![], &[], 9)).await.unwrap();
    assert_eq!(index.standing(&words).await.unwrap(), Some(Standing { version: "at-9".into(), seq: 9 }));
    assert!(index.is_current("at-9").await.unwrap() && !index.is_current("1").await.unwrap());
}

async fn another_glossary_is_another_basis(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let others = Lexicon::new(&[]).unwrap();
    assert_eq!(index.standing(&others).await.unwrap(), None);
    let with_others = Snapshot { lexicon: Arc::new(others), ..snapshot("1", documents()) };
    index.rebuild(&with_others).await.unwrap();
    assert_eq!(index.standing(&lexicon()).await.unwrap(), None);
    assert!(index.standing(&with_others.lexicon).await.unwrap().is_some());
}

async fn all_digests(index: &dyn KnowledgeIndex) -> Vec<(DocKey, String)> {
    let (mut all, mut after) = (vec![], None);
    loop {
        let (page, next) = index.digests(after).await.unwrap();
        all.extend(page);
        if next.is_none() {
            break;
        }
        after = next;
    }
    all.sort();
    all
}

async fn every_document_comes_with_its_hash(index: Index) {
    let with = |n: usize| case(&format!("c-{n:04}"), "鞋面质检", "看不过来", "制鞋业").with_digest(format!("d-{n}"));
    index.rebuild(&snapshot("1", (0..2_300).map(with).collect())).await.unwrap();
    index.apply(&changes(vec![with(7).with_digest("other".into()), leak()], &["c-0009"], 2)).await.unwrap();
    let digests = all_digests(&*index).await;
    assert_eq!(digests.len(), 2_300);
    let of = |id: &str| digests.iter().find(|(key, _)| key.id == id).map(|(_, digest)| digest.as_str());
    assert_eq!(
        (of("c-0007"), of("c-0008"), of("c-0009"), of("leak")),
        (Some("other"), Some("d-8"), None, Some("d-leak"))
    );
}

async fn days_that_curators_set_are_obeyed(index: Index) {
    let on = super::fixture::day;
    let until = leak().within(Some(on(2026, 11, 1)), Some(on(2026, 11, 23)));
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    index.apply(&changes(vec![until], &[], 2)).await.unwrap();
    for (day, there) in
        [((2026, 10, 31), false), ((2026, 11, 1), true), ((2026, 11, 23), true), ((2026, 11, 24), false)]
    {
        let ask = yiguan::retrieval::SearchRequest {
            as_of: on(day.0, day.1, day.2),
            ..request("阀门漏气", DocKind::Case)
        };
        assert_eq!(found(&*index, &ask).await.contains(&"leak".to_owned()), there, "{day:?}");
    }
}

async fn a_snapshot_of_many_pages_is_whole(index: Index) {
    let all: Vec<Document> = (0..1_100).map(|n| case(&format!("c-{n:04}"), "鞋面质检", "看不过来", "制鞋业")).collect();
    index.rebuild(&snapshot("1", all)).await.unwrap();
    assert_eq!(index.status().await.unwrap().points, 1_100);
}

async fn an_index_that_was_not_built_takes_no_changes(index: Index) {
    let refused = index.apply(&changes(vec![leak()], &[], 2)).await;
    assert!(matches!(refused, Err(yiguan::retrieval::IndexError::NotBuilt)), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_there_again_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let open = || EmbeddedIndex::open(data.path(), lexicon(), None);
    let index = open().await.unwrap();
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    index.apply(&changes(vec![leak()], &["scratch"], 2)).await.unwrap();
    drop(index);
    let index = open().await.unwrap();
    assert!(index.is_current("at-2").await.unwrap());
    assert_eq!(index.search(&request("阀门漏气", DocKind::Case)).await.unwrap()[0].id, "leak");
    assert!(found(&index, &request("鞋面划痕", DocKind::Case)).await.iter().all(|id| id != "scratch"));
    index.apply(&changes(vec![documents().remove(0)], &["leak"], 3)).await.unwrap();
    assert!(found(&index, &request("鞋面划痕", DocKind::Case)).await.contains(&"scratch".to_owned()));
}
