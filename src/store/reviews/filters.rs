//! Filters of the queue that members of the staff keep, each under a name of their own.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use super::tables::saved_filter::{ActiveModel, Column, Entity, Model};
use crate::domain::StaffId;
use crate::store::{Store, StoreError};

/// A filter that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// What they call it.
    pub name: String,
    /// The query of the queue's address.
    pub query: String,
}

impl Store {
    /// Somebody's filters, by name.
    pub async fn saved_filters(&self, staff: StaffId) -> Result<Vec<SavedFilter>, StoreError> {
        let found = Entity::find().filter(Column::Staff.eq(staff.0)).order_by_asc(Column::Name);
        let rows = found.all(self.reader()).await?;
        Ok(rows.into_iter().map(SavedFilter::from).collect())
    }

    /// How many filters somebody keeps.
    pub async fn count_filters(&self, staff: StaffId) -> Result<u64, StoreError> {
        Ok(Entity::find().filter(Column::Staff.eq(staff.0)).count(self.reader()).await?)
    }

    /// Keeps a filter; one of the same name is replaced.
    pub async fn save_filter(&self, staff: StaffId, filter: &SavedFilter) -> Result<(), StoreError> {
        let row = ActiveModel { staff: Set(staff.0), name: Set(filter.name.clone()), query: Set(filter.query.clone()) };
        let replaced = OnConflict::columns([Column::Staff, Column::Name]).update_column(Column::Query).to_owned();
        Entity::insert(row).on_conflict(replaced).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// Forgets a filter; false when there is none of that name.
    pub async fn drop_filter(&self, staff: StaffId, name: &str) -> Result<bool, StoreError> {
        let gone = Entity::delete_by_id((staff.0, name.to_owned())).exec(self.writer()).await?;
        Ok(gone.rows_affected > 0)
    }
}

impl From<Model> for SavedFilter {
    fn from(row: Model) -> Self {
        Self { name: row.name, query: row.query }
    }
}
