//! What holds for every engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use yiguan::domain::WhyFrom;
use yiguan::retrieval::{DocKind, IndexError, KnowledgeIndex, SearchRequest};

use super::fixture::{day, documents, found, ids, request, snapshot};
use super::harness::on_both_engines;

type Index = Arc<dyn KnowledgeIndex>;

on_both_engines! { None;
    only_policies_in_force_on_the_day_are_found,
    a_policy_of_another_place_is_not_found,
    only_the_kinds_that_were_asked_for_are_found,
    an_index_says_that_it_has_not_been_built,
    an_empty_index_finds_nothing,
    words_that_nobody_uses_find_nothing,
    every_way_of_writing_finds_the_same,
    the_glossary_translates_and_the_hit_says_so,
    a_new_version_replaces_the_old_one,
    searches_go_on_while_the_index_is_rebuilt,
    the_limit_holds,
}

async fn only_policies_in_force_on_the_day_are_found(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let on = |as_of| SearchRequest { as_of, ..request("数字化改造补贴", DocKind::Policy) };
    let everywhere = ["ALWAYS", "DONGTOU", "WENZHOU", "ZHEJIANG"];
    let with = |more: &[&'static str]| {
        let mut all = [&everywhere[..], more].concat();
        all.sort_unstable();
        all
    };
    assert_eq!(found(&*index, &on(day(2026, 11, 23))).await, with(&["NOW"]));
    assert_eq!(found(&*index, &on(day(2026, 11, 24))).await, with(&["FUTURE"]));
    assert_eq!(found(&*index, &on(day(2026, 1, 1))).await, with(&["NOW"]));
    assert_eq!(found(&*index, &on(day(2025, 12, 31))).await, with(&["EXPIRED"]));
}

async fn a_policy_of_another_place_is_not_found(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let from = |area: &str| SearchRequest { area: Some(area.to_owned()), ..request("补贴", DocKind::Policy) };
    assert_eq!(found(&*index, &from("浙江省温州市洞头区")).await, ["ALWAYS", "DONGTOU", "NOW", "WENZHOU", "ZHEJIANG"]);
    assert_eq!(found(&*index, &from("浙江温州龙湾")).await, ["ALWAYS", "NOW", "WENZHOU", "ZHEJIANG"]);
    assert_eq!(found(&*index, &from("浙江省杭州市")).await, ["ALWAYS", "NOW", "ZHEJIANG"]);
    assert_eq!(found(&*index, &from("江苏省")).await, ["ALWAYS", "NOW"]);
    let case = SearchRequest { kinds: vec![DocKind::Case], ..from("江苏省") };
    assert_eq!(found(&*index, &SearchRequest { text: "划痕".into(), ..case }).await, ["scratch"]);
}

async fn only_the_kinds_that_were_asked_for_are_found(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let both = SearchRequest { kinds: vec![DocKind::Case, DocKind::Policy], ..request("划痕补贴", DocKind::Case) };
    assert!(found(&*index, &both).await.contains(&"scratch".to_owned()));
    assert!(found(&*index, &both).await.contains(&"NOW".to_owned()));
    assert_eq!(found(&*index, &SearchRequest { kinds: vec![DocKind::Case], ..both.clone() }).await, ["scratch"]);
    assert!(found(&*index, &SearchRequest { kinds: vec![], ..both }).await.is_empty());
}

async fn an_index_says_that_it_has_not_been_built(index: Index) {
    let answer = index.search(&request("划痕", DocKind::Case)).await;
    assert!(matches!(answer, Err(IndexError::NotBuilt)), "{answer:?}");
    assert!(!index.is_current("1").await.unwrap());
    let status = index.status().await.unwrap();
    assert_eq!((status.version, status.points, status.building), (None, 0, false));
}

async fn an_empty_index_finds_nothing(index: Index) {
    index.rebuild(&snapshot("1", vec![])).await.unwrap();
    assert!(found(&*index, &request("划痕", DocKind::Case)).await.is_empty());
    assert_eq!(index.status().await.unwrap().points, 0);
    assert!(index.is_current("1").await.unwrap());
}

