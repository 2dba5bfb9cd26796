//! The language model room over real HTTP against the scripted server.

mod embed;
mod failover;
mod failures;
mod ladder;
mod prose;
mod structured;

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use yiguan::llm::{
    Chat, ChatRequest, Completion, Endpoint, LlmError, LlmSettings, Message, OpenAiChat, Priority, PublicText, Role,
    Timeouts,
};

/// Time limits that a good reply never reaches.
const PATIENT: Duration = Duration::from_secs(20);
/// Time limits that a stalled reply reaches soon.
const HASTY: Duration = Duration::from_millis(300);

fn endpoint(url: &str, patience: Duration) -> Endpoint {
    let mut endpoint = Endpoint::new("first", url, "model-a");
    endpoint.timeouts = Timeouts { first_token: patience, between_tokens: patience, whole_reply: PATIENT };
    endpoint
}

fn settings(endpoints: Vec<Endpoint>) -> LlmSettings {
    let mut settings = LlmSettings { chat: endpoints, ..LlmSettings::default() };
    settings.retry.min_delay = Duration::from_millis(5);
    settings.retry.max_delay = Duration::from_millis(20);
    settings
}

fn chat_at(url: &str, patience: Duration) -> OpenAiChat {
    OpenAiChat::new(&settings(vec![endpoint(url, patience)])).unwrap()
}

fn says(role: Role, text: &str, priority: Priority) -> Message {
    Message::published(role, PublicText::new(text), priority)
}

fn request() -> ChatRequest {
    ChatRequest::new(vec![
        says(Role::System, "你是译官。", Priority::Keep),
        says(Role::User, "鞋面有划痕，想用相机看。", Priority::Keep),
    ])
}

/// Streams a reply; what arrived, and how it ended.
async fn listen(chat: &dyn Chat, request: &ChatRequest) -> (Vec<String>, Result<Completion, LlmError>) {
    let (sender, mut receiver) = mpsc::channel(1000);
    let result = chat.stream(request, sender, &CancellationToken::new()).await;
    let mut deltas = Vec::new();
    while let Some(delta) = receiver.recv().await {
        deltas.push(delta);
    }
    (deltas, result)
}
