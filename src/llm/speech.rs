//! Turns a recording into text; `Transcribe` is the edge that tests replace.

use async_trait::async_trait;

use crate::llm::error::LlmError;

/// A recording as it came from a microphone.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The bytes.
    pub audio: Vec<u8>,
    /// Ending of its file name, which tells endpoints the format: `webm`, `mp4`, `ogg`, `wav`, `mp3`.
    pub ending: &'static str,
    /// The language that is spoken, ISO 639-1.
    pub language: &'static str,
}

/// Something that listens. A voice cannot be masked: only an operator who has configured an endpoint lets one leave the house.
#[async_trait]
pub trait Transcribe: Send + Sync {
    /// What was said.
    async fn transcribe(&self, recording: Recording) -> Result<String, LlmError>;
}
