//! Text from one OpenAI-compatible `/audio/transcriptions` endpoint. Tried once: its owner waits and can say it again.

use std::time::Duration;

use async_openai::types::audio::{AudioInput, AudioResponseFormat, CreateTranscriptionRequest};
use async_trait::async_trait;
use serde::Deserialize;
use tokio::time::{Instant, timeout};

use crate::llm::error::{LlmError, Waiting};
use crate::llm::openai::breaker::Breaker;
use crate::llm::openai::http::{self, ApiClient};
use crate::llm::settings::{Endpoint, LlmSettings};
use crate::llm::speech::{Recording, Transcribe};

/// How long a minute of speech may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What every endpoint answers; only some say more.
#[derive(Deserialize)]
struct Heard {
    text: String,
}

/// Listening over one endpoint.
pub struct OpenAiSpeech {
    endpoint: Endpoint,
    api: ApiClient,
    breaker: Breaker,
}

impl OpenAiSpeech {
    /// Listening over `endpoint`; nothing is sent yet.
    ///
    /// # Errors
    /// As [`crate::llm::OpenAiChat::new`].
    pub fn new(endpoint: Endpoint, settings: &LlmSettings) -> Result<Self, LlmError> {
        let http = http::client(settings.connect_timeout)?;
        Ok(Self { api: http::api(&endpoint, &http)?, endpoint, breaker: Breaker::new(settings.breaker) })
    }

    async fn once(&self, recording: Recording) -> Result<String, LlmError> {
        let request = CreateTranscriptionRequest {
            file: AudioInput::from_vec_u8(format!("speech.{}", recording.ending), recording.audio),
            model: self.endpoint.model.clone(),
            language: Some(recording.language.to_owned()),
            response_format: Some(AudioResponseFormat::Json),
            ..CreateTranscriptionRequest::default()
        };
        let audio = self.api.audio();
        let transcriptions = audio.transcription();
        let heard = timeout(PATIENCE, transcriptions.create_byot::<_, Heard>(request)).await;
        let heard = heard.map_err(|_| LlmError::Timeout(Waiting::FirstToken))?.map_err(http::name_error)?;
        Ok(heard.text.trim().to_owned())
    }
}

#[async_trait]
impl Transcribe for OpenAiSpeech {
    async fn transcribe(&self, recording: Recording) -> Result<String, LlmError> {
        if !self.breaker.admits(Instant::now()) {
            return Err(LlmError::Resting);
        }
        let heard = self.once(recording).await;
        match &heard {
            Ok(_) => self.breaker.succeeded(),
            Err(error) => {
                tracing::warn!(endpoint = %self.endpoint.name, %error, "transcription failed");
                if error.is_outage() {
                    self.breaker.failed(Instant::now());
                }
            }
        }
        heard
    }
}
