//! The review queue: at most one dossier a conversation, handed over with the end of a turn or by its owner's hand.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::domain::{ConversationId, Handover, Review};
use crate::store::entities::handover::{ActiveModel, Entity};
use crate::store::entities::{conversation, turn};
use crate::store::reviews::open_review;
use crate::store::{Store, StoreError};

impl Store {
    /// Puts a dossier into the queue and opens its review while nothing is being answered; one that waits already is renewed and keeps its
    /// place. Returns what the queue now holds.
    ///
    /// # Errors
    /// [`StoreError::TurnRunning`], [`StoreError::UnknownConversation`].
    pub async fn hand_over(&self, handover: &Handover, review: &Review) -> Result<Handover, StoreError> {
        let id = handover.conversation_id;
        let transaction = self.begin().await?;
        // Locked as by a turn that begins or ends, so that none of them can come in between.
        let talk = conversation::Entity::find_by_id(id.0).lock_exclusive().one(&transaction).await?;
        talk.ok_or(StoreError::UnknownConversation)?;
        let running = turn::Entity::find()
            .filter(turn::Column::ConversationId.eq(id.0))
            .filter(turn::Column::State.eq(turn::RUNNING))
            .count(&transaction)
            .await?;
        if running > 0 {
            return Err(StoreError::TurnRunning);
        }
        write_handover(&transaction, handover, review).await?;
        let stored = load(&transaction, id).await?.ok_or(StoreError::UnknownConversation)?;
        transaction.commit().await?;
        Ok(stored)
    }

    /// What the queue holds of a conversation.
    pub async fn handover(&self, conversation: ConversationId) -> Result<Option<Handover>, StoreError> {
        load(self.reader(), conversation).await
    }
}

/// Writes a dossier into the queue; the conversation must be locked by the same transaction.
pub(in crate::store) async fn write_handover<C: ConnectionTrait>(
    connection: &C,
    handover: &Handover,
    review: &Review,
) -> Result<(), StoreError> {
    match load(connection, handover.conversation_id).await? {
        Some(earlier) => {
            let renewed = ActiveModel::try_from(&earlier.renewed(handover))?;
            Entity::update(renewed).exec(connection).await?;
        }
        None => {
            Entity::insert(ActiveModel::try_from(handover)?).exec_without_returning(connection).await?;
        }
    }
    open_review(connection, review).await
}

async fn load<C: ConnectionTrait>(connection: &C, id: ConversationId) -> Result<Option<Handover>, StoreError> {
    let row = Entity::find_by_id(id.0).one(connection).await?;
    row.map(Handover::try_from).transpose()
}
