//! A scripted OpenAI-compatible server over real HTTP, on a free port: it streams, and misbehaves on demand.
//!
//! `ScriptedModel::start(replies)` answers chat requests from a queue, `ScriptedModel::answering(|body| …)` from a
//! closure. Probes for structured replies are answered by [`Support`] and never use up the queue.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::scripted_reply::{Reply, Step, frame};

/// What the server does with one kind of `response_format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Keeps to it.
    Holds,
    /// Says 200 and ignores it.
    Ignores,
    /// Says 400.
    Rejects,
}

/// What the server does with structured requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Support {
    /// `json_schema`.
    pub(crate) schema: Takes,
    /// `json_object`.
    pub(crate) object: Takes,
}

impl Support {
    /// A server that keeps to schemas.
    pub(crate) const ALL: Self = Self { schema: Takes::Holds, object: Takes::Holds };
    /// A server that knows `json_object` only.
    pub(crate) const OBJECT: Self = Self { schema: Takes::Rejects, object: Takes::Holds };
    /// A server that knows no response format.
    pub(crate) const NONE: Self = Self { schema: Takes::Rejects, object: Takes::Rejects };
}

type Script = dyn Fn(&Value) -> Reply + Send + Sync;

struct Shared {
    script: Box<Script>,
    support: Mutex<Support>,
    requests: Mutex<Vec<Value>>,
    probes: Mutex<Vec<Value>>,
    embeddings: Mutex<Vec<Value>>,
    embed_failures: Mutex<VecDeque<u16>>,
    keys: Mutex<Vec<Option<String>>>,
    abandoned: AtomicUsize,
}

/// A running server; it stops when dropped.
pub(crate) struct ScriptedModel {
    shared: Arc<Shared>,
    url: String,
    _server: AbortOnDropHandle<()>,
}

impl ScriptedModel {
    /// Answers chat requests with these replies, then with HTTP 500.
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let queue = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
        Self::answering(move |_| queue.lock().unwrap().pop_front().unwrap_or_else(|| Reply::status(500))).await
    }

    /// Answers each chat request with what the closure makes of its body.
    pub(crate) async fn answering(script: impl Fn(&Value) -> Reply + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared {
            script: Box::new(script),
            support: Mutex::new(Support::ALL),
            requests: Mutex::default(),
            probes: Mutex::default(),
            embeddings: Mutex::default(),
            embed_failures: Mutex::default(),
            keys: Mutex::default(),
            abandoned: AtomicUsize::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/v1/chat/completions", post(chat))
            .route("/v1/embeddings", post(embeddings))
            .route("/v1/models", get(models))
            .with_state(Arc::clone(&shared));
        let server = TaskTracker::new().spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { shared, url, _server: AbortOnDropHandle::new(server) }
    }

    /// The base URL, with `/v1`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// From now on, what the server does with structured requests.
    pub(crate) fn supports(&self, support: Support) -> &Self {
        *self.shared.support.lock().unwrap() = support;
        self
    }

    /// The next embedding requests fail with these statuses.
    pub(crate) fn embeddings_fail(&self, statuses: impl IntoIterator<Item = u16>) {
        self.shared.embed_failures.lock().unwrap().extend(statuses);
    }

    /// Bodies of the chat requests so far, probes left out.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Bodies of the probes so far.
    pub(crate) fn probes(&self) -> Vec<Value> {
        self.shared.probes.lock().unwrap().clone()
    }

    /// Bodies of the embedding requests so far.
    pub(crate) fn embedding_requests(&self) -> Vec<Value> {
        self.shared.embeddings.lock().unwrap().clone()
    }

    /// `Authorization` of all chat requests so far.
    pub(crate) fn keys(&self) -> Vec<Option<String>> {
        self.shared.keys.lock().unwrap().clone()
    }

    /// Replies that the client did not read to the end.
    pub(crate) fn abandoned(&self) -> usize {
        self.shared.abandoned.load(Ordering::SeqCst)
    }
}

/// A base URL at which nobody listens.
pub(crate) async fn dead_url() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/v1", listener.local_addr().unwrap())
}

