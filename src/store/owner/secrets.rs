//! Secrets that open a conversation on another device: one a conversation, a new one replaces the old.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};

use super::tables::return_secret::{ActiveModel, Column, Entity};
use crate::domain::ConversationId;
use crate::store::{Store, StoreError};

impl Store {
    /// Stores the hash of a conversation's secret.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn set_return_hash(&self, conversation: ConversationId, hash: &str) -> Result<(), StoreError> {
        let row = ActiveModel { conversation_id: Set(conversation.0), hash: Set(hash.to_owned()) };
        let newer = OnConflict::column(Column::ConversationId).update_column(Column::Hash).to_owned();
        Entity::insert(row).on_conflict(newer).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// The hash of a conversation's secret, when one was made.
    pub async fn return_hash(&self, conversation: ConversationId) -> Result<Option<String>, StoreError> {
        Ok(Entity::find_by_id(conversation.0).one(self.reader()).await?.map(|row| row.hash))
    }
}
