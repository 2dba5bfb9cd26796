//! Runs of all saved queries.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryOrder, QuerySelect, Set};

use super::tables::run::{ActiveModel, Column, Entity, Model};
use crate::domain::bench::{Figures, Run, SearchSettings};
use crate::domain::{AuditNote, StaffId};
use crate::store::codec::{from_json, from_millis, to_column, to_count, to_json, to_millis};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// Runs in the list.
const LIST: u64 = 50;

/// A run without its queries.
#[derive(Debug, Clone, PartialEq)]
pub struct RunHead {
    /// Its number.
    pub number: u32,
    /// Who ran it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// The version of the settings, and the settings.
    pub settings: (u32, SearchSettings),
    /// The version of the index.
    pub index_version: String,
    /// Queries in it.
    pub queries: usize,
    /// The means.
    pub mean: Option<Figures>,
}

impl Store {
    /// Keeps a run under the next number.
    pub async fn keep_run(&self, run: Run, note: &AuditNote) -> Result<u32, StoreError> {
        let transaction = self.begin().await?;
        // The log's head is locked first: two runs that end at the same moment do not take one number.
        append_audit(&transaction, note).await?;
        let last: Option<Option<i32>> =
            Entity::find().select_only().column_as(Column::Number.max(), "last").into_tuple().one(&transaction).await?;
        let number = to_count("bench_runs.number", last.flatten().unwrap_or(0))?.saturating_add(1);
        let run = Run { number, ..run };
        let row = ActiveModel {
            number: Set(to_column("bench_runs.number", number)?),
            by_staff: Set(run.by.0),
            at: Set(to_millis(run.at)),
            body: Set(to_json("bench_runs.body", &run)?),
        };
        Entity::insert(row).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        Ok(number)
    }

    /// The newest runs, newest first.
    pub async fn runs(&self) -> Result<Vec<RunHead>, StoreError> {
        let rows = Entity::find().order_by_desc(Column::Number).limit(LIST).all(self.reader()).await?;
        rows.into_iter().map(|row| Ok(head(&run(row)?))).collect()
    }

    /// A run.
    pub async fn run(&self, number: u32) -> Result<Option<Run>, StoreError> {
        let row = Entity::find_by_id(to_column("bench_runs.number", number)?).one(self.reader()).await?;
        row.map(run).transpose()
    }
}

fn run(row: Model) -> Result<Run, StoreError> {
    let at = from_millis("bench_runs.at", row.at)?;
    let run: Run = from_json("bench_runs.body", &row.body)?;
    Ok(Run { at, ..run })
}

fn head(run: &Run) -> RunHead {
    RunHead {
        number: run.number,
        by: run.by,
        at: run.at,
        settings: (run.settings_number, run.settings),
        index_version: run.index_version.clone(),
        queries: run.queries.len(),
        mean: run.mean(),
    }
}
