//! The retrieval bench as a curator uses it: one query, saved queries, runs, settings that owners' searches obey.

use anyhow::Context;
use regex::Regex;
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde_json::json;
use yiguan::app::SystemClock;
use yiguan::domain::Clock;
use yiguan::domain::bench::Figure;
use yiguan::domain::curation::{Days, ItemKey, NewVersion, Origin};
use yiguan::domain::{EntryKind, Publication, Role, StoredEntry};
use yiguan::store::Missing;

use super::SHOES;
use crate::support::colleague::Colleague;
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::test_app::Setup;

const BENCH: &str = "/staff/curation/bench";

fn at(words: &str, more: &str) -> String {
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!("{BENCH}?q={words}&{more}")
}

/// The ids in the section of that name, in order.
fn ids(page: &str, section: &str) -> Vec<String> {
    let from = page.find(&format!("aria-labelledby=\"{section}\">")).unwrap_or(page.len());
    let part = &page[from..];
    let part = &part[..part.find("</section>").unwrap_or(part.len())];
    let id = Regex::new(r#"<span class="hint">([A-Za-z0-9-]+)</span></th>"#).unwrap();
    id.captures_iter(part).map(|found| found[1].to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_query_is_looked_into() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let page = curator.reads(&at(SHOES, "kind=case")).await?;
            let (hits, near) = (ids(&page, "hits"), ids(&page, "near"));
            assert_eq!((hits.len(), near.len()), (4, 10));
            // What is above the line is what the search for owners gives first.
            let found = app.service()?.search(&yiguan::domain::OwnerMessage::parse(SHOES)?, 14).await?;
            let all: Vec<String> = found.cases.into_iter().map(|case| case.id).collect();
            assert_eq!([hits, near].concat(), all);
            assert!(page.contains("划痕") && page.contains("比最后一名命中低"), "{page}");
            assert!(page.contains("没有配置向量模型"));
            // Words lent by the glossary go with settings that lend none.
            assert!(page.contains("→ "));

            // On a day and in an area: what filters take out says why.
            let early =
                curator.reads(&at("设备更新 技术改造 补助", "kind=policy&as_of=2001-01-01&area=江苏省")).await?;
            assert!(early.contains("才生效") && early.contains("只适用于别的地方"), "{early}");
            let wrong = curator.reads(&at(SHOES, "kind=case&as_of=tomorrow")).await?;
            assert!(wrong.contains("日期要写成") && wrong.contains(SHOES));

            for role in [Role::Translator, Role::Auditor] {
                let other = Colleague::joins(app, role_name(role), &[role]).await?;
                assert_eq!(other.opens(BENCH).await?.status(), StatusCode::FORBIDDEN);
            }
            Ok(())
        })
        .await
}

