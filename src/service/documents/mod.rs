//! A policy or a case out of one document: the original is kept, its text stands beside a form, a model may fill it in for trial,
//! and a person answers for it.

mod alike;
mod ask;
mod propose;

pub use alike::Alike;
pub use ask::ModelFault;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::curation::{Days, ItemKey, NewVersion, Opening, Origin};
use crate::domain::imports::CellFault;
use crate::domain::tabular::{Fault, Row, TableKind, What, columns, entry_of};
use crate::domain::{AuditNote, Curate};
use crate::intake::{IntakeError, text_of};
use crate::service::imports::{ImportError, Upload, fetched};
use crate::service::knowledge::checked_body;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::FileHead;

/// Room for so many sources in the form.
pub const SOURCES: usize = 2;

/// A document that was kept, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file.
    pub file: FileHead,
    /// Its text.
    pub text: String,
}

/// What came of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// A draft was made of it.
    Draft(ItemKey),
    /// What is wrong, field by field; nothing was written.
    Wrong(Vec<CellFault>),
}

impl Service {
    /// Keeps a document; gives its id once its text could be read.
    ///
    /// # Errors
    /// [`ImportError`] when it is none that can be read or holds no text, or the database's.
    pub async fn take_document(&self, may: &May<Curate>, upload: &Upload) -> Result<Uuid, ServiceError> {
        if upload.is_empty() {
            return Err(ImportError::NoFile.into());
        }
        let text = read(upload.name().to_owned(), upload.path().to_owned()).await?;
        if text.trim().is_empty() {
            // Scanned pages hold pictures alone.
            return Err(ImportError::NoText.into());
        }
        let id = self.keep_file(upload, may.staff().id).await?;
        let note = AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "import.document".to_owned(),
            subject: Some(id.to_string()),
            detail: String::new(),
        };
        self.parts.store.audit(&note).await?;
        Ok(id)
    }

    /// A document that was kept.
    ///
    /// # Errors
    /// [`ImportError::NoJob`] when there is none, or the database's.
    pub async fn document(&self, _: &May<Curate>, id: Uuid) -> Result<Document, ServiceError> {
        let file = self.parts.store.file(id).await?.ok_or(ImportError::NoJob)?;
        let kept = fetched(&self.parts.store, id).await?;
        let text = read(file.name.clone(), kept.path().to_owned()).await?;
        Ok(Document { file, text })
    }

    /// The bytes of a file that was kept, as it came.
    ///
    /// # Errors
    /// [`ImportError::NoJob`] when there is none, or the database's.
    pub async fn original(
        &self,
        _: &May<Curate>,
        id: Uuid,
    ) -> Result<(FileHead, tempfile::NamedTempFile), ServiceError> {
        let file = self.parts.store.file(id).await?.ok_or(ImportError::NoJob)?;
        Ok((file, fetched(&self.parts.store, id).await?))
    }

    /// Makes a draft of what was filled in; it names the document that it was read from.
    ///
    /// # Errors
    /// [`ImportError::NoJob`] when there is no such document, [`ImportError::Taken`] when an item of that id is there
    /// already, or the database's.
    pub async fn fill_from_document(
        &self,
        may: &May<Curate>,
        id: Uuid,
        (kind, row): (TableKind, &Row),
    ) -> Result<Filled, ServiceError> {
        let file = self.parts.store.file(id).await?.ok_or(ImportError::NoJob)?;
        let columns = columns(kind, SOURCES);
        let head = |key: &str| columns.iter().find(|column| column.key == key).map(|column| column.head.clone());
        let wrong = |fault: Fault| CellFault {
            head: head(&fault.key).unwrap_or_else(|| fault.key.clone()),
            cell: fault.key,
            what: fault.what,
        };
        let entry = match entry_of(kind, &columns, row) {
            Ok(entry) => entry,
            Err(faults) => return Ok(Filled::Wrong(faults.into_iter().map(wrong).collect())),
        };
        let name = entry.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let body = match checked_body(kind.entry(), &name, entry) {
            Ok(body) => body,
            Err(problems) => {
                let fault = |problem: crate::service::knowledge::Problem| {
                    wrong(Fault { key: problem.field, what: What::Other(problem.reason) })
                };
                return Ok(Filled::Wrong(problems.into_iter().map(fault).collect()));
            }
        };
        let key = ItemKey::new(kind.entry(), name);
        if self.parts.store.item(&key).await?.is_some_and(|item| !item.removed) {
            return Err(ImportError::Taken.into());
        }
        let now = self.parts.clock.now();
        let new = NewVersion {
            key: key.clone(),
            body,
            author: may.staff().id,
            at: now,
            note: file.name,
            days: Days::default(),
            origin: Origin::Document(id),
            submit: false,
            seen: None,
        };
        let note = AuditNote {
            at: now,
            staff: Some(may.staff().id),
            action: "import.drafted".to_owned(),
            subject: Some(key.to_string()),
            detail: id.to_string(),
        };
        let proposed = self.proposed(may, id, kind).await?;
        let grounds = proposed.map(|proposed| proposed.grounds(row)).unwrap_or_default();
        match self.parts.store.open_grounded(&new, (id, &grounds), &note).await? {
            Opening::Stale => Err(ImportError::Taken.into()),
            _ => Ok(Filled::Draft(key)),
        }
    }
}

/// The text of a file, read beside the service.
async fn read(name: String, path: std::path::PathBuf) -> Result<String, ImportError> {
    let read = move || {
        let bytes = fs_err::read(path).map_err(IntakeError::from)?;
        text_of(&name, &bytes)
    };
    let text = tokio::task::spawn_blocking(read).await.map_err(ImportError::unwritten)?;
    Ok(text?)
}
