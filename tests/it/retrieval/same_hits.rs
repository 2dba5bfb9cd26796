//! Both engines find the same things in the same order.

use yiguan::retrieval::{DocKind, SearchRequest, Snapshot};
use yiguan::service::knowledge::{assemble, seed};

use super::fixture::{ids, request};
use super::harness::Harness;

#[tokio::test(flavor = "multi_thread")]
async fn thirty_needs_find_the_same_hits_in_the_same_order() {
    let knowledge = assemble(&seed().unwrap()).unwrap();
    let snapshot = Snapshot::of(&knowledge, "seed").unwrap();
    let (embedded, server) = (Harness::embedded(None).await, Harness::server(None).await);
    embedded.index.rebuild(&snapshot).await.unwrap();
    server.index.rebuild(&snapshot).await.unwrap();
    let needs = include_str!("../../retrieval/pairs.jsonl").lines().step_by(8);
    let mut compared = 0;
    for line in needs {
        let pair: serde_json::Value = serde_json::from_str(line).unwrap();
        let both = vec![DocKind::Case, DocKind::Policy];
        let ask = request(pair["plain"].as_str().unwrap(), DocKind::Case);
        let ask = SearchRequest { kinds: both, limit: 10, area: Some("浙江省温州市".into()), ..ask };
        let here = embedded.index.search(&ask).await.unwrap();
        let there = server.index.search(&ask).await.unwrap();
        assert_eq!(ids(&here), ids(&there), "{}", ask.text);
        for (a, b) in here.iter().zip(&there) {
            assert!((a.score - b.score).abs() <= 1e-3 * a.score.abs(), "{} {} {}", a.id, a.score, b.score);
            assert_eq!(a.why, b.why);
        }
        compared += usize::from(!here.is_empty());
    }
    assert!(compared >= 25, "only {compared} of 30 needs found anything");
    embedded.clean().await;
    server.clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn real_needs_find_the_cases_that_a_person_would_name() {
    let knowledge = assemble(&seed().unwrap()).unwrap();
    let snapshot = Snapshot::of(&knowledge, "seed").unwrap();
    let harness = Harness::embedded(None).await;
    harness.index.rebuild(&snapshot).await.unwrap();
    for (need, task) in [
        ("鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI", "visual_inspection"),
        ("冲床旁边装个摄像头，手进去AI就停机，把光栅省了", "safety_monitoring"),
        ("报价太慢，一张图纸老师傅算半天", "quotation_estimation"),
        ("注塑机飞边缩水，调机全靠老师傅", "process_parameter_optimization"),
    ] {
        let hits = harness.index.search(&SearchRequest { limit: 1, ..request(need, DocKind::Case) }).await.unwrap();
        let case = knowledge.case(&hits[0].id).unwrap();
        assert_eq!(case.ai_task.to_string(), task, "{need}: {}", case.title);
    }
    harness.clean().await;
}