fn role_name(role: Role) -> &'static str {
    if role == Role::Translator { "li" } else { "shen" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn meaning_stands_beside_words_where_a_model_embeds() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::text("好")).await;
    Setup::with_models(&[&model])
        .with_embeddings()
        .run(async |app| {
            app.service()?.sync_index().await?;
            let curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let page = curator.reads(&at("鞋面划痕", "kind=case")).await?;
            assert!(page.contains("按意思") && !page.contains("没有配置向量模型"), "{page}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hits_are_expected_run_and_compared() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let nothing = curator.sends(&format!("{BENCH}/runs"), &[]).await?;
            assert_eq!(nothing.status(), StatusCode::CONFLICT);
            let hits = ids(&curator.reads(&at(SHOES, "kind=case")).await?, "hits");
            let (first, third) = (hits[0].as_str(), hits[2].as_str());
            for item in [first, third, first] {
                let fields = [("q", SHOES), ("kind", "case"), ("item", item)];
                let done = curator.sends(&format!("{BENCH}/expect"), &fields).await?;
                assert_eq!(done.status(), StatusCode::SEE_OTHER);
                assert!(done.headers()[LOCATION].to_str()?.contains("done=expected"));
            }
            // One query, both expected, each once.
            let list = curator.reads(&format!("{BENCH}/queries")).await?;
            assert!(
                list.contains("已存的测试（1条）") && list.matches(&format!(">{first}</a>")).count() == 1,
                "{list}"
            );
            assert!(list.contains(&format!(">{third}</a>")));

            let wrong = [("q", "排产"), ("kind", "case"), ("expected", "no-such-case")];
            let refused = curator.sends(&format!("{BENCH}/queries"), &wrong).await?;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = refused.text().await?;
            assert!(page.contains("no-such-case") && page.contains("排产") && page.contains("请核对编号"), "{page}");

            let ran = curator.sends(&format!("{BENCH}/runs"), &[]).await?;
            assert_eq!(ran.headers()[LOCATION], format!("{BENCH}/runs/1").as_str());
            let run = app.store().await?.run(1).await?.context("a run")?;
            let mean = run.mean().context("figures")?;
            assert!((mean.recall - 1.0).abs() < 1e-9 && (mean.mrr - 1.0).abs() < 1e-9, "{mean:?}");
            // (1/log2(2) + 1/log2(4)) / (1/log2(2) + 1/log2(3))
            assert!((mean.ndcg - 1.5 / 1.630_929_753_571).abs() < 1e-9, "{mean:?}");

            // With k = 1 the third is missed.
            let fields = [("k", "1"), ("glossary", "1"), ("rrf", "60"), ("depth", "50"), ("note", "只给一个")];
            let kept = curator.sends(&format!("{BENCH}/settings"), &fields).await?;
            assert_eq!(kept.status(), StatusCode::SEE_OTHER);
            curator.sends(&format!("{BENCH}/runs"), &[("settings", "1")]).await?;
            let second = app.store().await?.run(2).await?.context("a run")?;
            assert!((second.mean().context("figures")?.get(Figure::Recall) - 0.5).abs() < 1e-9);
            let page = curator.reads(&format!("{BENCH}/runs/2?with=1")).await?;
            assert!(page.contains("召回率 -0.500") && page.contains("1.000 → <strong>0.500</strong>"), "{page}");
            assert!(page.contains("设置 v1") && page.contains("设置 v0"));
            let missing = curator.opens(&format!("{BENCH}/runs/9")).await?;
            assert_eq!(missing.status(), StatusCode::NOT_FOUND);

            // A query that is forgotten stays in the runs.
            let id = Regex::new(r"queries/([0-9a-f-]{36})/drop")?;
            let id = id.captures(&list).context("an id")?[1].to_owned();
            curator.sends(&format!("{BENCH}/queries/{id}/drop"), &[]).await?;
            assert_eq!(
                curator.sends(&format!("{BENCH}/queries/{id}/drop"), &[]).await?.status(),
                StatusCode::NOT_FOUND
            );
            assert!(curator.reads(&format!("{BENCH}/runs/1")).await?.contains(SHOES));
            let log = app.store().await?.audit_after(0, 500).await?;
            let actions: Vec<&str> = log.iter().map(|entry| entry.note.action.as_str()).collect();
            for action in ["bench.query", "bench.run", "bench.draft", "bench.drop_query"] {
                assert!(actions.contains(&action), "{action} in {actions:?}");
            }
            assert!(log.iter().all(|entry| !entry.note.detail.contains("鞋面")), "no words in the log");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn owners_searches_obey_the_promoted_settings() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let before = app.owner().says(SHOES).await?.cases;
            assert!(before.len() > 1);
            let wild = [("k", "0"), ("glossary", "many"), ("rrf", "60"), ("depth", "50"), ("note", "试试")];
            let refused = curator.sends(&format!("{BENCH}/settings"), &wild).await?;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = refused.text().await?;
            assert!(page.contains("many") && page.contains("试试") && page.contains("术语权重要是0到3的数"), "{page}");

            let draft = [("k", "1"), ("glossary", "0"), ("rrf", "60"), ("depth", "50"), ("note", "")];
            curator.sends(&format!("{BENCH}/settings"), &draft).await?;
            assert_eq!(app.owner().says(SHOES).await?.cases, before, "a draft changes nothing");
            let promoted = curator.sends(&format!("{BENCH}/settings/1/promote"), &[]).await?;
            assert_eq!(promoted.status(), StatusCode::SEE_OTHER);
            let after = app.owner().says(SHOES).await?.cases;
            assert_eq!(after.len(), 1);
            let lent = |cases: &[yiguan::domain::CaseHit]| {
                cases.iter().flat_map(|case| &case.why).any(|why| why.from == yiguan::domain::WhyFrom::Glossary)
            };
            assert!(lent(&before) && !lent(&after));
            assert_eq!(
                curator.sends(&format!("{BENCH}/settings/1/promote"), &[]).await?.status(),
                StatusCode::CONFLICT
            );
            assert_eq!(
                curator.sends(&format!("{BENCH}/settings/7/promote"), &[]).await?.status(),
                StatusCode::NOT_FOUND
            );

            // It holds over a restart, and rolls back.
            app.restarts().await?;
            assert_eq!(app.owner().says(SHOES).await?.cases.len(), 1);
            let mut curator = Colleague::joins(app, "zhao", &[Role::Curator]).await?;
            assert!(curator.reads(&format!("{BENCH}/settings")).await?.contains("退回这版：v0"));
            curator.sends(&format!("{BENCH}/settings/0/promote"), &[]).await?;
            assert_eq!(app.owner().says(SHOES).await?.cases, before);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_lower_a_figure_is_known_before_it_is_published() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let hits = ids(&curator.reads(&at(SHOES, "kind=case")).await?, "hits");
            let best = hits[0].clone();
            let service = app.service()?;
            let stored = app.store().await?.entries(EntryKind::Case).await?;
            let entry = stored.into_iter().find(|entry| entry.id == best).context("the entry")?;
            let gone = StoredEntry { publication: Publication::Withdrawn, ..entry.clone() };
            // Nothing is recorded yet.
            assert_eq!(service.bench_before_publish(std::slice::from_ref(&gone)).await?, None);
            curator.sends(&format!("{BENCH}/expect"), &[("q", SHOES), ("kind", "case"), ("item", &best)]).await?;
            let lowered = service.bench_before_publish(std::slice::from_ref(&gone)).await?.context("a fall")?;
            assert!((lowered.before.recall - 1.0).abs() < 1e-9 && lowered.after.recall.abs() < 1e-9, "{lowered:?}");
            assert_eq!(lowered.queries.len(), 1);
            // The same again, or something that has nothing to do with it, lowers nothing.
            assert_eq!(service.bench_before_publish(std::slice::from_ref(&entry)).await?, None);
            let mut other = entry.clone();
            other.id = "quite-another".to_owned();
            other.body["id"] = json!("quite-another");
            for field in ["title", "owner_words", "problem", "approach", "process_step"] {
                other.body[field] = json!("锅炉水垢");
            }
            other.body["keywords"] = json!(["锅炉"]);
            other.body["lessons"] = json!([]);
            assert_eq!(service.bench_before_publish(&[other]).await?, None);
            app.store().await?.replace_entries(&[gone], Missing::Keep).await?;
            service.follow_knowledge().await;
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_index_is_verified_and_mended_from_the_console() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            assert!(curator.reads(&format!("{BENCH}/index")).await?.contains("核对"));
            let clean = curator.sends(&format!("{BENCH}/index"), &[]).await?.text().await?;
            assert!(clean.contains("一致："), "{clean}");
            app.tampers("UPDATE knowledge_entries SET digest = 'x' WHERE kind = 'policy'").await?;
            let wrong = curator.sends(&format!("{BENCH}/index"), &[]).await?.text().await?;
            assert!(wrong.contains("条不是最新") && wrong.contains("修复"), "{wrong}");
            let mended = curator.sends(&format!("{BENCH}/index/repair"), &[]).await?.text().await?;
            assert!(mended.contains("一致："), "{mended}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_what_lowers_a_figure_asks_for_a_reason() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut curator = Colleague::joins(app, "cai", &[Role::Curator]).await?;
            let hits = ids(&curator.reads(&at(SHOES, "kind=case")).await?, "hits");
            let best = hits[0].clone();
            curator.sends(&format!("{BENCH}/expect"), &[("q", SHOES), ("kind", "case"), ("item", &best)]).await?;
            let store = app.store().await?;
            let stored = store.entries(EntryKind::Case).await?;
            let mut body = stored.into_iter().find(|entry| entry.id == best).context("the entry")?.body;
            for field in ["title", "owner_words", "problem", "approach", "process_step"] {
                body[field] = json!("锅炉水垢检测");
            }
            body["keywords"] = json!(["锅炉", "水垢"]);
            body["lessons"] = json!([]);
            body["sector"] = json!({"code": "C4411", "name": "火力发电"});
            let author = yiguan::domain::StaffId(uuid::Uuid::now_v7());
            let new = NewVersion {
                key: ItemKey::new(EntryKind::Case, best.clone()),
                body,
                author,
                at: SystemClock.now(),
                note: String::new(),
                days: Days::default(),
                origin: Origin::Form,
                submit: true,
                seen: None,
            };
            store.open_versions(&[new], None).await?;
            let act = format!("/staff/curation/cases/{best}/act");
            let refused = curator.sends(&act, &[("do", "publish"), ("number", "2")]).await?;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
            let page = refused.text().await?;
            assert!(page.contains("检索测试的成绩会变差"), "{page}");
            let because = [("do", "publish"), ("number", "2"), ("reason", "换成了锅炉的案例")];
            assert_eq!(curator.sends(&act, &because).await?.status(), StatusCode::SEE_OTHER);
            assert!(!ids(&curator.reads(&at(SHOES, "kind=case")).await?, "hits").contains(&best));
            Ok(())
        })
        .await
}
