//! Sites: exact origins on every call, quotas told in headers, an off switch, and a token budget that never ends a talk.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use yiguan::app::{RandomIds, SystemClock};
use yiguan::domain::{AnsweredBy, Locale, PageOrigin, Quotas, Site};
use yiguan::service::site::{NewSite, add_site, change_site};

use super::SHOES;
use crate::support::owner::{Owner, Talk};
use crate::support::scripted_model::ScriptedModel;
use crate::support::test_app::{Setup, TestApp};

const PAGE: &str = "https://www.example.gov.cn";
const AMPLE: Quotas = Quotas { site_messages: 100, talk_messages: 100, address_messages: 100, tokens: 1_000_000 };

async fn site(app: &TestApp, quotas: Quotas) -> anyhow::Result<Site> {
    let new = NewSite {
        name: "某区政务网".to_owned(),
        origins: vec![PageOrigin::parse(PAGE)?],
        null_origin: false,
        area: None,
        greeting: Some("您好".to_owned()),
        locale: Locale::ZhCn,
        quotas,
    };
    Ok(add_site(&app.store().await?, &RandomIds, &SystemClock, new).await?)
}

/// A call from a page of that origin.
async fn from(owner: &Owner, origin: &str, method: Method, path: &str, body: &Value) -> anyhow::Result<Response> {
    let request = owner.asks(method, path).header("origin", origin).header("content-type", "application/json");
    Ok(request.body(body.to_string()).send().await?)
}

/// Begins a talk on the site, as its page does.
async fn talk(app: &TestApp, site: &Site) -> anyhow::Result<Owner> {
    let owner = app.owner();
    let begun =
        from(&owner, PAGE, Method::POST, "/api/v1/conversations", &json!({ "site": site.key.as_str() })).await?;
    assert_eq!(begun.status(), 201);
    assert_eq!(begun.headers()["access-control-allow-origin"], PAGE);
    let begun: Value = serde_json::from_str(&begun.text().await?)?;
    let text = |name: &str| begun[name].as_str().unwrap_or_default().to_owned();
    Ok(owner.with(Talk { id: text("conversation_id"), token: text("owner_token"), code: text("case_code") }))
}

async fn says(owner: &Owner, key: &str, words: &str) -> anyhow::Result<Response> {
    let path = format!("/api/v1/conversations/{}/turns", owner.talk()?.id);
    let request = owner.asks(Method::POST, &path).header("origin", PAGE).header("content-type", "application/json");
    Ok(request.header("idempotency-key", key).body(json!({ "message": words }).to_string()).send().await?)
}

/// Waits for the end of the turn that was begun; returns its outcome.
async fn outcome(owner: &Owner, begun: Response) -> anyhow::Result<Value> {
    assert_eq!(begun.status(), 202, "{}", begun.text().await?);
    let begun: Value = serde_json::from_str(&begun.text().await?)?;
    let id = begun["turn_id"].as_str().unwrap_or_default();
    owner.gets(&format!("/api/v1/turns/{id}/events")).await?.text().await?;
    Ok(owner.looks_at(&format!("/api/v1/turns/{id}")).await?["outcome"].clone())
}

