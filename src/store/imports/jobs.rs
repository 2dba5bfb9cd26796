//! Jobs: begun, listed, leased by a worker, moved from stage to stage.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::tables::job::{ActiveModel, Column, Entity, Model};
use crate::domain::imports::{Job, Stage};
use crate::domain::{AuditNote, StaffId};
use crate::store::codec::{from_json, from_millis, from_name, to_column, to_count, to_json, to_millis, to_name};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// A job that a worker holds until its lease ends; each batch renews it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leased {
    /// The job as it stood.
    pub job: Job,
    /// The worker.
    pub holder: Uuid,
}

impl Store {
    /// Stores a new job, and what it was begun for.
    pub async fn add_job(&self, job: &Job, note: Option<&AuditNote>) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        Entity::insert(row(job)?).exec_without_returning(&transaction).await?;
        if let Some(note) = note {
            append_audit(&transaction, note).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The job of that id.
    pub async fn job(&self, id: Uuid) -> Result<Option<Job>, StoreError> {
        Entity::find_by_id(id).one(self.reader()).await?.map(Job::try_from).transpose()
    }

    /// The newest jobs.
    pub async fn newest_jobs(&self, limit: u64) -> Result<Vec<Job>, StoreError> {
        let rows = Entity::find().order_by_desc(Column::At).order_by_desc(Column::Id).limit(limit);
        rows.all(self.reader()).await?.into_iter().map(Job::try_from).collect()
    }

    /// The jobs that publish what an import handed in, newest first.
    pub async fn jobs_of(&self, parent: Uuid) -> Result<Vec<Job>, StoreError> {
        let rows = Entity::find().filter(Column::Parent.eq(parent)).order_by_desc(Column::At);
        rows.all(self.reader()).await?.into_iter().map(Job::try_from).collect()
    }

    /// Takes a job that is to be worked on and that nobody holds any more.
    pub async fn lease_job(
        &self,
        holder: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Leased>, StoreError> {
        let free = || Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(to_millis(now)));
        let running = [to_name("stage", &Stage::Checking)?, to_name("stage", &Stage::Applying)?];
        let found = Entity::find().filter(Column::Stage.is_in(running)).filter(free()).order_by_asc(Column::At);
        let Some(row) = found.one(self.reader()).await? else { return Ok(None) };
        let taken = Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(to_millis(until)))
            .col_expr(Column::Holder, Expr::value(holder))
            .filter(Column::Id.eq(row.id))
            .filter(free())
            .exec(self.writer())
            .await?;
        if taken.rows_affected == 0 {
            return Ok(None);
        }
        // As it stands now that nobody else writes at it.
        let row = Entity::find_by_id(row.id).one(self.writer()).await?.ok_or(StoreError::Stale)?;
        Ok(Some(Leased { job: Job::try_from(row)?, holder }))
    }

    /// Writes a job anew if it is still in that stage; its lease ends.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it has moved on meanwhile.
    pub async fn move_job(&self, job: &Job, from: Stage, note: Option<&AuditNote>) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        put(&transaction, job, Condition::all().add(Column::Stage.eq(to_name("stage", &from)?)), None).await?;
        if let Some(note) = note {
            append_audit(&transaction, note).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Writes a job where `still` holds; `lease` is who goes on holding it, and until when.
pub(super) async fn put<C: ConnectionTrait>(
    connection: &C,
    job: &Job,
    still: Condition,
    lease: Option<(Uuid, DateTime<Utc>)>,
) -> Result<(), StoreError> {
    let row = row(job)?;
    let changed = Entity::update_many()
        .set(ActiveModel {
            leased_until: Set(lease.map(|(_, until)| to_millis(until))),
            holder: Set(lease.map(|(holder, _)| holder)),
            ..row
        })
        .filter(Column::Id.eq(job.id))
        .filter(still)
        .exec(connection)
        .await?;
    if changed.rows_affected == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Whether a worker still holds a job in the stage in which it took it.
pub(super) fn held(leased: &Leased) -> Result<Condition, StoreError> {
    let stage = to_name("stage", &leased.job.stage)?;
    Ok(Condition::all().add(Column::Holder.eq(leased.holder)).add(Column::Stage.eq(stage)))
}

fn row(job: &Job) -> Result<ActiveModel, StoreError> {
    Ok(ActiveModel {
        id: Set(job.id),
        work: Set(to_name("curation_jobs.work", &job.work)?),
        parent: Set(job.parent),
        stage: Set(to_name("curation_jobs.stage", &job.stage)?),
        staff: Set(job.staff.0),
        at: Set(to_millis(job.at)),
        updated_at: Set(to_millis(job.updated_at)),
        file: Set(job.file),
        name: Set(job.name.clone()),
        plan: Set(to_json("curation_jobs.plan", &job.plan)?),
        cursor: Set(to_column("curation_jobs.cursor", job.cursor)?),
        total: Set(job.total.map(|total| to_column("curation_jobs.total", total)).transpose()?),
        counts: Set(to_json("curation_jobs.counts", &job.counts)?),
        fault: Set(job.fault.clone()),
        leased_until: Set(None),
        holder: Set(None),
    })
}

impl TryFrom<Model> for Job {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            work: from_name("curation_jobs.work", row.work)?,
            parent: row.parent,
            stage: from_name("curation_jobs.stage", row.stage)?,
            staff: StaffId(row.staff),
            at: from_millis("curation_jobs.at", row.at)?,
            updated_at: from_millis("curation_jobs.updated_at", row.updated_at)?,
            file: row.file,
            name: row.name,
            plan: from_json("curation_jobs.plan", &row.plan)?,
            cursor: to_count("curation_jobs.cursor", row.cursor)?,
            total: row.total.map(|total| to_count("curation_jobs.total", total)).transpose()?,
            counts: from_json("curation_jobs.counts", &row.counts)?,
            fault: row.fault,
        })
    }
}
