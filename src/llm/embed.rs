//! Turns texts into vectors; `Embed` is the edge that tests replace.

use async_trait::async_trait;

use crate::llm::error::LlmError;
use crate::redaction::Masked;

/// Text that is already public: published cases, policies, terms and our own fixed words; never an owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicText<'a>(&'a str);

impl<'a> PublicText<'a> {
    /// Marks a text as public; the caller vouches for it.
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &'a str {
        self.0
    }
}

/// Something that embeds. Vectors come in the order of the texts and all have one length.
#[async_trait]
pub trait Embed: Send + Sync {
    /// Vectors of what owners ask.
    async fn queries(&self, texts: &[Masked]) -> Result<Vec<Vec<f32>>, LlmError>;

    /// Vectors of published knowledge.
    async fn knowledge(&self, texts: &[PublicText<'_>]) -> Result<Vec<Vec<f32>>, LlmError>;

    /// The model's name; vectors of different models do not compare.
    fn model(&self) -> &str;
}