fn left(response: &Response) -> (Option<&str>, Option<&str>) {
    let text = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    (text("ratelimit-limit"), text("ratelimit-remaining"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_not_listed_gets_nothing() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let site = site(app, AMPLE).await?;
            let owner = talk(app, &site).await?;
            let stranger = "https://www.example.com";
            let talk = format!("/api/v1/conversations/{}", owner.talk()?.id);
            for (method, path) in [
                (Method::GET, talk.clone()),
                (Method::POST, format!("{talk}/turns")),
                (Method::POST, format!("{talk}/submit")),
                (Method::DELETE, talk.clone()),
                (Method::GET, format!("/api/v1/sites/{}", site.key)),
            ] {
                for origin in [stranger, "null", "https://www.example.gov.cn.evil.com", "http://www.example.gov.cn"] {
                    let body = json!({ "message": "喂" });
                    let refused = from(&owner, origin, method.clone(), &path, &body).await?;
                    assert_eq!(refused.status(), 403, "{origin} {method} {path}");
                    assert!(!refused.headers().contains_key("access-control-allow-origin"), "{origin}");
                    let problem: Value = serde_json::from_str(&refused.text().await?)?;
                    assert_eq!(problem["code"], "origin_refused");
                    assert!(problem["detail"].as_str().is_some_and(|text| text.contains(origin)), "{problem}");
                }
            }
            let body = json!({ "site": "pk_nothing" });
            assert_eq!(from(&owner, PAGE, Method::POST, "/api/v1/conversations", &body).await?.status(), 404);
            // Without a site a foreign page is refused as well: our own pages list nobody.
            let own = from(&owner, PAGE, Method::POST, "/api/v1/conversations", &json!({})).await?;
            assert_eq!(own.status(), 403);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_are_told_before_they_call_and_pages_who_may_frame() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let site = site(app, AMPLE).await?;
            let owner = app.owner();
            let asks = async |origin: &str| {
                let asked = owner.asks(Method::OPTIONS, "/api/v1/conversations").header("origin", origin);
                let asked = asked.header("access-control-request-method", "POST");
                anyhow::Ok(asked.header("access-control-request-headers", "content-type").send().await?)
            };
            assert_eq!(asks(PAGE).await?.headers()["access-control-allow-origin"], PAGE);
            assert!(!asks("https://www.example.com").await?.headers().contains_key("access-control-allow-origin"));
            let page = owner.gets(&format!("/w/{}", site.key)).await?;
            let policy = page.headers()["content-security-policy"].to_str()?.to_owned();
            assert!(policy.ends_with(&format!("frame-ancestors 'self' {PAGE}")), "{policy}");
            let own = owner.gets("/").await?;
            assert!(own.headers()["content-security-policy"].to_str()?.ends_with("frame-ancestors 'none'"));
            assert_eq!(owner.gets("/w/pk_nothing").await?.status(), 404);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quota_is_told_and_kept_and_a_retry_costs_nothing() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let site = site(app, Quotas { talk_messages: 2, ..AMPLE }).await?;
            let owner = talk(app, &site).await?;
            let first = says(&owner, "k1", SHOES).await?;
            assert_eq!(left(&first), (Some("2"), Some("1")));
            outcome(&owner, first).await?;
            let again = says(&owner, "k1", SHOES).await?;
            assert_eq!((again.status().as_u16(), left(&again)), (202, (None, None)));
            let second = says(&owner, "k2", "不清楚").await?;
            assert_eq!(left(&second), (Some("2"), Some("0")));
            outcome(&owner, second).await?;
            let refused = says(&owner, "k3", "不清楚").await?;
            assert_eq!((refused.status().as_u16(), left(&refused)), (429, (Some("2"), Some("0"))));
            let wait: u32 = refused.headers()["retry-after"].to_str()?.parse()?;
            assert!((1..=86_400).contains(&wait));
            let problem: Value = serde_json::from_str(&refused.text().await?)?;
            assert_eq!(problem["code"], "quota_talk");
            // What was said stays in reach, and another talk goes on.
            let path = format!("/api/v1/conversations/{}", owner.talk()?.id);
            assert_eq!(owner.looks_at(&path).await?["turns"].as_array().map(Vec::len), Some(2));
            let other = talk(app, &site).await?;
            let begun = says(&other, "k1", SHOES).await?;
            outcome(&other, begun).await?;
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_and_sites_have_quotas_of_their_own() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            for (quotas, code) in [
                (Quotas { site_messages: 1, ..AMPLE }, "quota_site"),
                // A new talk counts for its address as well.
                (Quotas { address_messages: 2, ..AMPLE }, "quota_address"),
            ] {
                let site = site(app, quotas).await?;
                let owner = talk(app, &site).await?;
                let begun = says(&owner, "k1", SHOES).await?;
                outcome(&owner, begun).await?;
                let refused = says(&owner, "k2", "不清楚").await?;
                assert_eq!(refused.status(), 429);
                let problem: Value = serde_json::from_str(&refused.text().await?)?;
                assert_eq!(problem["code"], code);
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_is_off_takes_nothing_new_and_keeps_what_there_is() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let site = site(app, AMPLE).await?;
            let owner = talk(app, &site).await?;
            let begun = says(&owner, "k1", SHOES).await?;
            outcome(&owner, begun).await?;
            change_site(&app.store().await?, &site.key, |site| site.enabled = false).await?;
            assert_eq!(says(&owner, "k2", "喂").await?.status(), 403);
            let body = json!({ "site": site.key.as_str() });
            assert_eq!(from(&owner, PAGE, Method::POST, "/api/v1/conversations", &body).await?.status(), 403);
            let path = format!("/api/v1/conversations/{}", owner.talk()?.id);
            assert_eq!(owner.looks_at(&path).await?["turns"].as_array().map(Vec::len), Some(1));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn past_its_tokens_a_site_is_answered_by_the_rules() -> anyhow::Result<()> {
    let model = ScriptedModel::start([]).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let site = site(app, Quotas { tokens: 0, ..AMPLE }).await?;
            let owner = talk(app, &site).await?;
            let begun = says(&owner, "k1", SHOES).await?;
            let outcome = outcome(&owner, begun).await?;
            assert_eq!(outcome["answered_by"], serde_json::to_value(AnsweredBy::Rules)?);
            assert!(model.requests().is_empty(), "no model is asked");
            Ok(())
        })
        .await
}
