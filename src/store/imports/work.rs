//! A batch of a job: what it writes and how far it came stand in one transaction, so that a crash leaves all or nothing.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction};

use super::Leased;
use super::jobs::{held, put};
use super::rows::{choose, close, insert};
use super::tables::job::Column;
use crate::domain::curation::{ItemKey, NewVersion, Opened, Publishing, Version, VersionState};
use crate::domain::imports::{Checked, Job, Stage, Verdict};
use crate::domain::{AuditNote, EntryKind, StaffId};
use crate::store::codec::to_name;
use crate::store::curation::open::open_in;
use crate::store::curation::publish::publish_in;
use crate::store::curation::version_in;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// How a job stands after a batch, until when its worker holds it, and what is noted when it has ended.
#[derive(Debug, Clone, Copy)]
pub struct Advance<'a> {
    /// The job as it is to stand.
    pub job: &'a Job,
    /// Until when it is held.
    pub until: DateTime<Utc>,
    /// What goes into the log.
    pub note: Option<&'a AuditNote>,
}

/// A row whose version is to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishRow {
    /// Its number in the import.
    pub row: u32,
    /// The version.
    pub version: (ItemKey, u32),
}

impl Store {
    /// Stores rows that were looked at.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the job was stopped or another worker holds it: nothing is written.
    pub async fn checked_batch(&self, leased: &Leased, rows: &[Checked], to: Advance<'_>) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        advance(&transaction, leased, to).await?;
        insert(&transaction, leased.job.id, rows).await?;
        Ok(transaction.commit().await?)
    }

    /// Chooses rows, and begins to write them.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the job has moved on meanwhile.
    pub async fn choose_rows(
        &self,
        job: &Job,
        (verdicts, numbers): (&[Verdict], &[u32]),
        note: &AuditNote,
    ) -> Result<u32, StoreError> {
        let transaction = self.begin().await?;
        let count = choose(&transaction, job.id, verdicts, numbers).await?;
        let job = Job { total: Some(count), cursor: 0, stage: Stage::Applying, ..job.clone() };
        let still = Condition::all().add(Column::Stage.eq(to_name("stage", &Stage::Ready)?));
        put(&transaction, &job, still, None).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(count)
    }

    /// Opens the versions of a batch; `settle` says of each row what came of it, and how the job stands then.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the job was stopped or another worker holds it: nothing is written.
    pub async fn opened_batch(
        &self,
        leased: &Leased,
        new: &[NewVersion],
        until: DateTime<Utc>,
        settle: impl FnOnce(&[Opened]) -> (Vec<(u32, String, Option<u32>)>, Job, Option<AuditNote>) + Send,
    ) -> Result<Job, StoreError> {
        let transaction = self.begin().await?;
        let opened = open_in(&transaction, new).await?;
        let (rows, job, note) = settle(&opened);
        for (number, outcome, version) in &rows {
            close(&transaction, leased.job.id, *number, (outcome, *version)).await?;
        }
        advance(&transaction, leased, Advance { job: &job, until, note: note.as_ref() }).await?;
        transaction.commit().await?;
        Ok(job)
    }

    /// Publishes the versions of a batch; `settle` as in [`Store::opened_batch`], for the rows of the import.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the job was stopped or another worker holds it: nothing is written.
    pub async fn published_batch(
        &self,
        leased: &Leased,
        versions: &[PublishRow],
        (who, at, today, until): (StaffId, DateTime<Utc>, NaiveDate, DateTime<Utc>),
        settle: impl FnOnce(&[Publishing]) -> (Vec<String>, Job, Option<AuditNote>) + Send,
    ) -> Result<Job, StoreError> {
        let transaction = self.begin().await?;
        // Several rows may have become one version: it is published once.
        let mut once: Vec<(ItemKey, u32)> = vec![];
        for one in versions {
            if !once.contains(&one.version) {
                once.push(one.version.clone());
            }
        }
        // The words of a trade are many rows and one version: an earlier batch may have put it in force.
        let mut done = vec![];
        for (key, number) in &once {
            if key.kind != EntryKind::Glossary {
                continue;
            }
            let version = version_in(&transaction, key, *number).await?;
            let ours = |version: &Version| version.state == VersionState::InForce && version.reviewer == Some(who);
            if version.is_some_and(|version| ours(&version)) {
                done.push((key.clone(), *number));
            }
        }
        once.retain(|one| !done.contains(one));
        let published = publish_in(&transaction, &once, who, at, today).await?;
        let of = |version: &(ItemKey, u32)| match once.iter().position(|one| one == version) {
            Some(place) => published.get(place).map(|(_, outcome)| *outcome),
            None => Some(Publishing::InForce),
        };
        let outcomes: Vec<Publishing> = versions.iter().filter_map(|one| of(&one.version)).collect();
        let (words, job, note) = settle(&outcomes);
        for (one, outcome) in versions.iter().zip(&words) {
            close(&transaction, leased.job.parent.unwrap_or(leased.job.id), one.row, (outcome, None)).await?;
        }
        advance(&transaction, leased, Advance { job: &job, until, note: note.as_ref() }).await?;
        transaction.commit().await?;
        Ok(job)
    }
}

async fn advance(transaction: &DatabaseTransaction, leased: &Leased, to: Advance<'_>) -> Result<(), StoreError> {
    let lease = to.job.stage.running().then_some((leased.holder, to.until));
    put(transaction, to.job, held(leased)?, lease).await?;
    if let Some(note) = to.note {
        append_audit(transaction, note).await?;
    }
    Ok(())
}