async fn words_that_nobody_uses_find_nothing(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    for text in ["饕餮龘", "blockchain", "", " ，。!", "的了吗"] {
        assert!(found(&*index, &request(text, DocKind::Case)).await.is_empty(), "{text}");
    }
}

async fn every_way_of_writing_finds_the_same(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let simplified = index.search(&request("鞋面划痕检测ai质检", DocKind::Case)).await.unwrap();
    assert_eq!(simplified[0].id, "scratch");
    for other in ["鞋面劃痕檢測AI質檢", "鞋面划痕检测ＡＩ质检", "鞋面劃痕檢測Ａi質檢"] {
        assert_eq!(index.search(&request(other, DocKind::Case)).await.unwrap(), simplified, "{other}");
    }
}

async fn the_glossary_translates_and_the_hit_says_so(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let hits = index.search(&request("穿两天就开嘴了", DocKind::Case)).await.unwrap();
    assert_eq!(hits[0].id, "bond", "{hits:?}");
    let from_glossary: Vec<_> = hits[0].why.iter().filter(|why| why.from == WhyFrom::Glossary).collect();
    assert!(from_glossary.iter().any(|why| why.term.contains("失效")), "{:?}", hits[0].why);
    let hits = index.search(&request("鞋面有划痕", DocKind::Case)).await.unwrap();
    let best = &hits[0].why[0];
    assert!(["鞋面", "划痕"].contains(&best.term.as_str()) && best.from == WhyFrom::Words, "{best:?}");
    assert!(hits.iter().all(|hit| !hit.why.is_empty() && hit.why.len() <= 6));
    assert!(hits[0].why.windows(2).all(|pair| pair[0].weight >= pair[1].weight));
}

async fn a_new_version_replaces_the_old_one(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    assert!(index.is_current("1").await.unwrap() && !index.is_current("2").await.unwrap());
    assert!(!index.is_current("").await.unwrap());
    let fewer: Vec<_> = documents().into_iter().filter(|document| document.id != "scratch").collect();
    index.rebuild(&snapshot("2", fewer.clone())).await.unwrap();
    assert!(!index.is_current("1").await.unwrap() && index.is_current("2").await.unwrap());
    assert!(!found(&*index, &request("鞋面划痕", DocKind::Case)).await.contains(&"scratch".to_owned()));
    let status = index.status().await.unwrap();
    assert_eq!((status.version.as_deref().map(|v| v.starts_with('2')), status.points), (Some(true), fewer.len()));
    index.rebuild(&snapshot("2", fewer)).await.unwrap();
    assert!(index.is_current("2").await.unwrap());
}

async fn searches_go_on_while_the_index_is_rebuilt(index: Index) {
    index.rebuild(&snapshot("0", documents())).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let searches = {
        let (index, stop) = (index.clone(), stop.clone());
        async move {
            let mut searches = 0;
            while !stop.load(Ordering::Acquire) || searches == 0 {
                let hits = index.search(&request("鞋面划痕", DocKind::Case)).await.unwrap();
                assert_eq!(hits[0].id, "scratch");
                searches += 1;
                tokio::task::yield_now().await;
            }
            searches
        }
    };
    let rebuilds = async {
        for version in ["1", "2", "3"] {
            index.rebuild(&snapshot(version, documents())).await.unwrap();
        }
        stop.store(true, Ordering::Release);
    };
    let (searches, ()) = tokio::join!(searches, rebuilds);
    assert!(searches > 0 && index.is_current("3").await.unwrap());
    assert!(!index.status().await.unwrap().building);
}

async fn the_limit_holds(index: Index) {
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let all = index.search(&request("补贴", DocKind::Policy)).await.unwrap();
    for limit in 0..4 {
        let some = index.search(&SearchRequest { limit, ..request("补贴", DocKind::Policy) }).await.unwrap();
        assert_eq!(ids(&some), ids(&all[..limit]));
    }
}
