//! The rows of a job, read in pages, and chosen.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use uuid::Uuid;

use super::tables::row::{ActiveModel, Column, Entity, Model};
use crate::domain::curation::ItemKey;
use crate::domain::imports::{Checked, Verdict};
use crate::store::codec::{from_json, from_name, to_column, to_count, to_json, to_name};
use crate::store::{Store, StoreError};

/// Rows in one statement: twelve values each.
const BATCH: usize = 100;

impl Store {
    /// Rows of a job after one of them, of a verdict or of all.
    pub async fn job_rows(
        &self,
        job: Uuid,
        verdict: Option<Verdict>,
        after: u32,
        limit: u64,
    ) -> Result<Vec<Checked>, StoreError> {
        let mut page = Entity::find()
            .filter(Column::Job.eq(job))
            .filter(Column::Number.gt(to_column("curation_rows.number", after)?));
        if let Some(verdict) = verdict {
            page = page.filter(Column::Verdict.eq(to_name("curation_rows.verdict", &verdict)?));
        }
        let rows = page.order_by_asc(Column::Number).limit(limit).all(self.reader()).await?;
        rows.into_iter().map(Checked::try_from).collect()
    }

    /// One row of a job.
    pub async fn job_row(&self, job: Uuid, number: u32) -> Result<Option<Checked>, StoreError> {
        let number = to_column("curation_rows.number", number)?;
        Entity::find_by_id((job, number)).one(self.reader()).await?.map(Checked::try_from).transpose()
    }

    /// Rows of a job that were chosen, after one of them.
    pub async fn taken_rows(&self, job: Uuid, after: u32, limit: u64) -> Result<Vec<Checked>, StoreError> {
        let page = Entity::find()
            .filter(Column::Job.eq(job))
            .filter(Column::Taken.eq(true))
            .filter(Column::Number.gt(to_column("curation_rows.number", after)?));
        let rows = page.order_by_asc(Column::Number).limit(limit).all(self.reader()).await?;
        rows.into_iter().map(Checked::try_from).collect()
    }
}

/// Chooses the rows of these verdicts and of these numbers, and no others; gives how many.
pub(super) async fn choose<C: ConnectionTrait>(
    connection: &C,
    job: Uuid,
    verdicts: &[Verdict],
    numbers: &[u32],
) -> Result<u32, StoreError> {
    let take =
        |taken: bool| Entity::update_many().col_expr(Column::Taken, Expr::value(taken)).filter(Column::Job.eq(job));
    take(false).exec(connection).await?;
    let mut count = 0;
    let names = verdicts.iter().map(|verdict| to_name("verdict", verdict)).collect::<Result<Vec<_>, _>>()?;
    // What is wrong or says nothing new is never taken, whatever a form sends.
    let fit = [
        to_name("verdict", &Verdict::New)?,
        to_name("verdict", &Verdict::Changed)?,
        to_name("verdict", &Verdict::Similar)?,
    ];
    count += take(true)
        .filter(Column::Verdict.is_in(names))
        .filter(Column::Verdict.is_in(fit.clone()))
        .exec(connection)
        .await?
        .rows_affected;
    let numbers =
        numbers.iter().map(|number| to_column("curation_rows.number", *number)).collect::<Result<Vec<_>, _>>()?;
    for batch in numbers.chunks(BATCH) {
        let more = take(true)
            .filter(Column::Number.is_in(batch.iter().copied()))
            .filter(Column::Taken.eq(false))
            .filter(Column::Verdict.is_in(fit.clone()));
        count += more.exec(connection).await?.rows_affected;
    }
    u32::try_from(count).map_err(|_| StoreError::OutOfRange("curation_rows.number"))
}

/// Stores rows that were looked at.
pub(super) async fn insert<C: ConnectionTrait>(connection: &C, job: Uuid, rows: &[Checked]) -> Result<(), StoreError> {
    for batch in rows.chunks(BATCH) {
        let models = batch.iter().map(|checked| row(job, checked)).collect::<Result<Vec<_>, _>>()?;
        Entity::insert_many(models).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// Writes what came of a row.
pub(super) async fn close<C: ConnectionTrait>(
    connection: &C,
    job: Uuid,
    number: u32,
    (outcome, version): (&str, Option<u32>),
) -> Result<(), StoreError> {
    let mut update = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(outcome))
        .filter(Column::Job.eq(job))
        .filter(Column::Number.eq(to_column("curation_rows.number", number)?));
    if let Some(version) = version {
        update = update.col_expr(Column::Version, Expr::value(to_column("curation_rows.version", version)?));
    }
    update.exec(connection).await?;
    Ok(())
}

fn row(job: Uuid, checked: &Checked) -> Result<ActiveModel, StoreError> {
    let kind = checked.key.as_ref().map(|key| to_name("curation_rows.kind", &key.kind)).transpose()?;
    Ok(ActiveModel {
        job: Set(job),
        number: Set(to_column("curation_rows.number", checked.number)?),
        place: Set(checked.place.clone()),
        kind: Set(kind),
        item: Set(checked.key.as_ref().map(|key| key.id.clone())),
        title: Set(checked.title.clone()),
        verdict: Set(to_name("curation_rows.verdict", &checked.verdict)?),
        body: Set(checked.body.as_ref().map(|body| to_json("curation_rows.body", body)).transpose()?),
        remark: Set(to_json("curation_rows.remark", &checked.remark)?),
        taken: Set(checked.taken),
        outcome: Set(checked.outcome.clone()),
        version: Set(checked.version.map(|number| to_column("curation_rows.version", number)).transpose()?),
    })
}

impl TryFrom<Model> for Checked {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let key = match (row.kind, row.item) {
            (Some(kind), Some(id)) => Some(ItemKey { kind: from_name("curation_rows.kind", kind)?, id }),
            _ => None,
        };
        Ok(Self {
            number: to_count("curation_rows.number", row.number)?,
            place: row.place,
            key,
            title: row.title,
            verdict: from_name("curation_rows.verdict", row.verdict)?,
            body: row.body.map(|body| from_json("curation_rows.body", &body)).transpose()?,
            remark: from_json("curation_rows.remark", &row.remark)?,
            taken: row.taken,
            outcome: row.outcome,
            version: row.version.map(|number| to_count("curation_rows.version", number)).transpose()?,
        })
    }
}
