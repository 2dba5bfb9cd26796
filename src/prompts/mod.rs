//! Loads, checks, renders and hashes the prompt files: a folder a task, strict templates, typed inputs.
//!
//! A prompt is the folder `prompts/NAME` with `system.j2` and `user.j2`. Its input is one Rust type that can make a sample
//! of itself; every prompt is rendered from its sample when the service starts, so a missing file or an unknown variable
//! stops the start and not a turn.

mod fields;
mod inputs;
mod library;

pub use fields::{FieldForPrompt, ProposeFieldsInput};
pub use inputs::{
    CaseForPrompt, CriterionForPrompt, FactForPrompt, PlaybookForPrompt, PromptInput, ReplyInput, RewriteFieldInput,
    SpecifyInput, UnderstandInput, VerdictForPrompt,
};
pub use library::{PromptError, Prompts, Rendered};
