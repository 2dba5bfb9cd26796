//! Phone numbers: one a conversation, replaced or taken back at any time.

use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, Set};

use super::tables::contact::{ActiveModel, Column, Entity};
use crate::domain::{Contact, ConversationId};
use crate::store::codec::{from_millis, to_millis};
use crate::store::{Store, StoreError};

impl Store {
    /// Stores how the owner of a conversation may be reached.
    ///
    /// # Errors
    /// [`StoreError::UnknownConversation`].
    pub async fn set_contact(&self, conversation: ConversationId, contact: &Contact) -> Result<(), StoreError> {
        let row = ActiveModel {
            conversation_id: Set(conversation.0),
            phone: Set(contact.phone.clone()),
            given_to: Set(contact.given_to.clone()),
            agreed_at: Set(to_millis(contact.agreed_at)),
        };
        let columns = [Column::Phone, Column::GivenTo, Column::AgreedAt];
        let newer = OnConflict::column(Column::ConversationId).update_columns(columns).to_owned();
        Entity::insert(row).on_conflict(newer).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// How the owner of a conversation may be reached.
    pub async fn contact(&self, conversation: ConversationId) -> Result<Option<Contact>, StoreError> {
        let Some(row) = Entity::find_by_id(conversation.0).one(self.reader()).await? else { return Ok(None) };
        let agreed_at = from_millis("contacts.agreed_at", row.agreed_at)?;
        Ok(Some(Contact { phone: row.phone, given_to: row.given_to, agreed_at }))
    }

    /// Deletes the number of a conversation; false when there is none.
    pub async fn remove_contact(&self, conversation: ConversationId) -> Result<bool, StoreError> {
        Ok(Entity::delete_by_id(conversation.0).exec(self.writer()).await?.rows_affected > 0)
    }
}
