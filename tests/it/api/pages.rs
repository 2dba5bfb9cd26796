//! Pages, messages, health and the description of the API.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::SHOES;
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::test_app::Setup;

/// Nobody's.
const ID: &str = "00000000-0000-7000-8000-000000000000";
/// Every address that programs may call, with its method.
const ROUTES: [(&str, &str); 33] = [
    ("post", "/api/v1/chat"),
    ("post", "/api/v1/conversations"),
    ("get", "/api/v1/conversations/{id}"),
    ("post", "/api/v1/conversations/{id}/turns"),
    ("post", "/api/v1/conversations/{id}/submit"),
    ("delete", "/api/v1/conversations/{id}"),
    ("get", "/api/v1/conversations/{id}/copy"),
    ("get", "/api/v1/conversations/{id}/files/{format}"),
    ("post", "/api/v1/conversations/{id}/photos"),
    ("get", "/api/v1/conversations/{id}/photos/{photo}"),
    ("delete", "/api/v1/conversations/{id}/photos/{photo}"),
    ("put", "/api/v1/conversations/{id}/contact"),
    ("put", "/api/v1/conversations/{id}/consent"),
    ("delete", "/api/v1/conversations/{id}/consent"),
    ("delete", "/api/v1/conversations/{id}/contact"),
    ("post", "/api/v1/conversations/{id}/secret"),
    ("post", "/api/v1/conversations/{id}/speech"),
    ("post", "/api/v1/conversations/{id}/questions/{question}/answer"),
    ("get", "/api/v1/conversations/{id}/releases/{number}/files/{format}"),
    ("get", "/api/v1/reviews/{id}"),
    ("post", "/api/v1/reviews/{id}/actions"),
    ("post", "/api/v1/reviews/{id}/fields/{field}/rewrite"),
    ("get", "/api/v1/reviews/{id}/follow-ups"),
    ("post", "/api/v1/return"),
    ("post", "/api/v1/complaints"),
    ("get", "/api/v1/sites/{site}"),
    ("get", "/api/v1/turns/{id}"),
    ("get", "/api/v1/turns/{id}/events"),
    ("post", "/api/v1/turns/{id}/stop"),
    ("post", "/api/v1/search"),
    ("get", "/api/v1/messages"),
    ("get", "/healthz"),
    ("get", "/readyz"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_describes_itself_completely() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let document = app.owner().looks_at("/api/openapi.json").await?;
            assert!(document["openapi"].as_str().expect("a version").starts_with("3."));
            let paths = document["paths"].as_object().expect("paths");
            let listed: BTreeSet<(String, String)> = paths
                .iter()
                .flat_map(|(path, item)| {
                    item.as_object().expect("methods").keys().map(|method| (method.clone(), path.clone()))
                })
                .collect();
            let expected = ROUTES.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
            assert_eq!(listed, expected);
            for reference in references(&document) {
                let place = reference.trim_start_matches('#');
                assert!(document.pointer(place).is_some(), "{reference} leads nowhere");
            }
            for (method, path) in ROUTES {
                let path = path
                    .replace("{id}", ID)
                    .replace("{photo}", ID)
                    .replace("{format}", "pdf")
                    .replace("{question}", "1")
                    .replace("{field}", "1")
                    .replace("{number}", "1")
                    .replace("{site}", "pk_own");
                let method = Method::from_bytes(method.to_uppercase().as_bytes())?;
                let status = app.owner().asks(method, &path).send().await?.status();
                assert!(![404, 405].contains(&status.as_u16()), "{path} is described but not served: {status}");
            }
            Ok(())
        })
        .await
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(place) if name == "$ref" => vec![place.clone()],
                other => references(other),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(references).collect(),
        _ => vec![],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_load_nothing_from_elsewhere_and_are_sent_once() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = app.owner();
            let page = owner.gets("/").await?;
            assert_eq!(page.status(), 200);
            assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
            let policy = page.headers()["content-security-policy"].to_str()?.to_owned();
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
            let html = page.text().await?;
            let assets: Vec<&str> =
                html.split('"').filter(|part| part.starts_with("/assets/") || part.starts_with("assets/")).collect();
            assert!(!assets.is_empty(), "{html}");
            for path in assets.into_iter().map(|path| format!("/{}", path.trim_start_matches('/'))).chain(["/".into()])
            {
                let first = owner.gets(&path).await?;
                assert_eq!(first.status(), 200, "{path}");
                for name in ["content-security-policy", "x-content-type-options", "referrer-policy", "etag"] {
                    assert!(first.headers().contains_key(name), "{path}: {name}");
                }
                let tag = first.headers()["etag"].clone();
                let again = owner.asks(Method::GET, &path).header("If-None-Match", tag).send().await?;
                assert_eq!((again.status().as_u16(), again.text().await?.as_str()), (304, ""), "{path}");
            }
            let api = owner.gets("/api/v1/messages").await?;
            assert_eq!(api.headers()["x-content-type-options"], "nosniff");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_messages_and_search_answer() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let owner = app.owner();
            assert_eq!(owner.gets("/healthz").await?.text().await?, "ok");
            let ready = owner.looks_at("/readyz").await?;
            for (name, expected) in [("ready", true), ("database", true), ("index", true), ("model", false)] {
                assert_eq!(ready[name], expected, "{name}");
            }
            let chinese = owner.looks_at("/api/v1/messages").await?;
            let english = owner.in_english().looks_at("/api/v1/messages").await?;
            let asked = owner.looks_at("/api/v1/messages?locale=en").await?;
            assert_eq!((&chinese["page.brand"], &english["page.brand"]), (&"译官".into(), &"Yiguan".into()));
            assert_eq!(asked, english);
            let names = |value: &Value| value.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
            assert_eq!(names(&chinese), names(&english));

            let found = owner.posts("/api/v1/search", &json!({ "query": SHOES, "limit": 5 })).await?;
            let found: Value = serde_json::from_str(&found.text().await?)?;
            let cases = found["cases"].as_array().expect("cases");
            assert_eq!(cases.len(), 5);
            let scores: Vec<f64> = cases.iter().filter_map(|case| case["score"].as_f64()).collect();
            assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
            assert!(cases.iter().all(|case| case["why"].as_array().is_some_and(|why| !why.is_empty())));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_stream_beats() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::stall(&[])).await;
    Setup::with_models(&[&model])
        .patient()
        .run(async |app| {
            let mut owner = app.owner();
            owner.begins().await?;
            let turn = owner.leaves(SHOES).await?;
            let mut response = owner.gets(&format!("/api/v1/turns/{turn}/events")).await?;
            let mut seen = String::new();
            while !seen.lines().any(|line| line.starts_with(':')) {
                let chunk = response.chunk().await?.expect("the stream ended before it beat");
                seen.push_str(&String::from_utf8_lossy(&chunk));
            }
            assert!(!seen.contains("turn.finished"), "{seen}");
            owner.stops(&turn).await?;
            assert_eq!(owner.reads_events(&turn, 0).await?.state, "stopped");
            Ok(())
        })
        .await
}
