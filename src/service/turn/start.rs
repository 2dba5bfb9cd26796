//! Begins a turn: stored first, then worked on behind the caller's back, so that a broken connection loses nothing.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::job::Job;
use crate::domain::{OwnerMessage, Turn, TurnId, TurnState};
use crate::messages::say;
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};
use crate::store::{Begun, StoreError};

impl Service {
    /// Takes a message as the next turn of a conversation; the same `key` gives the same turn. `correction` names the fact
    /// whose line of the read-back card the message stands in place of.
    ///
    /// # Errors
    /// [`ServiceError::NoFact`] when there is no such line,
    /// [`ServiceError::TurnRunning`], [`ServiceError::KeyReused`], [`ServiceError::Busy`], [`ServiceError::Stopping`], or
    /// the database's.
    pub async fn start_turn(
        self: &Arc<Self>,
        access: &Access,
        message: &OwnerMessage,
        correction: Option<String>,
        key: Option<String>,
    ) -> Result<TurnId, ServiceError> {
        let dossier = &access.conversation().dossier;
        if correction.as_ref().is_some_and(|fact| dossier.fact(fact).is_none()) {
            return Err(ServiceError::NoFact);
        }
        if self.stopping.is_cancelled() {
            return Err(ServiceError::Stopping);
        }
        let permit = Arc::clone(&self.room).try_acquire_owned().map_err(|_| ServiceError::Busy)?;
        let stopped = self.stop_sign(access, message);
        let kept = match &stopped {
            // What law or secrecy forbids is not kept, not even in our own database.
            Some(_) => say(access.conversation().locale, "reply.not_kept", &[]),
            None => message.as_str().to_owned(),
        };
        let turn = Turn {
            id: TurnId(self.parts.ids.id()),
            conversation_id: access.conversation().id,
            sequence: 0,
            idempotency_key: key,
            message: kept,
            state: TurnState::Running,
            started_at: self.parts.clock.now(),
            finished_at: None,
            outcome: None,
            provenance: None,
        };
        let (told, heard) = oneshot::channel();
        // A caller that goes away here must not leave a turn that nobody works on.
        self.tasks.spawn(begin(Arc::clone(self), turn, (stopped, correction), permit, told));
        heard.await.unwrap_or(Err(ServiceError::Stopping))
    }

    /// What the owner is told when the talk may not go on: this message, or an earlier one, carries a stop sign.
    fn stop_sign(&self, access: &Access, message: &OwnerMessage) -> Option<String> {
        let dossier = &access.conversation().dossier;
        let said = crate::text::simplified(&format!("{}\n{}", dossier.words(), message.as_str()));
        let close: String = said.chars().filter(|c| *c == '\n' || !c.is_whitespace()).collect();
        let knowing = self.knowing();
        let sign = knowing.knowledge.rubric.stop_sign(&close).map(|(sign, _)| sign.message.clone());
        dossier.stopped.clone().or(sign)
    }
}

async fn begin(
    service: Arc<Service>,
    turn: Turn,
    special: (Option<String>, Option<String>),
    permit: OwnedSemaphorePermit,
    told: oneshot::Sender<Result<TurnId, ServiceError>>,
) {
    let id = turn.id;
    let begun = match service.parts.store.begin_turn(&turn).await {
        Ok(Begun::New { sequence }) => {
            // Opened before the caller knows the id, so that whoever follows it finds it.
            let live = service.live.open(id);
            let _ = told.send(Ok(id));
            let job = Job::new(Arc::clone(&service), Turn { sequence, ..turn }, special, live);
            Box::pin(job.run()).await;
            drop(permit);
            return;
        }
        Ok(Begun::Replay(earlier)) if earlier.message == turn.message => Ok(earlier.id),
        Ok(Begun::Replay(_)) => Err(ServiceError::KeyReused),
        Err(StoreError::TurnRunning) => Err(ServiceError::TurnRunning),
        Err(StoreError::UnknownConversation) => Err(ServiceError::NoConversation),
        Err(other) => Err(other.into()),
    };
    let _ = told.send(begun);
}
