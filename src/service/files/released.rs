//! The files of a release: what was signed, as sealed JSON, or as Word or PDF made from it and sealed in turn.

use super::hand_out::{MadeFile, written};
use super::paper::released_paper;
use crate::domain::{Conversation, ConversationId, ExportFormat, Release, Translate};
use crate::export::{SealAbout, SealedFormat, seal};
use crate::service::conversation::Access;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

impl Service {
    /// A release as a file, for its owner; one that was taken back is given out no more.
    ///
    /// # Errors
    /// [`ServiceError::NoRelease`], [`ServiceError::ReleaseWithdrawn`], [`ServiceError::NoFile`], or the database's.
    pub async fn hand_out_release(
        &self,
        access: &Access,
        number: u32,
        format: ExportFormat,
    ) -> Result<MadeFile, ServiceError> {
        let conversation = access.conversation();
        let release = self.parts.store.release(conversation.id, number).await?.ok_or(ServiceError::NoRelease)?;
        if release.withdrawn.is_some() {
            return Err(ServiceError::ReleaseWithdrawn);
        }
        self.release_file(conversation, release, format).await
    }

    /// A release as a file, for staff; also one that was taken back.
    ///
    /// # Errors
    /// [`ServiceError::NoRelease`], [`ServiceError::NoFile`], or the database's.
    pub async fn released_file(
        &self,
        _may: &May<Translate>,
        id: ConversationId,
        number: u32,
        format: ExportFormat,
    ) -> Result<MadeFile, ServiceError> {
        let conversation = self.parts.store.conversation(id).await?.ok_or(ServiceError::NoRelease)?;
        let release = self.parts.store.release(id, number).await?.ok_or(ServiceError::NoRelease)?;
        self.release_file(&conversation, release, format).await
    }

    async fn release_file(
        &self,
        conversation: &Conversation,
        release: Release,
        format: ExportFormat,
    ) -> Result<MadeFile, ServiceError> {
        let name = format!("yiguan-{}-v{}", conversation.case_code, release.number);
        let sealed = match format {
            // The very bytes that were signed.
            ExportFormat::Json => return Ok(MadeFile { bytes: release.sealed, name }),
            ExportFormat::Docx => SealedFormat::Docx,
            ExportFormat::Pdf => SealedFormat::Pdf,
        };
        let turns = self.parts.store.turns(conversation.id).await?;
        let turn_id = turns.last().map(|turn| turn.id).ok_or(ServiceError::NoRelease)?;
        let produce_id = self.draw_produce_id(conversation);
        let paper = released_paper(&release.document, &self.knowing().knowledge, conversation, self.aigc(&produce_id));
        let bytes = written(paper, format).await?;
        let about = SealAbout { case_code: conversation.case_code.0.clone(), release: release.number };
        let bytes = seal(bytes, sealed, &about, &self.parts.signing).map_err(|error| {
            tracing::error!(%error, "a file could not be sealed");
            ServiceError::NoFile
        })?;
        self.note_export(produce_id, conversation.id, turn_id, format).await?;
        Ok(MadeFile { bytes, name })
    }
}
