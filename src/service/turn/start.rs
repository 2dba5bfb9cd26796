//! Begins a turn: stored first, then worked on behind the caller's back, so that a broken connection loses nothing.

use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::job::Job;
use crate::domain::{Allowance, OwnerMessage, PhotoId, Site, Turn, TurnId, TurnState};
use crate::messages::say;
use crate::service::conversation::Access;
use crate::service::site::Spending;
use crate::service::{Service, ServiceError};
use crate::store::{Begun, StoreError};

/// A message as it comes in.
#[derive(Debug)]
pub struct Said {
    /// The words.
    pub message: OwnerMessage,
    /// The fact whose line of the read-back card they stand in place of.
    pub correction: Option<String>,
    /// The client's key: the same key gives the same turn.
    pub key: Option<String>,
    /// The photos that come with it.
    pub photos: Vec<PhotoId>,
    /// The owner says that no face, no paper and no customer's name is on the photos: a model may see them.
    pub cleared: bool,
    /// The network address that they come from, when it is known.
    pub address: Option<IpAddr>,
}

impl From<OwnerMessage> for Said {
    fn from(message: OwnerMessage) -> Self {
        Self { message, correction: None, key: None, photos: vec![], cleared: false, address: None }
    }
}

/// A turn that was begun, or had been under the same key.
#[derive(Debug, Clone, Copy)]
pub struct StartedTurn {
    /// The turn.
    pub id: TurnId,
    /// What is left of the quota that will be used up first; nothing for a message that had been sent before.
    pub allowance: Option<Allowance>,
}

impl Service {
    /// Takes a message as the next turn of a conversation.
    ///
    /// # Errors
    /// [`ServiceError::NoFact`] when there is no such line,
    /// [`ServiceError::TurnRunning`], [`ServiceError::KeyReused`], [`ServiceError::Busy`], [`ServiceError::Stopping`],
    /// [`ServiceError::SiteOff`], [`ServiceError::QuotaUsedUp`], or the database's.
    pub async fn start_turn(self: &Arc<Self>, access: &Access, said: Said) -> Result<StartedTurn, ServiceError> {
        let Said { message, correction, key, photos, cleared, address } = said;
        let dossier = &access.conversation().dossier;
        if correction.as_ref().is_some_and(|fact| dossier.fact(fact).is_none()) {
            return Err(ServiceError::NoFact);
        }
        if self.stopping.is_cancelled() {
            return Err(ServiceError::Stopping);
        }
        let permit = Arc::clone(&self.room).try_acquire_owned().map_err(|_| ServiceError::Busy)?;
        let stopped = self.stop_sign(access, &message);
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
        let site = self.site(&access.conversation().site).await?;
        let spending = Spending { talk: Some(turn.conversation_id), address };
        // What was sent before costs nothing again.
        let known = self.parts.store.turn_of_key(&turn).await?.is_some();
        let allowance = if known { None } else { Some(self.spend(&site, spending).await?) };
        let (told, heard) = oneshot::channel();
        // A caller that goes away here must not leave a turn that nobody works on.
        let paid = allowance.map(|_| (site, spending));
        let special = (stopped, correction);
        self.tasks.spawn(begin(Arc::clone(self), Beginning { turn, special, photos, cleared, permit, paid }, told));
        let id = heard.await.unwrap_or(Err(ServiceError::Stopping))?;
        Ok(StartedTurn { id, allowance })
    }

    /// What the owner is told when the talk may not go on: this message, or an earlier one, carries a stop sign.
    pub(in crate::service) fn stop_sign(&self, access: &Access, message: &OwnerMessage) -> Option<String> {
        let dossier = &access.conversation().dossier;
        let said = crate::text::simplified(&format!("{}\n{}", dossier.words(), message.as_str()));
        let close: String = said.chars().filter(|c| *c == '\n' || !c.is_whitespace()).collect();
        let knowing = self.knowing();
        let sign = knowing.knowledge.rubric.stop_sign(&close).map(|(sign, _)| sign.message.clone());
        dossier.stopped.clone().or(sign)
    }
}

/// A turn about to begin, with all that it was given.
struct Beginning {
    turn: Turn,
    /// What the owner is told when the talk may not go on, and the line that the message corrects.
    special: (Option<String>, Option<String>),
    photos: Vec<PhotoId>,
    /// A model may see them.
    cleared: bool,
    /// A place among the turns that are worked on.
    permit: OwnedSemaphorePermit,
    /// What it took of the quotas.
    paid: Option<(Site, Spending)>,
}

async fn begin(service: Arc<Service>, beginning: Beginning, told: oneshot::Sender<Result<TurnId, ServiceError>>) {
    let Beginning { turn, special, photos, cleared, permit, paid } = beginning;
    let id = turn.id;
    let begun = match service.parts.store.begin_turn(&turn).await {
        Ok(Begun::New { sequence }) => {
            if !photos.is_empty()
                && let Err(error) = service.parts.store.attach_photos(turn.conversation_id, id, &photos).await
            {
                // They stay in the talk: only under which message they are shown is lost.
                tracing::warn!(%error, "photos could not be put to their message");
            }
            // Opened before the caller knows the id, so that whoever follows it finds it.
            let live = service.live.open(id);
            let _ = told.send(Ok(id));
            let job = Job::new(Arc::clone(&service), Turn { sequence, ..turn }, special, cleared, live);
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
    if let Some((site, spending)) = paid {
        service.give_back(&site, spending).await;
    }
    let _ = told.send(begun);
}
