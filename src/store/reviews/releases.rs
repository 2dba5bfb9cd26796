//! Releases, read back.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use uuid::Uuid;

use super::tables::release::{Column, Entity};
use crate::domain::{ConversationId, Release, StaffId};
use crate::store::codec::{from_millis, to_column, to_count};
use crate::store::{Store, StoreError};

/// What a list of releases says of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseNote {
    /// Its number.
    pub number: u32,
    /// Who released it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why it was taken back, when it was.
    pub withdrawn: Option<String>,
}

impl Store {
    /// Every release of a case, the first one first.
    pub async fn releases(&self, id: ConversationId) -> Result<Vec<Release>, StoreError> {
        let found = Entity::find().filter(Column::ConversationId.eq(id.0)).order_by_asc(Column::Number);
        let rows = found.all(self.reader()).await?;
        rows.into_iter().map(Release::try_from).collect()
    }

    /// The releases of a case without what is in them, the first one first.
    pub async fn release_notes(&self, id: ConversationId) -> Result<Vec<ReleaseNote>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            number: i32,
            staff: Uuid,
            at: i64,
            withdrawn_reason: Option<String>,
        }
        let found = Entity::find()
            .select_only()
            .columns([Column::Number, Column::Staff, Column::At, Column::WithdrawnReason])
            .filter(Column::ConversationId.eq(id.0))
            .order_by_asc(Column::Number);
        let rows = found.into_model::<Row>().all(self.reader()).await?;
        let note = |row: Row| {
            Ok(ReleaseNote {
                number: to_count("releases.number", row.number)?,
                by: StaffId(row.staff),
                at: from_millis("releases.at", row.at)?,
                withdrawn: row.withdrawn_reason,
            })
        };
        rows.into_iter().map(note).collect()
    }

    /// One release of a case.
    pub async fn release(&self, id: ConversationId, number: u32) -> Result<Option<Release>, StoreError> {
        let found = Entity::find_by_id((id.0, to_column("releases.number", number)?));
        let row = found.one(self.reader()).await?;
        row.map(Release::try_from).transpose()
    }
}
