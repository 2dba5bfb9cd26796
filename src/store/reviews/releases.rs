//! Releases, read back.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::tables::release::{Column, Entity};
use crate::domain::{ConversationId, Release};
use crate::store::codec::to_column;
use crate::store::{Store, StoreError};

impl Store {
    /// Every release of a case, the first one first.
    pub async fn releases(&self, id: ConversationId) -> Result<Vec<Release>, StoreError> {
        let found = Entity::find().filter(Column::ConversationId.eq(id.0)).order_by_asc(Column::Number);
        let rows = found.all(self.reader()).await?;
        rows.into_iter().map(Release::try_from).collect()
    }

    /// One release of a case.
    pub async fn release(&self, id: ConversationId, number: u32) -> Result<Option<Release>, StoreError> {
        let found = Entity::find_by_id((id.0, to_column("releases.number", number)?));
        let row = found.one(self.reader()).await?;
        row.map(Release::try_from).transpose()
    }
}
