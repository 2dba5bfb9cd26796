//! Carries out a turn and stores its end, whatever happens on the way: every turn ends with exactly one `turn.finished`.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::FutureExt;

use super::live::LiveTurn;
use super::walk::{Walk, WalkError};
use crate::domain::{Handover, Locale, NumberedEvent, Outcome, PhotoId, Turn, TurnEvent, TurnState, Wish};
use crate::messages::say;
use crate::redaction::Picture;
use crate::service::Service;
use crate::service::review::review_opened;
use crate::store::{Duplicate, Progress, StoreError};

/// How often the events of a running turn are written down, for readers at other replicas and after a crash.
const FLUSH: Duration = Duration::from_millis(500);
/// How often storing the end is tried when the database is not available.
const END_TRIES: u32 = 20;

/// A turn being worked on.
pub(super) struct Job {
    service: Arc<Service>,
    turn: Turn,
    stopped: Option<String>,
    correction: Option<String>,
    /// A model may see the photos of the turn.
    cleared: bool,
    live: Arc<LiveTurn>,
    flushed: AtomicU32,
}

/// How a walk ended without an outcome.
enum Ending {
    /// The owner stopped it.
    Stopped,
    /// Something of ours failed; no words of the owner in it.
    Failed(String),
}

impl Job {
    /// A job for a stored turn; `stopped` is what the owner is told when the talk may not go on, `correction` the line of the
    /// read-back card that the message corrects.
    pub(super) fn new(
        service: Arc<Service>,
        turn: Turn,
        (stopped, correction): (Option<String>, Option<String>),
        cleared: bool,
        live: Arc<LiveTurn>,
    ) -> Self {
        Self { service, turn, stopped, correction, cleared, live, flushed: AtomicU32::new(0) }
    }

    /// Works on the turn until it has ended.
    pub(super) async fn run(mut self) {
        let id = self.turn.id;
        self.live.emit(TurnEvent::Started { turn_id: id, conversation_id: self.turn.conversation_id });
        let mut walk = None;
        let ended = self.walk(&mut walk).await;
        self.finish(walk, ended).await;
        self.service.live.close(id);
    }

    /// Walks, writing events down beside it; leaves what was learnt in `kept`.
    async fn walk(&self, kept: &mut Option<Walk>) -> Result<Outcome, Ending> {
        let conversation = self.service.parts.store.conversation(self.turn.conversation_id).await;
        let conversation = conversation.map_err(|error| Ending::Failed(error.to_string()))?;
        let conversation = conversation.ok_or_else(|| Ending::Failed("its conversation is gone".to_owned()))?;
        let site = self.service.site(&conversation.site).await.map_err(|error| Ending::Failed(error.to_string()))?;
        // With the database unsure the model is asked: a lost count costs less than a worse answer.
        let has_tokens = self.service.has_tokens(&site).await.unwrap_or(true);
        let message = self.turn.message.clone();
        let special = (self.stopped.clone(), self.correction.clone());
        let walk = Walk::new(&self.service, conversation, (message, site), special, Arc::clone(&self.live));
        let walk = kept.insert(walk.map_err(|error| Ending::Failed(error.to_string()))?);
        if !has_tokens {
            walk.without_model();
        }
        (walk.photos, walk.pictures) = self.photos().await;
        let walking = AssertUnwindSafe(walk.run()).catch_unwind();
        // A stop comes first: it also ends the model's call, which the rules would then make good.
        tokio::select! {
            biased;
            () = self.live.stop.cancelled() => Err(Ending::Stopped),
            result = walking => match result {
                Ok(outcome) => outcome.map_err(|error: WalkError| Ending::Failed(error.to_string())),
                Err(_) => Err(Ending::Failed("the walk panicked".to_owned())),
            },
            () = self.keep_flushing() => Err(Ending::Failed("the flushing ended".to_owned())),
        }
    }

    /// How many photos came with the message, and those that a model may see; without them the turn goes on all the same.
    async fn photos(&self) -> (usize, Vec<Picture>) {
        let store = &self.service.parts.store;
        let of_talk = store.photos_by_turn(self.turn.conversation_id).await.unwrap_or_default();
        let ids: Vec<PhotoId> = of_talk.iter().filter(|(turn, _)| *turn == self.turn.id).map(|(_, id)| *id).collect();
        let mut pictures = vec![];
        for id in ids.iter().filter(|_| self.cleared && self.service.parts.sees) {
            let photo = store.photo(*id).await.ok().flatten();
            pictures.extend(photo.and_then(|photo| Picture::cleared(photo.jpeg, self.cleared)));
        }
        (ids.len(), pictures)
    }

