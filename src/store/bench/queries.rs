//! Saved queries.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect, Set};

use super::tables::query::{ActiveModel, Column, Entity, Model};
use crate::domain::bench::{NewQuery, QueryId, SavedQuery};
use crate::domain::{AuditNote, StaffId};
use crate::store::codec::{from_json, from_millis, from_name, to_json, to_millis, to_name};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// Queries that are kept at most: all of them are run at once.
const MOST: u64 = 500;

impl Store {
    /// Every saved query, oldest first.
    pub async fn bench_queries(&self) -> Result<Vec<SavedQuery>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::At).order_by_asc(Column::Id).limit(MOST).all(self.reader());
        rows.await?.into_iter().map(SavedQuery::try_from).collect()
    }

    /// One of them.
    pub async fn bench_query(&self, id: QueryId) -> Result<Option<SavedQuery>, StoreError> {
        let row = Entity::find_by_id(id.0).one(self.reader()).await?;
        row.map(SavedQuery::try_from).transpose()
    }

    /// Saves a query, in place of an earlier form.
    pub async fn save_bench_query(&self, saved: &SavedQuery, note: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let newer = OnConflict::column(Column::Id)
            .update_columns([Column::Words, Column::Kind, Column::Area, Column::AsOf, Column::Expected])
            .to_owned();
        Entity::insert(row(saved)?).on_conflict(newer).exec_without_returning(&transaction).await?;
        append_audit(&transaction, note).await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets a query; runs keep what came of it. False when there is none.
    pub async fn drop_bench_query(&self, id: QueryId, note: &AuditNote) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let gone = Entity::delete_by_id(id.0).exec(&transaction).await?.rows_affected > 0;
        if gone {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(gone)
    }
}

fn row(saved: &SavedQuery) -> Result<ActiveModel, StoreError> {
    let query = &saved.query;
    Ok(ActiveModel {
        id: Set(saved.id.0),
        words: Set(query.words.clone()),
        kind: Set(to_name("bench_queries.kind", &query.kind)?),
        area: Set(query.area.clone()),
        as_of: Set(query.as_of.map(|day| day.to_string())),
        expected: Set(to_json("bench_queries.expected", &query.expected)?),
        by_staff: Set(saved.by.0),
        at: Set(to_millis(saved.at)),
    })
}

impl TryFrom<Model> for SavedQuery {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let as_of = row.as_of.map(|day| day.parse().map_err(|_| StoreError::OutOfRange("bench_queries.as_of")));
        Ok(Self {
            id: QueryId(row.id),
            query: NewQuery {
                words: row.words,
                kind: from_name("bench_queries.kind", row.kind)?,
                area: row.area,
                as_of: as_of.transpose()?,
                expected: from_json("bench_queries.expected", &row.expected)?,
            },
            by: StaffId(row.by_staff),
            at: from_millis("bench_queries.at", row.at)?,
        })
    }
}
