//! Private notes of the staff: with their case, and gone with it; neither a model nor an owner reads them.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};
use uuid::Uuid;

use super::tables::note::{ActiveModel, Column, Entity, Model};
use crate::domain::review::Note;
use crate::domain::{AuditNote, ConversationId, StaffId};
use crate::store::codec::{from_millis, to_millis};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a note under that id; the log says that there is one, not what it says.
    pub async fn add_review_note(&self, id: Uuid, note: &Note, audit: &AuditNote) -> Result<(), StoreError> {
        let row = ActiveModel {
            id: Set(id),
            conversation_id: Set(note.conversation_id.0),
            staff: Set(note.by.0),
            at: Set(to_millis(note.at)),
            text: Set(note.text.clone()),
        };
        let transaction = self.begin().await?;
        Entity::insert(row).exec_without_returning(&transaction).await?;
        append_audit(&transaction, audit).await?;
        Ok(transaction.commit().await?)
    }

    /// The notes of a case, the oldest first.
    pub async fn review_notes(&self, case: ConversationId) -> Result<Vec<Note>, StoreError> {
        let found = Entity::find().filter(Column::ConversationId.eq(case.0));
        let rows = found.order_by_asc(Column::At).order_by_asc(Column::Id).all(self.reader()).await?;
        rows.into_iter().map(Note::try_from).collect()
    }
}

impl TryFrom<Model> for Note {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            by: StaffId(row.staff),
            at: from_millis("review_notes.at", row.at)?,
            text: row.text,
        })
    }
}
