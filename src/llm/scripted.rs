//! A `Chat` that answers from a queue, for the unit tests of other rooms; it also remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::llm::chat::{Chat, ChatRequest, Completion, Meta, Mode, Role, StructuredRequest};
use crate::llm::error::LlmError;

/// One prepared reply.
#[derive(Debug, Clone)]
pub enum ScriptedReply {
    /// The words, sent as one delta each when streamed.
    Words(Vec<String>),
    /// A failure before anything was said.
    Fail(LlmError),
    /// A failure after these words.
    WordsThenFail(Vec<String>, LlmError),
}

impl ScriptedReply {
    /// One text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Words(vec![text.into()])
    }

    /// A value as JSON; one that has no JSON form becomes `null`.
    pub fn json(value: &impl Serialize) -> Self {
        Self::text(serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()))
    }
}

/// Answers each call with the next prepared reply; an empty queue is [`LlmError::Unconfigured`].
#[derive(Debug, Default)]
pub struct ScriptedChat {
    replies: Mutex<VecDeque<ScriptedReply>>,
    asked: Mutex<Vec<Vec<(Role, String)>>>,
}

impl ScriptedChat {
    /// A chat with these replies, in this order.
    pub fn new(replies: impl IntoIterator<Item = ScriptedReply>) -> Self {
        Self { replies: Mutex::new(replies.into_iter().collect()), asked: Mutex::default() }
    }

    /// Adds a reply at the end.
    pub fn push(&self, reply: ScriptedReply) {
        held(&self.replies).push_back(reply);
    }

    /// What each call so far has asked.
    pub fn asked(&self) -> Vec<Vec<(Role, String)>> {
        held(&self.asked).clone()
    }

    /// Replies not used yet; a test that ends with some has not done what it meant to.
    pub fn left(&self) -> usize {
        held(&self.replies).len()
    }

    fn next(&self, request: &ChatRequest) -> (Vec<String>, Option<LlmError>) {
        held(&self.asked).push(request.messages.iter().map(|m| (m.role(), m.text().to_owned())).collect());
        match held(&self.replies).pop_front() {
            Some(ScriptedReply::Words(words)) => (words, None),
            Some(ScriptedReply::Fail(error)) => (Vec::new(), Some(error)),
            Some(ScriptedReply::WordsThenFail(words, error)) => (words, Some(error)),
            None => (Vec::new(), Some(LlmError::Unconfigured)),
        }
    }
}

#[async_trait]
impl Chat for ScriptedChat {
    async fn stream(
        &self,
        request: &ChatRequest,
        deltas: mpsc::Sender<String>,
        stop: &CancellationToken,
    ) -> Result<Completion, LlmError> {
        let (words, error) = self.next(request);
        for word in &words {
            tokio::select! {
                biased;
                () = stop.cancelled() => return Err(LlmError::Cancelled),
                _ = deltas.send(word.clone()) => {}
            }
        }
        error.map_or_else(|| Ok(completion(words.concat(), Mode::Prose)), Err)
    }

    async fn structured(&self, request: &StructuredRequest, stop: &CancellationToken) -> Result<Completion, LlmError> {
        let (words, error) = self.next(&request.chat);
        if stop.is_cancelled() {
            return Err(LlmError::Cancelled);
        }
        error.map_or_else(|| Ok(completion(words.concat(), Mode::JsonSchema)), Err)
    }
}

fn completion(text: String, mode: Mode) -> Completion {
    let meta = Meta {
        endpoint: "scripted".to_owned(),
        model: "scripted".to_owned(),
        mode,
        prompt_tokens: None,
        completion_tokens: None,
        finish_reason: Some("stop".to_owned()),
        attempts: 1,
        dropped: 0,
    };
    Completion { text, meta }
}

/// A panic elsewhere does not make a queue wrong.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
