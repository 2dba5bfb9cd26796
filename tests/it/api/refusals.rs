//! What is refused, how it is said, and that nothing is lost by it.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::SHOES;
use crate::support::owner::Owner;
use crate::support::test_app::Setup;

/// A request that is refused: what it is, its status, and the name of the problem.
struct Refused {
    what: &'static str,
    request: RequestBuilder,
    status: u16,
    code: &'static str,
}

fn chat(owner: &Owner, what: &'static str, body: impl Into<reqwest::Body>, status: u16, code: &'static str) -> Refused {
    let request = owner.asks(Method::POST, "/api/v1/chat").header("content-type", "application/json");
    Refused { what, request: request.body(body), status, code }
}

fn bad_bodies(owner: &Owner) -> Vec<Refused> {
    let says = |words: &str| json!({ "message": words }).to_string();
    let mut not_utf8 = b"{\"message\": \"".to_vec();
    not_utf8.extend([0xd0, 0xac, 0xc3]);
    not_utf8.extend(b"\"}");
    vec![
        chat(owner, "empty", says(""), 422, "empty_message"),
        chat(owner, "invisible", says(" \u{200b}\n\u{feff}"), 422, "empty_message"),
        chat(owner, "long", says(&"字".repeat(4_001)), 422, "long_message"),
        chat(owner, "not UTF-8", not_utf8, 400, "not_utf8"),
        chat(owner, "a number", json!({ "message": 5 }).to_string(), 400, "bad_json"),
        chat(owner, "no message", "{}", 400, "bad_json"),
        chat(owner, "unknown field", json!({ "message": SHOES, "mesage": 1 }).to_string(), 400, "bad_json"),
        chat(owner, "bad id", json!({ "message": SHOES, "conversation_id": "1" }).to_string(), 400, "bad_json"),
        chat(owner, "bad locale", json!({ "message": SHOES, "locale": "xx" }).to_string(), 400, "bad_json"),
        chat(owner, "an array", "[]", 400, "bad_json"),
        chat(owner, "nothing", "", 400, "bad_json"),
        chat(owner, "half", "{\"message\": \"鞋", 400, "bad_json"),
        chat(owner, "two values", "{\"message\": \"鞋\"} {}", 400, "bad_json"),
        chat(owner, "deep", "[".repeat(20_000), 400, "bad_json"),
        chat(owner, "half a character", r#"{"message": "\ud83d"}"#, 400, "bad_json"),
        chat(owner, "large", says(&"字".repeat(30_000)), 413, "too_large"),
    ]
}

fn bad_requests(owner: &Owner) -> Vec<Refused> {
    let refused = |what, request, status, code| Refused { what, request, status, code };
    let path = "/api/v1/chat";
    let body = json!({ "message": SHOES }).to_string();
    let typed = || owner.asks(Method::POST, path).header("content-type", "application/json").body(body.clone());
    let form = owner.asks(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    let search = owner.asks(Method::POST, "/api/v1/search").header("content-type", "application/json");
    vec![
        refused("a form", form.body("message=1"), 415, "wrong_type"),
        refused("no type", owner.asks(Method::POST, path).body(body.clone()), 415, "wrong_type"),
        refused("long key", typed().header("Idempotency-Key", "k".repeat(129)), 400, "bad_key"),
        refused("empty key", typed().header("Idempotency-Key", ""), 400, "bad_key"),
        refused("key in Chinese", typed().header("Idempotency-Key", "钥匙".as_bytes()), 400, "bad_key"),
        refused("bad id", owner.asks(Method::GET, "/api/v1/turns/12/events"), 400, "bad_id"),
        refused("bad id", owner.asks(Method::GET, "/api/v1/conversations/%F0%9F"), 400, "bad_id"),
        refused("no such path", owner.asks(Method::GET, "/api/v1/nothing"), 404, "not_found"),
        refused("no such page", owner.asks(Method::GET, "/nothing"), 404, "not_found"),
        refused("no such asset", owner.asks(Method::GET, "/assets/../Cargo.toml"), 404, "not_found"),
        refused("wrong method", owner.asks(Method::GET, path), 405, "no_method"),
        refused("wrong method", owner.asks(Method::DELETE, "/"), 405, "no_method"),
        refused("empty search", search.body(r#"{"query": " "}"#), 422, "empty_message"),
    ]
}

/// What every refusal has: status, type, and words in the caller's language that say what to do.
async fn is_refused(refused: Refused, chinese: bool) -> anyhow::Result<()> {
    let Refused { what, request, status, code } = refused;
    let response = request.send().await?;
    assert_eq!(response.status(), status, "{what}");
    assert_eq!(response.headers()["content-type"], "application/problem+json", "{what}");
    assert_eq!(response.headers().get("www-authenticate").is_some(), status == 401, "{what}");
    let text = response.text().await?;
    assert!(!text.contains("客户要退货"), "{what}: the owner's words come back: {text}");
    let problem: Value = serde_json::from_str(&text)?;
    assert_eq!((&problem["code"], &problem["status"]), (&code.into(), &status.into()), "{what}");
    assert_eq!(problem["type"], "about:blank", "{what}");
    let detail = problem["detail"].as_str().expect("a detail");
    let is_chinese = detail.contains('。') || detail.contains('，');
    assert_eq!(is_chinese, chinese, "{what}: {detail}");
    assert!(!detail.contains('{') && !detail.contains("error."), "{what}: {detail}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_refused_in_the_owners_language_and_nothing_is_lost() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let path = format!("/api/v1/conversations/{}", owner.talk()?.id);
            let before = owner.looks_at(&path).await?;
            for (owner, chinese) in [(owner.clone(), true), (owner.in_english(), false)] {
                for refused in bad_bodies(&owner).into_iter().chain(bad_requests(&owner)) {
                    is_refused(refused, chinese).await?;
                }
            }
            let (empty, long) = (json!({ "message": "" }), json!({ "message": "字".repeat(4_001) }));
            for body in [empty, long] {
                let refused = owner.posts(&format!("{path}/turns"), &body).await?;
                assert_eq!(refused.status(), 422);
            }
            assert_eq!(owner.looks_at(&path).await?, before);
            let longest = "字".repeat(4_000);
            owner.says(&longest).await?;
            let kept = owner.looks_at(&path).await?;
            assert_eq!(kept["turns"][1]["message"], longest);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_opens_to_its_owner_alone() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let (mut owner, mut other) = (app.owner(), app.owner());
            let turn = owner.hears(SHOES).await?.turn_id()?;
            other.begins().await?;
            let stranger = app.owner();
            let id = owner.talk()?.id.clone();
            let nobody = "00000000-0000-7000-8000-000000000000";
            let says = json!({ "message": SHOES }).to_string();
            let posts = |owner: &Owner, path: &str, body: &str| {
                owner.asks(Method::POST, path).header("content-type", "application/json").body(body.to_owned())
            };
            for (id, turn) in [(id.as_str(), turn.as_str()), (nobody, nobody)] {
                let on = json!({ "message": SHOES, "conversation_id": id }).to_string();
                for (who, status, chat, of_turn) in
                    [(&other, 404, "no_conversation", "no_turn"), (&stranger, 401, "no_token", "no_token")]
                {
                    let all = [
                        (posts(who, "/api/v1/chat", &on), chat),
                        (posts(who, &format!("/api/v1/conversations/{id}/turns"), &says), chat),
                        (who.asks(Method::GET, &format!("/api/v1/conversations/{id}")), chat),
                        (who.asks(Method::GET, &format!("/api/v1/turns/{turn}")), of_turn),
                        (who.asks(Method::GET, &format!("/api/v1/turns/{turn}/events")), of_turn),
                        (posts(who, &format!("/api/v1/turns/{turn}/stop"), "{}"), of_turn),
                    ];
                    for (request, code) in all {
                        is_refused(Refused { what: "foreign", request, status, code }, true).await?;
                    }
                }
            }
            let own = owner.looks_at(&format!("/api/v1/conversations/{id}")).await?;
            assert_eq!(own["turns"].as_array().map(Vec::len), Some(1));
            Ok(())
        })
        .await
}
