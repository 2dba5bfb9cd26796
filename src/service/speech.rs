//! Turns what an owner said aloud into text, which he reads and mends before it is sent. The recording is not kept.

use std::net::IpAddr;

use super::conversation::Access;
use super::site::Spending;
use super::{Service, ServiceError};
use crate::domain::Locale;
use crate::llm::Recording;

/// Kinds of recordings that browsers make, and how their files end.
const KINDS: [(&str, &str); 7] = [
    ("audio/webm", "webm"),
    ("audio/mp4", "mp4"),
    ("audio/aac", "m4a"),
    ("audio/ogg", "ogg"),
    ("audio/wav", "wav"),
    ("audio/mpeg", "mp3"),
    ("video/mp4", "mp4"),
];

impl Service {
    /// Whether a model may be shown photos that their owner has cleared.
    pub fn sees(&self) -> bool {
        self.parts.sees
    }

    /// Whether recordings can be turned into text.
    pub fn listens(&self) -> bool {
        self.parts.speech.is_some()
    }

    /// The text of a recording; counts as a message.
    ///
    /// # Errors
    /// [`ServiceError::NoSpeech`] without an endpoint, [`ServiceError::BadRecording`] for another kind of file,
    /// [`ServiceError::NotHeard`] when nothing was understood, [`ServiceError::TalkStopped`], [`ServiceError::SiteOff`],
    /// [`ServiceError::QuotaUsedUp`], or the database's.
    pub async fn transcribe(
        &self,
        access: &Access,
        (audio, kind): (Vec<u8>, &str),
        address: Option<IpAddr>,
    ) -> Result<String, ServiceError> {
        let speech = self.parts.speech.as_ref().ok_or(ServiceError::NoSpeech)?;
        let conversation = access.conversation();
        if conversation.dossier.stopped.is_some() {
            return Err(ServiceError::TalkStopped);
        }
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let ending = KINDS.iter().find(|(known, _)| *known == kind).map(|(_, ending)| *ending);
        let ending = ending.filter(|_| !audio.is_empty()).ok_or(ServiceError::BadRecording)?;
        let site = self.site(&conversation.site).await?;
        self.spend(&site, Spending { talk: Some(conversation.id), address }).await?;
        let language = if conversation.locale == Locale::En { "en" } else { "zh" };
        let heard = speech.transcribe(Recording { audio, ending, language }).await;
        heard.ok().filter(|text| !text.is_empty()).ok_or(ServiceError::NotHeard)
    }
}