    /// Writes down the events from time to time; a failure is made good at the end.
    async fn keep_flushing(&self) {
        loop {
            tokio::time::sleep(FLUSH).await;
            let news = self.live.after(self.flushed.load(Ordering::Relaxed));
            if let Some(last) = news.last().map(|event| event.number)
                && self.service.parts.store.append_events(self.turn.id, &news).await.is_ok()
            {
                self.flushed.store(last, Ordering::Relaxed);
            }
        }
    }

    async fn finish(&mut self, mut walk: Option<Walk>, ended: Result<Outcome, Ending>) {
        let locale = walk.as_ref().map_or(Locale::default(), |walk| walk.conversation.locale);
        let (state, outcome) = match ended {
            Ok(outcome) => (TurnState::Finished, Some(outcome)),
            Err(Ending::Stopped) => (TurnState::Stopped, None),
            Err(Ending::Failed(reason)) => {
                self.tell_failure(&reason, locale);
                (TurnState::Failed, None)
            }
        };
        if let Some(walk) = walk.as_mut().filter(|_| state != TurnState::Finished) {
            walk.take_back_question();
        }
        self.turn.provenance = walk.as_ref().map(|walk| walk.provenance.clone());
        if let Some(walk) = walk.as_ref() {
            self.service.count_tokens(&walk.site, &walk.provenance.calls).await;
        }
        let finished = self.end(state, outcome);
        if self.store_end(walk.as_ref(), &finished).await {
            // Told only now: what is acknowledged is stored.
            self.live.emit(finished);
        } else {
            self.tell_failure("its end could not be stored", locale);
            let failed = self.end(TurnState::Failed, None);
            // Without the outcome, so that the conversation is not locked by a turn that never ends.
            self.store_end(None, &failed).await;
            self.live.emit(failed);
        }
    }

    fn end(&mut self, state: TurnState, outcome: Option<Outcome>) -> TurnEvent {
        self.turn.state = state;
        self.turn.finished_at = Some(self.service.parts.clock.now());
        self.turn.outcome.clone_from(&outcome);
        TurnEvent::Finished { state, outcome: outcome.map(Box::new) }
    }

    fn tell_failure(&self, reason: &str, locale: Locale) {
        tracing::error!(turn = %self.turn.id, reason, "turn failed");
        let message = say(locale, "error.internal", &[]);
        self.live.emit(TurnEvent::Error { code: "internal".to_owned(), message });
    }

    /// Stores the end of the turn in one transaction, trying again while the database is not available; false when it
    /// could not be stored.
    async fn store_end(&self, walk: Option<&Walk>, finished: &TurnEvent) -> bool {
        let turn = self.turn.id;
        let vault = walk.map(Walk::stored_vault).unwrap_or_default();
        let handover = walk.and_then(|walk| Some(self.handover(walk, walk.wish?)));
        let review = walk.zip(handover.as_ref()).map(|(walk, handover)| {
            let area = walk.conversation.area(&walk.site);
            let (at, rules) = (handover.requested_at, self.service.parts.review);
            review_opened(&walk.conversation, self.turn.outcome.as_ref(), area, at, rules)
        });
        let handover = handover.as_ref().zip(review.as_ref());
        let progress = walk.map(|walk| Progress { dossier: &walk.conversation.dossier, vault: &vault, handover });
        for attempt in 1..=END_TRIES {
            let mut events = self.live.after(self.flushed.load(Ordering::Relaxed));
            events.push(NumberedEvent { number: self.live.next_number(), event: finished.clone() });
            match self.service.parts.store.finish_turn(&self.turn, progress, &events).await {
                Ok(()) => return true,
                Err(StoreError::Duplicate(Duplicate::EventNumber)) if attempt < END_TRIES => self.recount().await,
                Err(StoreError::Unavailable(reason)) if attempt < END_TRIES => {
                    tracing::warn!(%turn, attempt, reason, "the end of a turn could not be stored yet");
                    tokio::time::sleep(FLUSH * attempt.min(10)).await;
                }
                Err(error) => {
                    tracing::error!(%turn, %error, "the end of a turn could not be stored");
                    return false;
                }
            }
        }
        false
    }

    /// The dossier on its way to people, whichever way the turn ended: the owner asked for them.
    fn handover(&self, walk: &Walk, wish: Wish) -> Handover {
        Handover {
            conversation_id: walk.conversation.id,
            wish,
            dossier: walk.conversation.dossier.clone(),
            requested_at: self.turn.finished_at.unwrap_or(self.turn.started_at),
        }
    }

    /// A flush that was told to have failed may have been stored all the same.
    async fn recount(&self) {
        let from = self.flushed.load(Ordering::Relaxed);
        if let Ok(stored) = self.service.parts.store.events_after(self.turn.id, from).await
            && let Some(last) = stored.last()
        {
            self.flushed.store(last.number, Ordering::Relaxed);
        }
    }
}
