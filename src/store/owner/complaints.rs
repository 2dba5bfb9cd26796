//! Complaints: they stay when the conversation goes, because they must still be answered.

use sea_orm::{EntityTrait, QueryOrder, Set};

use super::tables::complaint::{ActiveModel, Column, Entity};
use crate::domain::{Complaint, ConversationId};
use crate::store::codec::{from_millis, to_millis};
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a complaint.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when its number is taken.
    pub async fn add_complaint(&self, complaint: &Complaint) -> Result<(), StoreError> {
        let row = ActiveModel {
            number: Set(complaint.number.clone()),
            conversation_id: Set(complaint.conversation_id.map(|id| id.0)),
            text: Set(complaint.text.clone()),
            made_at: Set(to_millis(complaint.made_at)),
            due: Set(complaint.due.to_string()),
            answer: Set(None),
        };
        Entity::insert(row).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// Every complaint, the one that is due first first.
    pub async fn complaints(&self) -> Result<Vec<Complaint>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::Due).order_by_asc(Column::Number).all(self.reader()).await?;
        let complaint = |row: super::tables::complaint::Model| {
            Ok(Complaint {
                number: row.number,
                conversation_id: row.conversation_id.map(ConversationId),
                text: row.text,
                made_at: from_millis("complaints.made_at", row.made_at)?,
                due: row.due.parse().map_err(|_| StoreError::OutOfRange("complaints.due"))?,
            })
        };
        rows.into_iter().map(complaint).collect()
    }
}
