//! The end of a turn, in one transaction: a turn is either running or has everything that belongs to its end.

use sea_orm::{ActiveValue, ColumnTrait, EntityTrait, QueryFilter};

use crate::domain::{Dossier, Handover, NumberedEvent, Review, Turn};
use crate::store::conversations::write_progress;
use crate::store::entities::turn::{ActiveModel, Column, Entity, RUNNING};
use crate::store::events::insert_events;
use crate::store::{Store, StoreError};

/// What a conversation has come to know.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Everything known of the need.
    pub dossier: &'a Dossier,
    /// The redaction vault, serialised.
    pub vault: &'a str,
    /// What goes to the review queue with it.
    pub handover: Option<(&'a Handover, &'a Review)>,
}

impl Store {
    /// Stores the end of a running turn: its `state`, `outcome`, `provenance` and `finished_at`, what the conversation
    /// now knows (`None` leaves that as it was) and the last events. All of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when the turn has ended already or does not exist, [`StoreError::Refused`] when its
    /// state is still running or its time is missing, [`StoreError::Duplicate`] when a number of an event is taken.
    pub async fn finish_turn(
        &self,
        turn: &Turn,
        progress: Option<Progress<'_>>,
        events: &[NumberedEvent],
    ) -> Result<(), StoreError> {
        let end = end_of(turn)?;
        let transaction = self.begin().await?;
        // The conversation before the turn, as when a turn begins: the same order everywhere, so nobody deadlocks.
        if let Some(progress) = progress {
            write_progress(&transaction, turn.conversation_id, progress).await?;
        }
        let ended = Entity::update_many()
            .set(end)
            .filter(Column::Id.eq(turn.id.0))
            .filter(Column::ConversationId.eq(turn.conversation_id.0))
            .filter(Column::State.eq(RUNNING))
            .exec(&transaction)
            .await?;
        if ended.rows_affected == 0 {
            return Err(StoreError::NotRunning);
        }
        insert_events(&transaction, turn.id, events).await?;
        Ok(transaction.commit().await?)
    }
}

/// The columns that the end of a turn sets.
fn end_of(turn: &Turn) -> Result<ActiveModel, StoreError> {
    let whole = ActiveModel::try_from(turn)?;
    Ok(ActiveModel {
        id: ActiveValue::NotSet,
        conversation_id: ActiveValue::NotSet,
        sequence: ActiveValue::NotSet,
        idempotency_key: ActiveValue::NotSet,
        message: ActiveValue::NotSet,
        started_at: ActiveValue::NotSet,
        ..whole
    })
}
