//! What is published is found by the next need at once, without a restart, and survives a kill.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde_json::json;
use yiguan::config::{Config, DEFAULTS};
use yiguan::domain::{EntryKind, Publication, StoredEntry};
use yiguan::retrieval::{Changes, DocKey, DocKind, EmbeddedIndex, KnowledgeIndex, Lexicon};
use yiguan::service::Service;
use yiguan::service::knowledge::seed;
use yiguan::store::{Missing, Store};

use crate::support::binary::{Ran, Served, command, run};
use crate::support::owner::Owner;
use crate::support::test_app::{Setup, prepared_folder};

const NEED: &str = "砚台雕好以后石纹里有暗裂，敲了才知道，能不能上AI";

/// A case that no need of today finds first.
fn inkstone(id: &str, title: &str) -> StoredEntry {
    let body = json!({
        "id": id, "title": title, "process_step": "石料检验", "owner_words": "砚台石纹里的暗裂敲了才知道",
        "problem": "砚台暗裂靠听声音", "ai_task": "visual_inspection", "approach": "用超声成像找砚台暗裂",
        "outcome": "success", "lessons": ["先做样品"], "fit": "suitable", "timing": "now", "keywords": ["砚台", "暗裂"],
        "sector": {"code": "C243", "name": "工艺美术品制造"},
        "sources": [{"title": "公开报道", "publisher": "某报"}],
    });
    StoredEntry { kind: EntryKind::Case, id: id.to_owned(), publication: Publication::Published, body }
}

/// What the background does within seconds.
async fn in_step(service: &Service) -> anyhow::Result<()> {
    service.refresh_knowledge().await?;
    service.sync_index().await?;
    assert!(service.follow_knowledge().await);
    Ok(())
}

async fn found(url: &str) -> anyhow::Result<Vec<String>> {
    let mut owner = Owner::new(url);
    let outcome = owner.says(NEED).await?;
    Ok(outcome.cases.into_iter().map(|case| case.id).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_published_case_is_found_by_the_next_need() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            assert!(!found(&app.url).await?.contains(&"inkstone-cracks".to_owned()));
            let store = app.store().await?;
            let one = inkstone("inkstone-cracks", "砚台石纹暗裂检测");
            store.replace_entries(std::slice::from_ref(&one), Missing::Keep).await?;
            let learnt = std::sync::Arc::as_ptr(&app.service()?.knowing().lexicon);
            assert!(app.service()?.follow_knowledge().await);
            assert_eq!(found(&app.url).await?.first().map(String::as_str), Some("inkstone-cracks"));
            // What was learnt from glossary and playbooks was not learnt again for it.
            assert_eq!(std::sync::Arc::as_ptr(&app.service()?.knowing().lexicon), learnt);
            assert!(app.service()?.verify_index().await?.is_clean());

            let gone = StoredEntry { publication: Publication::Withdrawn, ..one };
            store.replace_entries(&[gone], Missing::Keep).await?;
            assert!(app.service()?.follow_knowledge().await);
            assert!(!found(&app.url).await?.contains(&"inkstone-cracks".to_owned()));
            assert!(app.service()?.knowing().knowledge.case("inkstone-cracks").is_none());
            let check = app.service()?.verify_index().await?;
            assert!(check.is_clean() && check.behind == 0, "{check:?}");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_changes_and_another_glossary_are_followed() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (store, service) = (app.store().await?, app.service()?);
            store.replace_entries(&[inkstone("inkstone-one", "砚台石纹暗裂检测")], Missing::Keep).await?;
            let mut words = seed()?.into_iter().find(|e| e.kind == EntryKind::Glossary).context("a glossary")?;
            let terms = words.body["terms"].as_array_mut().context("terms")?;
            terms.push(json!({"plain": "闷声", "technical": "砚台暗裂", "synonyms": [], "english": "x", "kind": "defect", "tasks": []}));
            store.replace_entries(&[words], Missing::Keep).await?;
            in_step(service).await?;
            let check = service.verify_index().await?;
            assert!(check.is_clean() && check.behind == 0, "{check:?}");
            let hits = service.search(&yiguan::domain::OwnerMessage::parse("敲起来闷声")?, 3).await?;
            assert!(hits.cases[0].id.starts_with("inkstone"), "{:?}", hits.cases[0].id);

            // So many beside some hundred documents that all is built anew, and then as many again in portions.
            for round in 0..3 {
                let id = |n| format!("inkstone-{round}-{n:04}");
                let many: Vec<_> = (0..1_001).map(|n| inkstone(&id(n), "砚台石纹暗裂检测")).collect();
                store.replace_entries(&many, Missing::Keep).await?;
                in_step(service).await?;
            }
            let rows: Vec<_> = (0..1_000).map(|n| inkstone(&format!("inkstone-0-{n:04}"), "砚台暗裂")).collect();
            store.replace_entries(&rows, Missing::Keep).await?;
            in_step(service).await?;
            let check = service.verify_index().await?;
            assert!(check.is_clean() && check.behind == 0, "{check:?}");
            assert!(service.knowing().knowledge.case("inkstone-1-0700").is_some());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_follows_at_the_same_time_comes_to_the_same() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (store, service) = (app.store().await?, app.service()?);
            for round in 0..3 {
                let id = |n| format!("inkstone-{n:04}");
                let some: Vec<_> = (0..300).map(|n| inkstone(&id(n), &format!("砚台暗裂{round}"))).collect();
                store.replace_entries(&some, Missing::Keep).await?;
                let (one, other, third) =
                    tokio::join!(service.follow_knowledge(), service.follow_knowledge(), service.sync_index());
                third?;
                assert!(one && other);
                let check = service.verify_index().await?;
                assert!(check.is_clean() && check.behind == 0, "{check:?}");
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_differs_is_found_and_mended() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let service = app.service()?;
            let all = service.verify_index().await?.in_force;
            assert!(all > 200);
            // Behind the log's back, as a broken disk would.
            app.tampers("DELETE FROM knowledge_entries WHERE kind = 'case' AND id = 'adidas-speedfactory-closure'")
                .await?;
            app.tampers("UPDATE knowledge_entries SET digest = 'x' WHERE kind = 'policy'").await?;
            let check = service.verify_index().await?;
            let ids = |keys: &[DocKey]| keys.iter().map(|key| key.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&check.extra), ["adidas-speedfactory-closure"]);
            assert!(!check.stale.is_empty() && check.missing.is_empty() && !check.is_clean());
            assert!(service.repair_index().await?.is_clean());
            Ok(())
        })
        .await
}

