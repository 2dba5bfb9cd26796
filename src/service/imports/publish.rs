//! Publishes all of an import: begun by a second person, in batches, each with its cursor.

use uuid::Uuid;

use super::{ImportError, LEASE};
use crate::domain::curation::{Fault, Publishing};
use crate::domain::imports::{Checked, Counts, Job, Plan, Stage, Work};
use crate::domain::{AuditNote, Curate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{Leased, PublishRow};

/// Rows in one transaction.
const BATCH: u64 = 100;
/// Batches after which the index is brought up to date.
const FOLLOW: u32 = 5;

impl Service {
    /// Begins to publish everything that an import has handed in.
    ///
    /// # Errors
    /// [`ImportError::Own`] for whoever imported, [`ImportError::Stage`] when the import is not done or is being published
    /// already, [`ImportError::NothingWaits`], or the database's.
    pub async fn publish_import(&self, may: &May<Curate>, id: Uuid) -> Result<Job, ServiceError> {
        let store = &self.parts.store;
        let import = store.job(id).await?.filter(|job| job.work == Work::Import).ok_or(ImportError::NoJob)?;
        // What was written before somebody stopped it waits for a second person as well.
        if !matches!(import.stage, Stage::Done | Stage::Cancelled) {
            return Err(ImportError::Stage(import.stage).into());
        }
        if import.staff == may.staff().id {
            return Err(ImportError::Own.into());
        }
        let written = import.counts.of("made") + import.counts.of("replaced");
        if written == 0 {
            return Err(ImportError::NothingWaits.into());
        }
        if store.jobs_of(id).await?.iter().any(|job| job.stage.open()) {
            return Err(ImportError::Stage(Stage::Applying).into());
        }
        let now = self.parts.clock.now();
        let job = Job {
            id: self.parts.ids.id(),
            work: Work::Publish,
            parent: Some(id),
            stage: Stage::Applying,
            staff: may.staff().id,
            at: now,
            updated_at: now,
            file: None,
            name: import.name,
            plan: Plan::default(),
            cursor: 0,
            total: Some(written),
            counts: Counts::default(),
            fault: None,
        };
        let note = self.import_note(may.staff().id, "import.publish", id, "");
        store.add_job(&job, Some(&note)).await?;
        Ok(job)
    }

    /// Publishes the rows of an import that were not published yet.
    pub(super) async fn publish_rows(&self, mut leased: Leased) -> Result<(), ServiceError> {
        let import = leased.job.parent.ok_or(ImportError::NoJob)?;
        let _nobody_looks_alike = self.publishing.lock().await;
        let mut batches = 0_u32;
        loop {
            if self.stopping.is_cancelled() {
                return Ok(());
            }
            let rows = self.parts.store.taken_rows(import, leased.job.cursor, BATCH).await?;
            let last = rows.last().map_or(leased.job.cursor, |row| row.number);
            let ended = rows.is_empty();
            let versions: Vec<PublishRow> = rows.iter().filter_map(row).collect();
            let mut job = self.advanced(&leased, last);
            if ended {
                // The next need finds what was published before anybody is told that it was.
                self.follow_knowledge().await;
                job.stage = Stage::Done;
            }
            let now = self.parts.clock.now();
            let when = (leased.job.staff, now, self.parts.clock.today(), now + LEASE);
            let settle = |outcomes: &[Publishing]| settled(job, outcomes, &|job| self.published_note(job));
            let job = self.parts.store.published_batch(&leased, &versions, when, settle).await?;
            leased.job = job;
            batches += 1;
            if ended {
                return Ok(());
            }
            if batches.is_multiple_of(FOLLOW) {
                self.follow_knowledge().await;
            }
        }
    }

    fn published_note(&self, job: &Job) -> Option<AuditNote> {
        let counts = ["in_force", "scheduled", "not_published"];
        let detail = counts.map(|name| format!("{name}={}", job.counts.of(name))).join(" ");
        (job.stage == Stage::Done).then(|| self.import_note(job.staff, "import.published", job.id, &detail))
    }
}

fn row(row: &Checked) -> Option<PublishRow> {
    Some(PublishRow { row: row.number, version: (row.key.clone()?, row.version?) })
}

fn settled(
    mut job: Job,
    outcomes: &[Publishing],
    note: &dyn Fn(&Job) -> Option<AuditNote>,
) -> (Vec<String>, Job, Option<AuditNote>) {
    let mut words = vec![];
    for outcome in outcomes {
        let (name, kind) = match outcome {
            Publishing::InForce => ("in_force", "in_force"),
            Publishing::Scheduled(_) => ("scheduled", "scheduled"),
            Publishing::Refused(Fault::Own) => ("own", "not_published"),
            Publishing::Refused(_) => ("moved_on", "not_published"),
        };
        words.push(name.to_owned());
        job.counts.add(kind);
        job.counts.add("applied");
    }
    let note = note(&job);
    (words, job, note)
}
