//! Turns over HTTP: begun once for a key, one at a time, replayed from any place, stopped only by a stop.

use reqwest::Method;
use serde_json::{Value, json};
use yiguan::domain::Outcome;

use super::SHOES;
use crate::support::owner::Owner;
use crate::support::scripted_model::ScriptedModel;
use crate::support::scripted_reply::Reply;
use crate::support::stream;
use crate::support::test_app::Setup;

/// Sends a message under an idempotency key.
async fn sends(owner: &Owner, key: &str, words: &str) -> anyhow::Result<(u16, Value)> {
    let path = format!("/api/v1/conversations/{}/turns", owner.talk()?.id);
    let request = owner.asks(Method::POST, &path).header("content-type", "application/json");
    let body = json!({ "message": words }).to_string();
    let response = request.header("Idempotency-Key", key).body(body).send().await?;
    Ok((response.status().as_u16(), serde_json::from_str(&response.text().await?)?))
}

async fn a_key_gives_one_turn(app: &mut crate::support::test_app::TestApp) -> anyhow::Result<()> {
    let mut owner = app.owner();
    owner.begins().await?;
    let (status, first) = sends(&owner, "k-1", SHOES).await?;
    assert_eq!(status, 202);
    let turn = first["turn_id"].as_str().expect("an id").to_owned();
    let (status, again) = sends(&owner, "k-1", SHOES).await?;
    assert_eq!((status, &again), (202, &first));
    owner.reads_events(&turn, 0).await?;
    let (status, later) = sends(&owner, "k-1", SHOES).await?;
    assert_eq!((status, &later), (202, &first), "the same after its end");
    let (status, other) = sends(&owner, "k-1", "又是别的事").await?;
    assert_eq!((status, &other["code"]), (422, &"key_reused".into()));
    let seen = owner.looks_at(&format!("/api/v1/conversations/{}", owner.talk()?.id)).await?;
    assert_eq!(seen["turns"].as_array().map(Vec::len), Some(1));

    let mut somebody = app.owner();
    somebody.begins().await?;
    let (status, own) = sends(&somebody, "k-1", SHOES).await?;
    assert_eq!(status, 202);
    assert_ne!(own, first, "a key belongs to its conversation");
    somebody.reads_events(own["turn_id"].as_str().expect("an id"), 0).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_gives_the_same_turn() -> anyhow::Result<()> {
    Setup::plain().run(a_key_gives_one_turn).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_gives_the_same_turn_on_postgresql() -> anyhow::Result<()> {
    Setup::plain().on_postgres().run(a_key_gives_one_turn).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_goes_on_behind_any_event() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            let heard = owner.hears(SHOES).await?;
            let turn = heard.turn_id()?;
            // The chat endpoint's first event also carries the new conversation's secret.
            let replay = owner.reads_events(&turn, 0).await?;
            assert_eq!(replay.events[1..], heard.events[1..]);
            let last = heard.events.len();
            for after in 1..last {
                let rest = owner.reads_events(&turn, u32::try_from(after)?).await?;
                assert_eq!(rest.events, heard.events[after..], "behind {after}");
            }
            let path = format!("/api/v1/turns/{turn}/events");
            let end = owner.asks(Method::GET, &path).header("Last-Event-ID", last.to_string()).send().await?;
            assert_eq!(stream::events(end).await?, [], "nothing is behind the end");
            let odd = owner.asks(Method::GET, &path).header("Last-Event-ID", "x").send().await?;
            assert_eq!(stream::events(odd).await?, replay.events, "an id that is none begins at the beginning");
            let view = owner.looks_at(&format!("/api/v1/turns/{turn}")).await?;
            assert_eq!(serde_json::from_value::<Option<Outcome>>(view["outcome"].clone())?, heard.outcome);
            assert_eq!((&view["state"], &view["message"]), (&"finished".into(), &SHOES.into()));
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_connection_stops_nothing() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::stall(&["慢"])).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let mut owner = app.owner();
            owner.begins().await?;
            let response = owner.streams(SHOES).await?;
            let seen = stream::some(response, 2).await?;
            let turn = seen[0].data["turn_id"].as_str().expect("an id").to_owned();
            let running = owner.looks_at(&format!("/api/v1/turns/{turn}")).await?;
            assert_eq!(running["state"], "running");
            let rest = owner.reads_events(&turn, 2).await?;
            assert_eq!(rest.state, "finished");
            assert!(rest.outcome.is_some());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_the_turn_and_the_conversation_goes_on() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::stall(&["慢"])).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let mut owner = app.owner();
            let turn = owner.leaves(SHOES).await?;
            let path = format!("/api/v1/conversations/{}/turns", owner.talk()?.id);
            let second = owner.posts(&path, &json!({ "message": "还在吗" })).await?;
            assert_eq!(second.status(), 409);
            assert!(second.text().await?.contains("上一句还在处理"));
            owner.stops(&turn).await?;
            let heard = owner.reads_events(&turn, 0).await?;
            assert_eq!((heard.state.as_str(), &heard.outcome), ("stopped", &None));
            owner.stops(&turn).await?;
            let view = owner.looks_at(&format!("/api/v1/turns/{turn}")).await?;
            assert_eq!((&view["state"], &view["outcome"]), (&"stopped".into(), &Value::Null));
            let next = owner.says(SHOES).await?;
            assert!(next.question.is_some());
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_messages_at_the_same_moment_one_is_taken() -> anyhow::Result<()> {
    let model = ScriptedModel::answering(|_| Reply::stall(&["慢"])).await;
    Setup::with_models(&[&model])
        .run(async |app| {
            let mut owner = app.owner();
            owner.begins().await?;
            let sent = futures::future::join_all((0..8).map(|i| {
                let owner = owner.clone();
                async move { sends(&owner, &format!("k-{i}"), SHOES).await }
            }))
            .await;
            let sent = sent.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
            let taken: Vec<&Value> = sent.iter().filter(|(status, _)| *status == 202).map(|(_, body)| body).collect();
            assert_eq!(taken.len(), 1, "{sent:?}");
            assert!(sent.iter().all(|(status, _)| [202, 409].contains(status)), "{sent:?}");
            owner.stops(taken[0]["turn_id"].as_str().expect("an id")).await?;
            owner.reads_events(taken[0]["turn_id"].as_str().expect("an id"), 0).await?;
            Ok(())
        })
        .await
}
