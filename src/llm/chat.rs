//! What a room says to a language model and what it gets back; `Chat` is the edge that tests replace.

use std::fmt;

use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::llm::embed::PublicText;
use crate::llm::error::LlmError;
use crate::llm::schema::ReplySchema;
use crate::redaction::{Masked, Picture};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Our instructions.
    System,
    /// The owner, or data that we add.
    User,
    /// The model's earlier replies.
    Assistant,
}

/// What may be dropped when a request is too long. The order of the variants is the order of dropping, first to last;
/// within a variant the highest number goes first. Messages with equal priority go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// An earlier turn: its age, 1 for the one before the current message.
    Turn(u16),
    /// A similar case: its rank, 1 for the best.
    Case(u16),
    /// A glossary term: its rank, 1 for the best.
    Term(u16),
    /// A policy in force: its rank, 1 for the best.
    Policy(u16),
    /// The system part and the current message: never dropped.
    Keep,
}

/// One message. Its text is masked, published, or made in this room (instructions, a model's own reply).
#[derive(Clone)]
pub struct Message {
    role: Role,
    text: String,
    priority: Priority,
    pictures: Vec<Picture>,
}

impl Message {
    /// A message that holds masked text.
    pub fn new(role: Role, text: &Masked, priority: Priority) -> Self {
        Self::internal(role, text.as_str().to_owned(), priority)
    }

    /// A message that holds published knowledge and nothing of an owner's.
    pub fn published(role: Role, text: PublicText<'_>, priority: Priority) -> Self {
        Self::internal(role, text.as_str().to_owned(), priority)
    }

    /// A message made here: an instruction of ours, or what a model has just replied.
    pub(in crate::llm) fn internal(role: Role, text: String, priority: Priority) -> Self {
        Self { role, text, priority, pictures: vec![] }
    }

    /// The message with pictures; an endpoint that takes none gets the text alone.
    #[must_use]
    pub fn showing(self, pictures: &[Picture]) -> Self {
        Self { pictures: pictures.to_vec(), ..self }
    }

    /// What is shown with it.
    pub fn pictures(&self) -> &[Picture] {
        &self.pictures
    }

    /// Who speaks.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What is said.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// When it may be dropped.
    pub fn priority(&self) -> Priority {
        self.priority
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({:?}, {} chars, {:?})", self.role, self.text.chars().count(), self.priority)
    }
}

/// A request for a reply.
#[derive(Debug, Clone, Default)]
pub struct ChatRequest {
    /// The messages in speaking order; neighbours with the same role are joined on the wire.
    pub messages: Vec<Message>,
    /// Most tokens of the reply; the endpoint's own figure when absent.
    pub max_tokens: Option<u32>,
    /// Sampling temperature; the provider's own when absent.
    pub temperature: Option<f32>,
}

impl ChatRequest {
    /// A request with the endpoint's own limits.
    pub fn new(messages: Vec<Message>) -> Self {
        Self { messages, ..Self::default() }
    }
}

/// A request whose reply must be one JSON object.
#[derive(Debug, Clone)]
pub struct StructuredRequest {
    /// What is asked.
    pub chat: ChatRequest,
    /// The shape of the reply.
    pub schema: ReplySchema,
}

/// How a reply was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Streamed words for a reader.
    Prose,
    /// JSON, held to its schema by the server.
    JsonSchema,
    /// JSON, held to be an object by the server; the schema stands in the prompt.
    JsonObject,
    /// JSON, asked for in the prompt only.
    PlainText,
}

impl Mode {
    /// The next rung down the ladder of structured replies.
    pub(in crate::llm) fn lower(self) -> Option<Self> {
        match self {
            Self::JsonSchema => Some(Self::JsonObject),
            Self::JsonObject => Some(Self::PlainText),
            Self::PlainText | Self::Prose => None,
        }
    }
}

/// How an answer came about; stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meta {
    /// Name of the endpoint that answered.
    pub endpoint: String,
    /// The model as the reply names it, else as configured.
    pub model: String,
    /// How the reply was asked for.
    pub mode: Mode,
    /// Tokens of the prompt, when the provider says.
    pub prompt_tokens: Option<u64>,
    /// Tokens of the reply, when the provider says.
    pub completion_tokens: Option<u64>,
    /// The provider's own word for why the reply ended.
    pub finish_reason: Option<String>,
    /// Requests sent for this answer: retries, failovers and the repair round counted, probes not.
    pub attempts: u32,
    /// Messages left out to fit the context window.
    pub dropped: u32,
}

/// A whole reply, think-tags removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The reply; for a streamed call the joined deltas.
    pub text: String,
    /// How it came about.
    pub meta: Meta,
}

/// Something that answers.
#[async_trait]
pub trait Chat: Send + Sync {
    /// Streams a reply in words. A receiver that has gone away does not stop the reply; `stop` does, at once.
    /// After an error the deltas sent so far stand: nothing is sent twice and nothing starts again.
    async fn stream(
        &self,
        request: &ChatRequest,
        deltas: mpsc::Sender<String>,
        stop: &CancellationToken,
    ) -> Result<Completion, LlmError>;

    /// One reply that should hold one JSON object; the text is not checked yet. Call [`crate::llm::structured()`] instead.
    async fn structured(&self, request: &StructuredRequest, stop: &CancellationToken) -> Result<Completion, LlmError>;

    /// Tells that a reply did not keep to its schema, so that the endpoint is asked in a plainer mode from now on.
    fn schema_broken(&self, _meta: &Meta) {}
}
