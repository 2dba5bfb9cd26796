//! What hangs on days, by a clock that the test moves over midnight: a policy ends, its drafts are flagged, a version begins.

use anyhow::{Context, ensure};
use chrono::{NaiveTime, TimeDelta};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use serde_json::{Value, json};
use yiguan::domain::{Clock, Role};

use super::review_story::{Desk, handed_over};
use crate::support::colleague::Colleague;
use crate::support::test_app::{Setup, TestApp};

/// Puts the clock to one minute before midnight in Wenzhou; gives the day that is about to end.
fn before_midnight(app: &TestApp) -> chrono::NaiveDate {
    let now = app.clock.now() + TimeDelta::hours(8);
    let end = now.date_naive().and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1) - TimeDelta::minutes(1);
    app.clock.moves((end - now).max(TimeDelta::zero()));
    app.clock.today()
}

fn policy(id: &str, last: &str) -> Vec<(String, String)> {
    let fields = [
        ("id", id),
        ("title", "瓯海区拉链质检改造专项补助"),
        ("issuer", "瓯海区经信局"),
        ("level", "city"),
        ("region", "浙江省温州市"),
        ("kind", "subsidy"),
        ("summary", "拉链企业做人工智能质检改造，按设备投入给补助。"),
        ("who_can_apply", "瓯海区内的中小拉链企业"),
        ("status", "现行有效"),
        ("keywords", "拉链、质检、人工智能应用、数字化改造"),
        ("verification", "full_text"),
        ("as_of", "2026-01-05"),
        ("valid_to", last),
        ("sources.0.title", "通知"),
        ("sources.0.publisher", "瓯海区经信局"),
        ("do", "submit"),
    ];
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn sends(who: &mut Colleague, path: &str, fields: &[(String, String)]) -> anyhow::Result<String> {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = who.sends(path, &fields).await?;
    let status = answer.status();
    let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    match to {
        Some(to) => who.reads(&to).await,
        None => anyhow::bail!("{path}: {status}: {}", answer.text().await?),
    }
}

fn does(deed: &str) -> Vec<(String, String)> {
    vec![("do".to_owned(), deed.to_owned()), ("number".to_owned(), "1".to_owned())]
}

async fn policies(app: &TestApp) -> anyhow::Result<Vec<String>> {
    let request = reqwest::Client::new().post(format!("{}/api/v1/search", app.url));
    let body = json!({ "query": "拉链 质检 人工智能应用 数字化改造 补助" }).to_string();
    let found: Value = request.header(CONTENT_TYPE, "application/json").body(body).send().await?.json().await?;
    let ids = found["policies"].as_array().into_iter().flatten();
    Ok(ids.filter_map(|hit| hit["id"].as_str().map(str::to_owned)).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_ends_at_midnight_and_the_draft_that_cites_it_is_flagged() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let last = before_midnight(app);
            let mut li = Colleague::joins(app, "li", &[Role::Curator, Role::Translator]).await?;
            let mut wu = Colleague::joins(app, "wu", &[Role::Curator]).await?;
            sends(&mut li, "/staff/curation/policies/new", &policy("OUHAI-ZIPPER", &last.to_string())).await?;
            let page = sends(&mut wu, "/staff/curation/policies/OUHAI-ZIPPER/act", &does("publish")).await?;
            ensure!(page.contains("data-standing=\"published\"") && page.contains("今天是最后一天"), "{page}");
            ensure!(policies(app).await?.contains(&"OUHAI-ZIPPER".to_owned()), "{:?}", policies(app).await?);
            ensure!(wu.reads("/staff/curation").await?.contains("瓯海区拉链质检改造专项补助"));
            ensure!(wu.reads("/staff/curation/policies?ends=30").await?.contains("快到期"));

            // A draft under review cites it.
            let owner = handed_over(app).await?;
            let desk = Desk::of(&li, &owner)?;
            desk.does(json!({ "action": "claim" })).await?;
            let id = owner.talk()?.id.clone();
            cites(app, &id, "OUHAI-ZIPPER").await?;
            let code = owner.talk()?.code.clone();
            let queue = li.reads("/staff/queue?tab=mine").await?;
            ensure!(queue.contains(&code) && !queue.contains("引用失效"), "{queue}");
            let page = li.reads("/staff/curation/policies/OUHAI-ZIPPER").await?;
            ensure!(page.contains("审核中的草稿") && page.contains(&code), "{page}");

            app.clock.moves(TimeDelta::minutes(2));
            ensure!(!policies(app).await?.contains(&"OUHAI-ZIPPER".to_owned()));
            let page = wu.reads("/staff/curation/policies/OUHAI-ZIPPER").await?;
            ensure!(page.contains("data-standing=\"expired\""), "{page}");
            let queue = li.reads("/staff/queue?tab=mine").await?;
            ensure!(queue.contains("引用失效 1 处"), "{queue}");
            let page = li.reads(&format!("/staff/cases/{code}")).await?;
            ensure!(page.contains("id=\"stale\"") && page.contains("瓯海区拉链质检改造专项补助"), "{page}");
            let case = desk.looks().await?;
            let blocked = case["blocks"].as_array().into_iter().flatten().any(|block| block["kind"] == "expired");
            ensure!(blocked, "{}", case["blocks"]);
            Ok(())
        })
        .await
}

/// Lets the first line of a draft cite a policy, as if the draft had been written so.
async fn cites(app: &TestApp, conversation: &str, policy: &str) -> anyhow::Result<()> {
    let store = app.store().await?;
    let id = yiguan::domain::ConversationId(conversation.parse()?);
    let mut work = serde_json::to_value(&store.review(id).await?.context("a review")?.work)?;
    work["sheet"]["fields"][0]["origin"] = json!({ "kind": "policy", "id": policy });
    // The tag of an origin is written first, as the program does.
    let text = work.to_string().replace('\'', "''");
    let here = format!("replace(lower('{conversation}'), '-', '')");
    app.tampers(&format!("UPDATE reviews SET work = '{text}' WHERE lower(hex(conversation_id)) = {here}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_version_is_published_on_its_day_by_the_services_clock() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let today = before_midnight(app);
            let tomorrow = today.succ_opt().context("a day")?;
            let mut li = Colleague::joins(app, "li", &[Role::Curator]).await?;
            let mut wu = Colleague::joins(app, "wu", &[Role::Curator]).await?;
            let mut fields = policy("OUHAI-LATER", "");
            fields.push(("publish_on".to_owned(), tomorrow.to_string()));
            sends(&mut li, "/staff/curation/policies/new", &fields).await?;
            let page = sends(&mut wu, "/staff/curation/policies/OUHAI-LATER/act", &does("publish")).await?;
            ensure!(page.contains("data-standing=\"scheduled\""), "{page}");
            let service = app.service()?;
            ensure!(service.publish_due().await?.is_empty());
            ensure!(!policies(app).await?.contains(&"OUHAI-LATER".to_owned()));
            app.clock.moves(TimeDelta::minutes(2));
            // The watch may have been faster.
            app.service()?.publish_due().await?;
            for _ in 0..50 {
                if policies(app).await?.contains(&"OUHAI-LATER".to_owned()) {
                    return Ok(());
                }
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            anyhow::bail!("it is not found after its day has come")
        })
        .await
}
