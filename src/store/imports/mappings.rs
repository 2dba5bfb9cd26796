//! What headings meant the last time.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};

use super::tables::mapping::{ActiveModel, Column, Entity};
use crate::domain::StaffId;
use crate::store::codec::{from_json, to_json, to_millis};
use crate::store::{Store, StoreError};

impl Store {
    /// What these headings meant the last time, by the mark of them all.
    pub async fn mapping(&self, mark: &str) -> Result<Option<Vec<Option<String>>>, StoreError> {
        let row = Entity::find_by_id(mark.to_owned()).one(self.reader()).await?;
        row.map(|row| from_json("curation_mappings.keys", &row.keys)).transpose()
    }

    /// Remembers what these headings mean.
    pub async fn remember_mapping(
        &self,
        mark: &str,
        keys: &[Option<String>],
        (staff, at): (StaffId, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let row = ActiveModel {
            mark: Set(mark.to_owned()),
            keys: Set(to_json("curation_mappings.keys", &keys)?),
            staff: Set(staff.0),
            at: Set(to_millis(at)),
        };
        let newer =
            OnConflict::column(Column::Mark).update_columns([Column::Keys, Column::Staff, Column::At]).to_owned();
        Entity::insert(row).on_conflict(newer).exec_without_returning(self.writer()).await?;
        Ok(())
    }
}
