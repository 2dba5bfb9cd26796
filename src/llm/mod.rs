//! Talks to language models over OpenAI-compatible endpoints.
//!
//! Rooms hold an `Arc<dyn Chat>` and an `Arc<dyn Embed>`; [`OpenAiChat`] and [`OpenAiEmbed`] answer over HTTP,
//! [`ScriptedChat`] answers from a queue in tests. Every failure is one named [`LlmError`]; none is ever hidden behind
//! a half answer. What is *not* mended here: a frame that a provider sends twice. All frames of a reply share one id and
//! a word may honestly repeat ("哈哈"), so nothing tells the copy from the original; a structured reply that a copy breaks
//! is caught by the JSON check and asked for again.

mod budget;
mod chat;
mod embed;
mod error;
mod json;
mod openai;
mod schema;
mod scripted;
mod settings;
mod speech;
mod structured;

pub use budget::{count_tokens, fitting};
pub use chat::{Chat, ChatRequest, Completion, Message, Meta, Mode, Priority, Role, StructuredRequest};
pub use embed::{Embed, PublicText};
pub use error::{LlmError, Waiting};
pub use openai::{OpenAiChat, OpenAiEmbed, OpenAiSpeech, QUIET_LOG_TARGET};
pub use schema::ReplySchema;
pub use scripted::{ScriptedChat, ScriptedReply};
pub use settings::{BreakerSettings, Endpoint, LlmSettings, RetrySettings, Timeouts};
pub use speech::{Recording, Transcribe};
pub use structured::{Structured, no_check, structured};
