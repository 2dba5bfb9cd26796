//! Deletes a conversation and everything that belongs to it; only the receipt is left.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

use super::tables::erasure;
use crate::domain::{ConversationId, Erasure};
use crate::store::codec::to_millis;
use crate::store::entities::{conversation, usage};
use crate::store::{Store, StoreError};

impl Store {
    /// Deletes a conversation with its turns, events, photos, number, secret and place in the queue, and keeps the receipt,
    /// in one transaction.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn erase_conversation(&self, id: ConversationId, receipt: &Erasure) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let gone = conversation::Entity::delete_by_id(id.0).exec(&transaction).await?;
        if gone.rows_affected == 0 {
            return Err(StoreError::UnknownConversation);
        }
        let counted = usage::Entity::delete_many().filter(usage::Column::Subject.eq(format!("talk:{id}")));
        counted.exec(&transaction).await?;
        let row = erasure::ActiveModel {
            receipt: Set(receipt.receipt.clone()),
            erased_at: Set(to_millis(receipt.erased_at)),
        };
        erasure::Entity::insert(row).exec_without_returning(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}
