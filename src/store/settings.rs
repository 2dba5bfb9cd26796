//! Small values by name, such as the version of the seed that was read in.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};

use crate::store::entities::setting::{ActiveModel, Column, Entity};
use crate::store::{Store, StoreError};

impl Store {
    /// The value of that name.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        get(self.reader(), name).await
    }

    /// Stores a value under a name, in place of an earlier one.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        put(self.writer(), name, value).await
    }
}

/// Writes a value.
pub(in crate::store) async fn put<C: ConnectionTrait>(
    connection: &C,
    name: &str,
    value: &str,
) -> Result<(), StoreError> {
    let row = ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let newer = OnConflict::column(Column::Name).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(newer).exec_without_returning(connection).await?;
    Ok(())
}

/// Reads a value.
pub(in crate::store) async fn get<C: ConnectionTrait>(
    connection: &C,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let row = Entity::find_by_id(name).one(connection).await?;
    Ok(row.map(|row| row.value))
}
