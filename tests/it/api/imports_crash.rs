//! An import that is killed in the middle goes on where it was: nothing is lost, nothing is there twice.

use std::time::Duration;

use anyhow::Context;
use regex::Regex;
use yiguan::config::{Config, DEFAULTS};
use yiguan::domain::{EntryKind, Role};
use yiguan::store::Store;

use super::imports::{settled, uploads};
use crate::support::binary::{Served, command, run};
use crate::support::colleague::Colleague;
use crate::support::invented::{HEADS, cells, csv};
use crate::support::test_app::prepared_folder;

const ROWS: usize = 1_500;

/// Waits until a job that runs has come past so many rows.
async fn past(who: &Colleague, job: &str, count: u32) -> anyhow::Result<()> {
    let told = Regex::new(r"已看过 (\d+) 行|(\d+) / \d+ 行")?;
    for _ in 0..3_000 {
        let page = who.reads(job).await?;
        if let Some(found) = told.captures(&page) {
            let n: u32 = found.get(1).or(found.get(2)).context("a number")?.as_str().parse()?;
            if n >= count {
                return Ok(());
            }
        }
        if page.contains("data-running=\"no\"") {
            anyhow::bail!("it was over before it could be killed: {page}");
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    anyhow::bail!("it never came so far")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_loses_and_doubles_nothing() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let mut config: Config = toml::from_str(DEFAULTS)?;
    config.data_dir = folder.path().join("data");
    let store = Store::open(&config.database_url()).await?;
    let before = store.published_entries(EntryKind::Case).await?.len();
    let start = || Served::start(&mut command(folder.path(), &["serve"]));
    let server = start()?;
    let lin = Colleague::joins_at(&store, &server.url, "lin", &[Role::Curator]).await?;
    let chen = Colleague::joins_at(&store, &server.url, "chen", &[Role::Curator]).await?;
    let rows: Vec<Vec<String>> = (0..ROWS).map(cells).collect();
    let job = uploads(&lin, "cases", ("many.csv", csv(&HEADS, &rows).as_bytes())).await?;

    // In the middle of the dry run.
    past(&lin, &job, 200).await?;
    server.kill()?;
    let server = start()?;
    let mut lin = lin.at(&server.url);
    let page = settled(&lin, &job).await?;
    assert!(page.contains(&format!("<strong>{ROWS}</strong> 新增")), "{page}");

    // In the middle of writing.
    lin.sends(&format!("{job}/confirm"), &[("take", "new")]).await?;
    past(&lin, &job, 200).await?;
    server.kill()?;
    let server = start()?;
    let lin = lin.at(&server.url);
    let page = settled(&lin, &job).await?;
    assert!(page.contains(&format!("{ROWS} 行新版本，0 行")), "{page}");

    // In the middle of publishing.
    let mut chen = chen.at(&server.url);
    let response = chen.sends(&format!("{job}/publish"), &[]).await?;
    let place = response.headers().get("location").and_then(|place| place.to_str().ok()).context("a job")?.to_owned();
    past(&chen, &place, 200).await?;
    server.kill()?;
    let server = start()?;
    let chen = chen.at(&server.url);
    let page = settled(&chen, &place).await?;
    assert!(page.contains(&format!("已发布 {ROWS} 行")), "{page}");
    assert_eq!(store.published_entries(EntryKind::Case).await?.len(), before + ROWS);
    server.kill()?;
    store.close().await?;
    let verified = run(&mut command(folder.path(), &["index", "verify", "--repair"]))?;
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let verified = run(&mut command(folder.path(), &["index", "verify"]))?;
    assert_eq!(verified.code, Some(0), "{verified:?}");
    Ok(())
}
