//! Begins a turn: stored first, then worked on behind the caller's back, so that a broken connection loses nothing.

use std::sync::Arc;

use super::job::Job;
use crate::domain::{OwnerMessage, Turn, TurnId, TurnState};
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};
use crate::store::{Begun, StoreError};

impl Service {
    /// Takes a message as the next turn of a conversation; the same `key` gives the same turn.
    ///
    /// # Errors
    /// [`ServiceError::TurnRunning`], [`ServiceError::KeyReused`], [`ServiceError::Busy`], [`ServiceError::Stopping`], or
    /// the database's.
    pub async fn start_turn(
        self: &Arc<Self>,
        access: &Access,
        message: &OwnerMessage,
        key: Option<String>,
    ) -> Result<TurnId, ServiceError> {
        if self.stopping.is_cancelled() {
            return Err(ServiceError::Stopping);
        }
        let permit = Arc::clone(&self.room).try_acquire_owned().map_err(|_| ServiceError::Busy)?;
        let turn = Turn {
            id: TurnId(self.parts.ids.id()),
            conversation_id: access.conversation().id,
            sequence: 0,
            idempotency_key: key,
            message: message.as_str().to_owned(),
            state: TurnState::Running,
            started_at: self.parts.clock.now(),
            finished_at: None,
            outcome: None,
            provenance: None,
        };
        match self.parts.store.begin_turn(&turn).await {
            Ok(Begun::New { sequence }) => {
                let id = turn.id;
                // Opened before the caller knows the id, so that whoever follows it finds it.
                let live = self.live.open(id);
                let job = Job::new(Arc::clone(self), Turn { sequence, ..turn }, live);
                self.tasks.spawn(async move {
                    job.run().await;
                    drop(permit);
                });
                Ok(id)
            }
            Ok(Begun::Replay(earlier)) if earlier.message == turn.message => Ok(earlier.id),
            Ok(Begun::Replay(_)) => Err(ServiceError::KeyReused),
            Err(StoreError::TurnRunning) => Err(ServiceError::TurnRunning),
            Err(StoreError::UnknownConversation) => Err(ServiceError::NoConversation),
            Err(other) => Err(other.into()),
        }
    }
}
