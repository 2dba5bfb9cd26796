//! Recordings become text over a configured endpoint; without one there is no such thing.

use axum::extract::{Multipart, State};
use axum::routing::post;
use axum::{Json, Router};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use super::SHOES;
use crate::support::owner::Owner;
use crate::support::test_app::Setup;

type Fields = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// An endpoint that hears the same in everything, and keeps what it was sent.
async fn endpoint(text: &'static str) -> anyhow::Result<(String, Fields)> {
    let sent = Fields::default();
    let hear = move |State(sent): State<Fields>, mut form: Multipart| async move {
        while let Some(field) = form.next_field().await.unwrap() {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.unwrap().to_vec();
            sent.lock().unwrap().push((name, bytes));
        }
        Json(json!({ "text": text }))
    };
    let routes = Router::new().route("/v1/audio/transcriptions", post(hear)).with_state(Arc::clone(&sent));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    TaskTracker::new().spawn(async move { axum::serve(listener, routes).await.unwrap() });
    Ok((url, sent))
}

async fn speaks(owner: &Owner, kind: &str, audio: &[u8]) -> anyhow::Result<(u16, Value)> {
    let path = format!("/api/v1/conversations/{}/speech", owner.talk()?.id);
    let response = owner.asks(Method::POST, &path).header("content-type", kind).body(audio.to_vec()).send().await?;
    Ok((response.status().as_u16(), serde_json::from_str(&response.text().await?)?))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_becomes_text_to_be_read_first() -> anyhow::Result<()> {
    let (url, sent) = endpoint(" 鞋面老有划痕 ").await?;
    Setup::plain()
        .listening_at(&url)
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            assert_eq!(owner.looks_at("/api/v1/sites/pk_own").await?["speech"], true);
            let (status, heard) = speaks(&owner, "audio/webm;codecs=opus", b"sound").await?;
            assert_eq!((status, &heard["text"]), (200, &"鞋面老有划痕".into()));
            let fields = sent.lock().unwrap().clone();
            let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.clone());
            assert_eq!(field("file").as_deref(), Some(&b"sound"[..]));
            assert_eq!(field("language").as_deref(), Some(&b"zh"[..]));
            // It is no message yet.
            let talk = owner.looks_at(&format!("/api/v1/conversations/{}", owner.talk()?.id)).await?;
            assert_eq!(talk["turns"].as_array().map(Vec::len), Some(1));
            assert_eq!(speaks(&owner, "text/plain", b"sound").await?.1["code"], "bad_recording");
            assert_eq!(speaks(&owner, "audio/webm", &vec![0; 4 * 1024 * 1024]).await?.1["code"], "speech_heavy");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_an_endpoint_or_with_a_dead_one_the_owner_is_told_to_type() -> anyhow::Result<()> {
    for (url, status, code) in [("", 404, "no_speech"), ("http://127.0.0.1:1/v1", 502, "not_heard")] {
        Setup::plain()
            .listening_at(url)
            .run(async |app| {
                let mut owner = app.owner();
                owner.says(SHOES).await?;
                assert_eq!(owner.looks_at("/api/v1/sites/pk_own").await?["speech"], !url.is_empty());
                let (got, problem) = speaks(&owner, "audio/mp4", b"sound").await?;
                assert_eq!((got, &problem["code"]), (status, &code.into()));
                Ok(())
            })
            .await?;
    }
    Ok(())
}
