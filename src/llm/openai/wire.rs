//! The JSON on the wire: request bodies, and reply frames read leniently because providers differ.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::llm::chat::{ChatRequest, Message, Mode, Role};
use crate::llm::schema::ReplySchema;
use crate::llm::settings::Endpoint;
use crate::redaction::Picture;

/// One frame of a streamed reply. Unknown fields, `reasoning_content` among them, carry nothing for us.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    pub(super) model: Option<String>,
    pub(super) choices: Option<Vec<Choice>>,
    pub(super) usage: Option<Usage>,
    pub(super) error: Option<Value>,
}

/// One choice; we never ask for more than one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    pub(super) delta: Option<Delta>,
    pub(super) finish_reason: Option<String>,
}

/// What is new.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Delta {
    pub(super) content: Option<String>,
    pub(super) refusal: Option<String>,
    /// Looked at only to see that the model is alive.
    #[serde(alias = "reasoning")]
    pub(super) reasoning_content: Option<String>,
}

/// Token counts, as far as the provider gives them.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
pub(super) struct Usage {
    pub(super) prompt_tokens: Option<u64>,
    pub(super) completion_tokens: Option<u64>,
}

impl Chunk {
    /// Whether this frame shows progress; a frame with a role or nothing at all does not.
    pub(super) fn is_progress(&self) -> bool {
        let said = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.is_empty());
        self.choices.iter().flatten().any(|choice| {
            choice.finish_reason.is_some()
                || choice
                    .delta
                    .as_ref()
                    .is_some_and(|d| said(&d.content) || said(&d.reasoning_content) || said(&d.refusal))
        })
    }
}

/// The reply to an embedding request.
#[derive(Debug, Deserialize)]
pub(super) struct Embeddings {
    pub(super) data: Vec<Embedded>,
}

/// One vector; a provider that leaves the index out keeps the order.
#[derive(Debug, Deserialize)]
pub(super) struct Embedded {
    pub(super) index: Option<usize>,
    pub(super) embedding: Vec<f32>,
}

/// The body of an embedding request.
pub(super) fn embed_body(endpoint: &Endpoint, texts: &[&str]) -> Value {
    with_extras(json!({ "model": endpoint.model, "input": texts, "encoding_format": "float" }), endpoint)
}

/// The body of a chat request in one mode.
pub(super) fn chat_body(
    endpoint: &Endpoint,
    request: &ChatRequest,
    messages: &[&Message],
    format: Option<Value>,
) -> Value {
    let mut body = json!({ "model": endpoint.model, "messages": joined(messages, endpoint.images), "stream": true });
    if endpoint.stream_usage {
        body["stream_options"] = json!({ "include_usage": true });
    }
    if let Some(tokens) = request.max_tokens {
        body["max_tokens"] = json!(tokens);
    }
    if let Some(temperature) = request.temperature {
        body["temperature"] = json!(temperature);
    }
    if let Some(format) = format {
        body["response_format"] = format;
    }
    with_extras(body, endpoint)
}

/// `response_format` for a mode, if it has one.
pub(super) fn response_format(mode: Mode, schema: Option<&ReplySchema>) -> Option<Value> {
    match (mode, schema) {
        (Mode::JsonSchema, Some(ReplySchema { name, schema })) => Some(json!({
            "type": "json_schema",
            "json_schema": { "name": name, "strict": true, "schema": schema },
        })),
        (Mode::JsonObject, _) => Some(json!({ "type": "json_object" })),
        _ => None,
    }
}

/// What the prompt must say where the server does not hold the schema. The word JSON is demanded by `json_object` modes.
pub(super) fn instruction(mode: Mode, schema: &ReplySchema) -> Option<String> {
    matches!(mode, Mode::JsonObject | Mode::PlainText).then(|| {
        format!(
            "只回复一个 JSON 对象，不要写别的文字，不要代码围栏。它必须符合下面的 JSON Schema，每个字段都要有：\n{}",
            schema.schema
        )
    })
}

/// Neighbours with one role become one message: some chat templates demand that roles alternate.
fn joined(messages: &[&Message], images: bool) -> Vec<Value> {
    let chunks = messages.chunk_by(|a, b| a.role() == b.role());
    chunks
        .map(|same| {
            let text = same.iter().map(|m| m.text()).collect::<Vec<_>>().join("\n\n");
            let role = match same.first().map(|m| m.role()) {
                Some(Role::System) => "system",
                Some(Role::Assistant) => "assistant",
                Some(Role::User) | None => "user",
            };
            let shown = same.iter().flat_map(|message| message.pictures()).filter(|_| images);
            let shown: Vec<Value> = shown.map(picture).collect();
            let content = if shown.is_empty() {
                json!(text)
            } else {
                Value::Array([vec![json!({ "type": "text", "text": text })], shown].concat())
            };
            json!({ "role": role, "content": content })
        })
        .collect()
}

/// A picture as a part of a message; in the request itself, so that no address of ours is told.
fn picture(picture: &Picture) -> Value {
    let data = BASE64.encode(picture.jpeg());
    json!({ "type": "image_url", "image_url": { "url": format!("data:image/jpeg;base64,{data}") } })
}

fn with_extras(mut body: Value, endpoint: &Endpoint) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.extend(endpoint.extra_body.clone());
    }
    body
}