/// The vector of a text: the same for the same text, of length 1.
pub(crate) fn vector_of(text: &str) -> Vec<f32> {
    let hash = Sha256::digest(text.as_bytes());
    let raw: Vec<f32> = hash.chunks(4).map(|b| (f32::from(b[0]) - 127.5) / 127.5).collect();
    let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
    raw.into_iter().map(|x| x / length).collect()
}

async fn chat(State(shared): State<Arc<Shared>>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let key = headers.get("authorization").map(|v| v.to_str().unwrap().to_owned());
    shared.keys.lock().unwrap().push(key);
    let format = body["response_format"]["type"].as_str().unwrap_or("text").to_owned();
    let support = *shared.support.lock().unwrap();
    let takes = match format.as_str() {
        "json_schema" => support.schema,
        "json_object" => support.object,
        _ => Takes::Ignores,
    };
    let is_probe = body["messages"].to_string().contains("Greet the reader");
    let log = if is_probe { &shared.probes } else { &shared.requests };
    log.lock().unwrap().push(body.clone());
    let reply = match takes {
        Takes::Rejects => Reply::bad_format(&format),
        Takes::Holds if is_probe && format == "json_schema" => {
            let wanted = &body["response_format"]["json_schema"]["schema"]["properties"]["canary"]["enum"][0];
            Reply::json(&json!({ "canary": wanted }))
        }
        Takes::Holds if is_probe => Reply::json(&json!({ "greeting": "你好" })),
        // A good model says JSON when the prompt says JSON, schema or no schema: only the canary tells.
        Takes::Ignores if is_probe && format == "json_schema" => Reply::json(&json!({ "greeting": "你好" })),
        Takes::Ignores if is_probe => Reply::words(&["你好！"]),
        _ => (shared.script)(&body),
    };
    respond(reply, shared, body["stream_options"]["include_usage"] == true)
}

/// Counts a reply as abandoned unless it came to its end.
struct Watch {
    shared: Arc<Shared>,
    ended: bool,
}

impl Watch {
    fn end(mut self) {
        self.ended = true;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.ended {
            self.shared.abandoned.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn respond(reply: Reply, shared: Arc<Shared>, usage: bool) -> Response {
    let mut response = Response::builder().status(StatusCode::from_u16(reply.status).unwrap());
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    if let Some(body) = reply.body {
        return response.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap();
    }
    let mut steps = VecDeque::from(reply.steps);
    if usage && reply.usage {
        let at = steps.iter().position(|s| matches!(s, Step::Send(t) if t.contains("[DONE]"))).unwrap_or(steps.len());
        let counts = json!({ "prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12 });
        steps.insert(at, Step::Send(frame(&json!({ "id": "c1", "choices": [], "usage": counts }))));
    }
    let watch = Watch { shared, ended: false };
    let stream = futures::stream::unfold((steps, watch), |(mut steps, watch): (VecDeque<Step>, Watch)| async move {
        loop {
            let Some(step) = steps.pop_front() else {
                watch.end();
                return None;
            };
            match step {
                Step::Send(text) => return Some((Ok(Bytes::from(text)), (steps, watch))),
                Step::Wait(time) => tokio::time::sleep(time).await,
                Step::Hang => std::future::pending::<()>().await,
                Step::Cut => {
                    // Let what was sent reach the client before the connection breaks.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    steps.clear();
                    return Some((Err(std::io::Error::other("cut")), (steps, watch)));
                }
            }
        }
    });
    response.header("content-type", "text/event-stream").body(Body::from_stream(stream)).unwrap()
}

async fn embeddings(State(shared): State<Arc<Shared>>, Json(body): Json<Value>) -> Response {
    shared.embeddings.lock().unwrap().push(body.clone());
    if let Some(status) = shared.embed_failures.lock().unwrap().pop_front() {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let texts = body["input"].as_array().unwrap();
    // Backwards: a client must go by the index.
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .rev()
        .map(|(index, text)| json!({ "index": index, "embedding": vector_of(text.as_str().unwrap()) }))
        .collect();
    Json(json!({ "data": data, "model": body["model"] })).into_response()
}

async fn models() -> Result<Json<Value>, Infallible> {
    Ok(Json(json!({ "object": "list", "data": [{ "id": "scripted", "object": "model" }] })))
}
