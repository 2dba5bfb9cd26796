//! Makes the file of a talk's newest draft and notes under which number it was handed out.

use super::paper::paper;
use crate::domain::{ExportFormat, ExportRecord};
use crate::export::{Aigc, ExportError, docx, pdf};
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
    /// [`ServiceError::NoSpecification`] while there is none, [`ServiceError::NoFile`] when it cannot be written, or the
    /// database's.
    pub async fn hand_out(&self, access: &Access, format: ExportFormat) -> Result<MadeFile, ServiceError> {
        let conversation = access.conversation();
        let turns = self.parts.store.turns(conversation.id).await?;
        let newest =
            turns.iter().rev().find_map(|turn| Some((turn.id, turn.outcome.as_ref()?.specification.as_ref()?)));
        let (turn_id, draft) = newest.ok_or(ServiceError::NoSpecification)?;
        let made_at = self.parts.clock.now();
        let secret = self.parts.ids.secret();
        let produce_id = format!("{}-{}", conversation.case_code, hex::encode_upper(&secret[..6]));
        let meta = Aigc {
            label: GENERATED.to_owned(),
            content_producer: self.parts.provider.clone(),
            produce_id: produce_id.clone(),
            reserved_code1: String::new(),
            content_propagator: self.parts.provider.clone(),
            propagate_id: produce_id.clone(),
            reserved_code2: String::new(),
        };
        let paper = paper(draft, &self.knowing().knowledge, conversation, meta, self.parts.clock.today());
        let write = move || match format {
            ExportFormat::Docx => docx(&paper),
            ExportFormat::Pdf => pdf(&paper),
        };
        let written: Result<Vec<u8>, ExportError> =
            tokio::task::spawn_blocking(write).await.map_err(|_| ServiceError::NoFile)?;
        let bytes = written.map_err(|error| {
            tracing::error!(%error, "a file could not be written");
            ServiceError::NoFile
        })?;
        // Noted before it leaves: no file is on its way whose number leads nowhere.
        let record = ExportRecord { produce_id, conversation_id: conversation.id, turn_id, format, made_at };
        self.parts.store.add_export(&record).await?;
        Ok(MadeFile { bytes, name: format!("yiguan-{}", conversation.case_code) })
    }
}
