//! Views of a library that curators keep, each under a name of their own.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use super::tables::view::{ActiveModel, Column, Entity};
use crate::domain::{EntryKind, StaffId};
use crate::store::{SavedFilter, Store, StoreError};

impl Store {
    /// Somebody's views of a library, by name.
    pub async fn saved_views(&self, staff: StaffId, library: EntryKind) -> Result<Vec<SavedFilter>, StoreError> {
        let found = Entity::find().filter(Column::Staff.eq(staff.0)).filter(Column::Library.eq(library.folder()));
        let rows = found.order_by_asc(Column::Name).all(self.reader()).await?;
        Ok(rows.into_iter().map(|row| SavedFilter { name: row.name, query: row.query }).collect())
    }

    /// Keeps a view; one of the same name is replaced.
    pub async fn save_view(&self, staff: StaffId, library: EntryKind, view: &SavedFilter) -> Result<(), StoreError> {
        let row = ActiveModel {
            staff: Set(staff.0),
            library: Set(library.folder().to_owned()),
            name: Set(view.name.clone()),
            query: Set(view.query.clone()),
        };
        let mut same = OnConflict::columns([Column::Staff, Column::Library, Column::Name]);
        let replaced = same.update_column(Column::Query).to_owned();
        Entity::insert(row).on_conflict(replaced).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// Forgets a view; false when there is none of that name.
    pub async fn drop_view(&self, staff: StaffId, library: EntryKind, name: &str) -> Result<bool, StoreError> {
        let key = (staff.0, library.folder().to_owned(), name.to_owned());
        Ok(Entity::delete_by_id(key).exec(self.writer()).await?.rows_affected > 0)
    }
}
