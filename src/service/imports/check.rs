//! The dry run: reads the file beside the service, judges its rows in batches, and keeps every verdict.

use std::ops::ControlFlow;

use tokio::sync::mpsc;

use super::read::{Parsed, read_rows};
use super::upload::fetched;
use super::{ImportError, LEASE};
use crate::domain::imports::{Job, Stage, Verdict};
use crate::intake::{FileKind, IntakeError};
use crate::service::{Service, ServiceError};
use crate::store::{Advance, Leased};

/// Rows that are judged and stored at once.
const BATCH: usize = 100;

impl Service {
    /// Judges the rows that come after those that were judged already; all of it stands in the database at every moment.
    pub(super) async fn check_rows(&self, mut leased: Leased) -> Result<(), ServiceError> {
        let job = &leased.job;
        let id = job.file.ok_or(ImportError::NoFile)?;
        let form = FileKind::of(&job.name).ok_or(ImportError::Kind)?;
        let file = fetched(&self.parts.store, id).await?;
        let (rows, mut coming) = mpsc::channel::<Parsed>(BATCH * 2);
        let (plan, name, done) = (job.plan.clone(), job.name.clone(), job.cursor);
        let reader = tokio::task::spawn_blocking(move || {
            read_rows((file.path(), &name, form), &plan, &mut |parsed| {
                // Those that were judged are read again, for later ones are held against them, but not judged again.
                if parsed.number <= done {
                    return ControlFlow::Continue(());
                }
                if rows.blocking_send(parsed).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        });
        let mut batch = Vec::with_capacity(BATCH);
        while coming.recv_many(&mut batch, BATCH).await > 0 {
            if self.stopping.is_cancelled() {
                return Ok(());
            }
            self.check_batch(&mut leased, std::mem::take(&mut batch)).await?;
        }
        let read = reader.await.unwrap_or_else(|_| Err(IntakeError::Damaged("the reader broke off".to_owned())));
        self.end_check(&leased, read).await
    }

    async fn check_batch(&self, leased: &mut Leased, batch: Vec<Parsed>) -> Result<(), ServiceError> {
        let Some(last) = batch.last().map(|row| row.number) else { return Ok(()) };
        let rows = self.judged(batch, leased.job.staff).await?;
        let mut job = self.advanced(leased, last);
        for row in &rows {
            job.counts.add(row.verdict.name());
        }
        let until = self.parts.clock.now() + LEASE;
        self.parts.store.checked_batch(leased, &rows, Advance { job: &job, until, note: None }).await?;
        leased.job = job;
        Ok(())
    }

    /// The dry run has ended: somebody chooses now, or learns why the file cannot be read.
    async fn end_check(&self, leased: &Leased, read: Result<(), IntakeError>) -> Result<(), ServiceError> {
        let job = self.advanced(leased, leased.job.cursor);
        let job = match read {
            Ok(()) => Job { stage: Stage::Ready, total: Some(leased.job.cursor), ..job },
            Err(error) => Job { stage: Stage::Failed, fault: Some(told(&error)), ..job },
        };
        let detail = Verdict::ALL.map(|verdict| format!("{}={}", verdict.name(), job.counts.of(verdict.name())));
        let note = self.import_note(job.staff, "import.checked", job.id, &detail.join(" "));
        let until = self.parts.clock.now();
        Ok(self.parts.store.checked_batch(leased, &[], Advance { job: &job, until, note: Some(&note) }).await?)
    }
}

/// Why a file cannot be read, for the message catalogue.
fn told(error: &IntakeError) -> String {
    match error {
        IntakeError::Damaged(_) | IntakeError::Io(_) => "damaged",
        IntakeError::Encoding => "encoding",
        IntakeError::TooLarge => "unpacked",
    }
    .to_owned()
}
