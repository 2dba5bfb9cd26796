//! Makes the file of a talk's newest draft and notes under which number it was handed out.

use super::paper::paper;
use crate::domain::{Conversation, ConversationId, ExportFormat, ExportRecord, TurnId};
use crate::export::{Aigc, ExportError, Paper, docx, pdf};
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};

/// `Label` of what a machine made (GB 45438-2025: 1 stands for "is generated").
const GENERATED: &str = "1";

/// A file on its way to its owner.
pub struct MadeFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The name to save it under, without its ending.
    pub name: String,
}

impl Service {
    /// The newest draft of the conversation as a file.
    ///
    /// # Errors
    /// [`ServiceError::NoSpecification`] while there is none, or in a format that drafts are not given in,
    /// [`ServiceError::NoFile`] when it cannot be written, or the database's.
    pub async fn hand_out(&self, access: &Access, format: ExportFormat) -> Result<MadeFile, ServiceError> {
        let conversation = access.conversation();
        let turns = self.parts.store.turns(conversation.id).await?;
        let newest =
            turns.iter().rev().find_map(|turn| Some((turn.id, turn.outcome.as_ref()?.specification.as_ref()?)));
        let (turn_id, draft) = newest.ok_or(ServiceError::NoSpecification)?;
        let produce_id = self.draw_produce_id(conversation);
        let meta = self.aigc(&produce_id);
        let paper = paper(draft, &self.knowing().knowledge, conversation, meta, self.parts.clock.today());
        let bytes = written(paper, format).await?;
        self.note_export(produce_id, conversation.id, turn_id, format).await?;
        Ok(MadeFile { bytes, name: format!("yiguan-{}", conversation.case_code) })
    }

    /// A fresh number of the content.
    pub(super) fn draw_produce_id(&self, conversation: &Conversation) -> String {
        let secret = self.parts.ids.secret();
        format!("{}-{}", conversation.case_code, hex::encode_upper(&secret[..6]))
    }

    /// What the law wants in a file's metadata.
    pub(in crate::service) fn aigc(&self, produce_id: &str) -> Aigc {
        Aigc {
            label: GENERATED.to_owned(),
            content_producer: self.parts.provider.clone(),
            produce_id: produce_id.to_owned(),
            reserved_code1: String::new(),
            content_propagator: self.parts.provider.clone(),
            propagate_id: produce_id.to_owned(),
            reserved_code2: String::new(),
        }
    }

    /// Notes a file before it leaves: none is on its way whose number leads nowhere.
    pub(in crate::service) async fn note_export(
        &self,
        produce_id: String,
        conversation_id: ConversationId,
        turn_id: TurnId,
        format: ExportFormat,
    ) -> Result<(), ServiceError> {
        let made_at = self.parts.clock.now();
        let record = ExportRecord { produce_id, conversation_id, turn_id, format, made_at };
        Ok(self.parts.store.add_export(&record).await?)
    }
}

/// The paper as a file.
pub(super) async fn written(paper: Paper, format: ExportFormat) -> Result<Vec<u8>, ServiceError> {
    let write = match format {
        ExportFormat::Docx => docx,
        ExportFormat::Pdf => pdf,
        ExportFormat::Json => return Err(ServiceError::NoSpecification),
    };
    let written: Result<Vec<u8>, ExportError> =
        tokio::task::spawn_blocking(move || write(&paper)).await.map_err(|_| ServiceError::NoFile)?;
    written.map_err(|error| {
        tracing::error!(%error, "a file could not be written");
        ServiceError::NoFile
    })
}
