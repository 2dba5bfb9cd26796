//! Which file was handed out: the number in a file's metadata leads back to its conversation.

use sea_orm::{EntityTrait, Set};

use super::tables::export::{ActiveModel, Entity};
use crate::domain::{ConversationId, ExportRecord, TurnId};
use crate::store::codec::{from_millis, from_name, to_millis, to_name};
use crate::store::{Store, StoreError};

impl Store {
    /// Notes that a file is handed out.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when its number is taken.
    pub async fn add_export(&self, record: &ExportRecord) -> Result<(), StoreError> {
        let row = ActiveModel {
            produce_id: Set(record.produce_id.clone()),
            conversation_id: Set(record.conversation_id.0),
            turn_id: Set(record.turn_id.0),
            format: Set(to_name("exports.format", &record.format)?),
            made_at: Set(to_millis(record.made_at)),
        };
        Entity::insert(row).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// The file of that number.
    pub async fn export(&self, produce_id: &str) -> Result<Option<ExportRecord>, StoreError> {
        let Some(row) = Entity::find_by_id(produce_id).one(self.reader()).await? else { return Ok(None) };
        Ok(Some(ExportRecord {
            produce_id: row.produce_id,
            conversation_id: ConversationId(row.conversation_id),
            turn_id: TurnId(row.turn_id),
            format: from_name("exports.format", row.format)?,
            made_at: from_millis("exports.made_at", row.made_at)?,
        }))
    }
}
