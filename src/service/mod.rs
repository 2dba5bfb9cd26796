//! What the service does, one verb a file.
//!
//! [`Service`] holds the parts; [`conversation`] begins talks and opens them to their owners; [`turn`] walks one message
//! from redaction to the stored outcome; [`understanding`] and [`drafting`] hold the two readers and the two writers;
//! [`knowledge`] brings in and hands out what staff curate.

pub mod afterwards;
pub mod alike;
pub mod candidates;
pub mod bench;
pub mod conversation;
pub mod curation;
pub mod documents;
pub mod drafting;
mod error;
pub mod files;
mod find;
pub mod imports;
pub mod knowledge;
pub mod lab;
mod learning;
mod parts;
pub mod photos;
mod readiness;
pub mod review;
pub mod rights;
pub mod sheets;
pub mod site;
mod speech;
mod specification;
pub mod staff;
pub mod turn;
pub mod understanding;

pub use error::ServiceError;
pub use find::Found;
pub(in crate::service) use find::{prefer, tuning};
pub use knowledge::load;
pub use parts::{Knowing, Parts, Service};
pub use readiness::Readiness;

use crate::domain::ModelCall;
use crate::llm::{Message, Meta, Mode, Priority, Role};
use crate::prompts::Rendered;
use crate::redaction::Masked;

/// The messages of a prompt: its system part, what the owner said before, its user part. What was said longest ago is the
/// first to be dropped when the endpoint's context window is too small (`llm` says in which order).
pub(crate) fn model_messages(prompt: &Rendered, before: &[Masked]) -> Vec<Message> {
    let ages = (1..=before.len()).rev().map(|age| u16::try_from(age).unwrap_or(u16::MAX));
    let earlier = before.iter().zip(ages).map(|(said, age)| Message::new(Role::User, said, Priority::Turn(age)));
    let first = Message::new(Role::System, &prompt.system, Priority::Keep);
    let last = Message::new(Role::User, &prompt.user, Priority::Keep);
    std::iter::once(first).chain(earlier).chain([last]).collect()
}

/// A model call as it is stored.
pub(crate) fn model_call(meta: &Meta) -> ModelCall {
    let mode = match meta.mode {
        Mode::Prose => "stream",
        Mode::JsonSchema => "json_schema",
        Mode::JsonObject => "json_object",
        Mode::PlainText => "text",
    };
    let tokens = |count: Option<u64>| count.and_then(|count| u32::try_from(count).ok());
    ModelCall {
        endpoint: meta.endpoint.clone(),
        model: meta.model.clone(),
        mode: mode.to_owned(),
        prompt_tokens: tokens(meta.prompt_tokens),
        completion_tokens: tokens(meta.completion_tokens),
    }
}