fn index(folder: &Path, arguments: &[&str]) -> anyhow::Result<Ran> {
    run(&mut command(folder, &[&["index"], arguments].concat()))
}

/// Takes the points of cases out of the index that no process serves.
async fn loses(data: &Path, cases: &[&str]) -> anyhow::Result<()> {
    let found = EmbeddedIndex::open(data, Arc::new(Lexicon::new(&[])?), None).await?;
    let gone = cases.iter().map(|id| DocKey { kind: DocKind::Case, id: (*id).to_owned() }).collect();
    Ok(found.apply(&Changes { put: vec![], gone, standing: None }).await?)
}

async fn store_of(folder: &Path) -> anyhow::Result<Store> {
    let mut config: Config = toml::from_str(DEFAULTS)?;
    config.data_dir = folder.join("data");
    Ok(Store::open(&config.database_url()).await?)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_database_and_index_loses_and_doubles_nothing() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let clean = index(folder.path(), &["verify"])?;
    assert_eq!(clean.code, Some(0), "{clean:?}");
    let server = Served::start(&mut command(folder.path(), &["serve"]))?;
    // The index on disk is the service's: this process says so instead of looking at another one.
    let held = index(folder.path(), &["verify"])?;
    assert_eq!(held.code, Some(1), "{held:?}");
    assert!(held.err.contains("/staff/curation/bench/index"), "{held:?}");
    server.kill()?;

    // Committed, and the process is gone before the index hears of it.
    let store = store_of(folder.path()).await?;
    store.replace_entries(&[inkstone("inkstone-cracks", "砚台石纹暗裂检测")], Missing::Keep).await?;
    store.close().await?;
    let behind = index(folder.path(), &["verify"])?;
    assert_eq!(behind.code, Some(1), "{behind:?}");
    assert!(behind.out.contains("cases/inkstone-cracks"), "{behind:?}");

    let server = Served::start(&mut command(folder.path(), &["serve"]))?;
    assert_eq!(found(&server.url).await?.first().map(String::as_str), Some("inkstone-cracks"));
    server.kill()?;
    let clean = index(folder.path(), &["verify"])?;
    assert_eq!(clean.code, Some(0), "{clean:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_repairs_and_rebuilds() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let store = store_of(folder.path()).await?;
    let newer = inkstone("adidas-speedfactory-closure", "砚台石纹暗裂检测");
    store.replace_entries(&[newer, inkstone("inkstone-cracks", "砚台石纹暗裂检测")], Missing::Keep).await?;
    store.close().await?;
    let found = index(folder.path(), &["verify"])?;
    assert!(found.out.contains("cases/adidas-speedfactory-closure") && found.code == Some(1), "{found:?}");
    let repaired = index(folder.path(), &["verify", "--repair"])?;
    assert_eq!(repaired.code, Some(0), "{repaired:?}");
    assert_eq!(index(folder.path(), &["verify"])?.code, Some(0));

    // Points that go without a change of the knowledge.
    loses(&folder.path().join("data"), &["adidas-speedfactory-closure", "inkstone-cracks"]).await?;
    let found = index(folder.path(), &["verify"])?;
    assert!(found.out.contains("cases/inkstone-cracks") && found.code == Some(1), "{found:?}");
    assert_eq!(index(folder.path(), &["verify", "--repair"])?.code, Some(0));
    assert_eq!(index(folder.path(), &["verify"])?.code, Some(0));

    fs_err::remove_dir_all(folder.path().join("data/index"))?;
    let missing = index(folder.path(), &["verify"])?;
    assert!(missing.code == Some(1) && missing.out.contains("yiguan index rebuild"), "{missing:?}");
    assert_eq!(index(folder.path(), &["rebuild"])?.code, Some(0));
    assert_eq!(index(folder.path(), &["verify"])?.code, Some(0));
    Ok(())
}
