//! Lets a model fill in the form of a document for trial: what it says is held against the document, kept, and shown to the
//! curator who asked.

use std::sync::Arc;

use uuid::Uuid;

use super::ask::{Asker, Form, ModelFault};
use super::{Document, SOURCES};
use crate::domain::proposing::{Paper, Proposal, Proposed, checked, orders_a_model, typed};
use crate::domain::tabular::{Row, TableKind, columns};
use crate::domain::{AuditNote, Curate};
use crate::redaction::{Masked, Vault};
use crate::service::imports::ImportError;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

impl Service {
    /// Whether a model can be asked to fill in forms.
    pub fn proposes(&self) -> bool {
        self.parts.chat.is_some()
    }

    /// What a model proposed to this curator for a document the last time.
    ///
    /// # Errors
    /// The database's.
    pub async fn proposed(
        &self,
        may: &May<Curate>,
        id: Uuid,
        kind: TableKind,
    ) -> Result<Option<Proposed>, ServiceError> {
        Ok(self.parts.store.proposed((id, kind, may.staff().id)).await?)
    }

    /// Asks a model for the fields of a document's form; what of the form a person has typed is kept and goes before.
    ///
    /// # Errors
    /// [`ImportError::Model`] when it proposed nothing, [`ImportError::NoJob`] when there is no such document,
    /// [`ServiceError::Busy`], or the database's. What was proposed before stays then.
    pub async fn propose_fields(
        &self,
        may: &May<Curate>,
        id: Uuid,
        (kind, row): (TableKind, &Row),
    ) -> Result<(), ServiceError> {
        let chat = self.parts.chat.clone().ok_or(ModelFault::Absent).map_err(ImportError::from)?;
        let document = self.document(may, id).await?;
        let site = &self.parts.own_site;
        if !self.has_tokens(site).await? {
            return Err(ImportError::from(ModelFault::Spent).into());
        }
        let _room = self.room.try_acquire().map_err(|_| ServiceError::Busy)?;
        let (masked, vault) = self.masked(&document).await?;
        let columns = columns(kind, SOURCES);
        let sectors = self.sectors(kind);
        let form = Form { kind: kind.sheet(), columns: &columns, sectors: sectors.clone(), text: &masked };
        let asker = Asker { chat: &*chat, prompts: &self.parts.prompts, stop: &self.stopping };
        let answered = asker.ask(&form).await.map_err(ImportError::from)?;
        self.count_tokens(site, std::slice::from_ref(&answered.call)).await;
        let restored = answered.proposals.into_iter().map(|proposal| Proposal {
            key: proposal.key,
            value: vault.restore(&proposal.value),
            quote: vault.restore(&proposal.quote),
        });
        let codes: Vec<String> = sectors.into_iter().map(|(code, _)| code).collect();
        let paper = Paper { text: &document.text, kind, columns: &columns, codes: &codes };
        let checked = checked(&paper, restored.collect());
        let earlier = self.proposed(may, id, kind).await?;
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        let whole = count(&document.text);
        let known = row.iter().filter(|(key, _)| columns.iter().any(|column| column.key == **key));
        let row: Row = known.map(|(key, said)| (key.clone(), said.clone())).collect();
        let proposed = Proposed {
            fields: checked.kept,
            dropped: u32::try_from(checked.dropped.len()).unwrap_or(u32::MAX),
            orders: orders_a_model(&document.text),
            read: if answered.read == masked { whole } else { count(&vault.restore(answered.read.as_str())) },
            whole,
            typed: typed(&row, earlier.as_ref()),
            call: answered.call,
            prompt: answered.prompt,
        };
        let note = self.proposed_note(may, id, &proposed);
        self.parts.store.keep_proposed((id, kind, may.staff().id), note.at, &proposed, &note).await?;
        Ok(())
    }

    /// The document without what tells of persons, and what was taken out.
    async fn masked(&self, document: &Document) -> Result<(Masked, Vault), ServiceError> {
        let (redactor, text) = (Arc::clone(&self.parts.redactor), document.text.clone());
        let mask = move || {
            let mut vault = Vault::new();
            // Nothing in the document ends the place in which the prompt shows it.
            (redactor.mask(&text.replace("</文件", "</ 文件"), &mut vault), vault)
        };
        Ok(tokio::task::spawn_blocking(mask).await.map_err(|_| ImportError::Unwritten)?)
    }

    /// The trades that a form of that kind can name: code and name.
    fn sectors(&self, kind: TableKind) -> Vec<(String, String)> {
        if kind != TableKind::Case {
            return vec![];
        }
        let knowing = self.knowing();
        let mut sectors: Vec<(String, String)> =
            knowing.lexicon.sectors().map(|sector| (sector.code.clone(), sector.name.clone())).collect();
        sectors.sort();
        sectors.dedup_by(|one, other| one.0 == other.0);
        sectors
    }

    /// Which model, which prompt, how many fields: no words of the document.
    fn proposed_note(&self, may: &May<Curate>, id: Uuid, proposed: &Proposed) -> AuditNote {
        let detail = serde_json::json!({
            "fields": proposed.fields.len(),
            "dropped": proposed.dropped,
            "cut": proposed.cut(),
            "model": proposed.call.model,
            "prompt": proposed.prompt.hash,
        });
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "import.proposed".to_owned(),
            subject: Some(id.to_string()),
            detail: detail.to_string(),
        }
    }
}
