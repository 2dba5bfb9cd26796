//! Begins an import: keeps the file, finds out what its columns mean, and asks when that is not plain.

use super::sniff::{mark, sniffed};
use super::{ImportError, Upload};
use crate::domain::Curate;
use crate::domain::imports::{Counts, Job, Plan, Stage, Work};
use crate::domain::tabular::TableKind;
use crate::intake::FileKind;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

impl Service {
    /// Begins to import a file; `kind` is what its rows are where the file does not say so itself. Nothing is changed until
    /// somebody has seen what would be.
    ///
    /// # Errors
    /// [`ImportError`] when the file is none that can be read, or the database's.
    pub async fn begin_import(&self, may: &May<Curate>, upload: Upload, kind: TableKind) -> Result<Job, ServiceError> {
        if upload.is_empty() {
            return Err(ImportError::NoFile.into());
        }
        let form = FileKind::of(&upload.name).ok_or(ImportError::Kind)?;
        let (staff, now) = (may.staff().id, self.parts.clock.now());
        let mut plan = Plan::default();
        let mut stage = Stage::Checking;
        if form.has_heads() {
            let path = upload.file.path().to_owned();
            let sheets = tokio::task::spawn_blocking(move || sniffed(&path, form, kind)).await;
            plan.sheets = sheets.map_err(ImportError::unwritten)??;
            for sheet in &mut plan.sheets {
                if let Some(keys) = self.parts.store.mapping(&mark(sheet)).await? {
                    sheet.keys = keys;
                } else if !super::sniff::plain(sheet) {
                    // Headings of their own: somebody looks at what was guessed, once.
                    stage = Stage::Mapping;
                }
                if !super::sniff::complete(sheet) {
                    stage = Stage::Mapping;
                }
            }
        }
        let file = self.keep_file(&upload, staff).await?;
        let job = Job {
            id: self.parts.ids.id(),
            work: Work::Import,
            parent: None,
            stage,
            staff,
            at: now,
            updated_at: now,
            file: Some(file),
            name: upload.name.clone(),
            plan,
            cursor: 0,
            total: None,
            counts: Counts::default(),
            fault: None,
        };
        let note = self.import_note(staff, "import.begin", job.id, "");
        self.parts.store.add_job(&job, Some(&note)).await?;
        Ok(job)
    }

    /// Stops a job: what was written stays, what was not is left.
    ///
    /// # Errors
    /// [`ImportError::NoJob`], [`ImportError::Stage`] when it has ended already, or the database's.
    pub async fn cancel_job(&self, may: &May<Curate>, id: uuid::Uuid) -> Result<(), ServiceError> {
        // The worker moves the job on all the time: try again on what it has just written.
        for _ in 0..5 {
            let job = self.parts.store.job(id).await?.ok_or(ImportError::NoJob)?;
            if !job.stage.open() {
                return Err(ImportError::Stage(job.stage).into());
            }
            let note = self.import_note(may.staff().id, "import.cancel", id, job.stage.name());
            let stopped = Job { stage: Stage::Cancelled, updated_at: self.parts.clock.now(), ..job.clone() };
            match self.parts.store.move_job(&stopped, job.stage, Some(&note)).await {
                Err(crate::store::StoreError::Stale) => {}
                other => return Ok(other?),
            }
        }
        Err(ImportError::NoJob.into())
    }
}
