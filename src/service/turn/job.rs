//! Carries out a turn and stores its end, whatever happens on the way: every turn ends with exactly one `turn.finished`.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;

use super::live::LiveTurn;
use super::walk::{Walk, WalkError};
use crate::domain::{Locale, NumberedEvent, Outcome, Turn, TurnEvent, TurnState};
use crate::messages::say;
use crate::service::Service;
use crate::store::{Progress, StoreError};

/// How often the events of a running turn are written down, for readers at other replicas and after a crash.
const FLUSH: Duration = Duration::from_millis(500);
/// How often storing the end is tried when the database is not available.
const END_TRIES: u32 = 20;

/// A turn being worked on.
pub(super) struct Job {
    service: Arc<Service>,
    turn: Turn,
    live: Arc<LiveTurn>,
    flushed: u32,
}

impl Job {
    pub(super) fn new(service: Arc<Service>, turn: Turn, live: Arc<LiveTurn>) -> Self {
        Self { service, turn, live, flushed: 0 }
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

    /// Walks, writing events down from time to time; leaves what was learnt in `kept`.
    async fn walk(&mut self, kept: &mut Option<Walk>) -> Result<Outcome, Ending> {
        let service = Arc::clone(&self.service);
        let conversation = service.parts.store.conversation(self.turn.conversation_id).await;
        let conversation = conversation.map_err(|error| Ending::Failed(error.to_string()))?;
        let conversation = conversation.ok_or_else(|| Ending::Failed("its conversation is gone".to_owned()))?;
        let live = Arc::clone(&self.live);
        let walk = Walk::new(&service, conversation, self.turn.message.clone(), Arc::clone(&live));
        let walk = kept.insert(walk.map_err(|error| Ending::Failed(error.to_string()))?);
        let walking = AssertUnwindSafe(walk.run()).catch_unwind();
        tokio::pin!(walking);
        let mut ticks = tokio::time::interval(FLUSH);
        loop {
            tokio::select! {
                () = live.stop.cancelled() => return Err(Ending::Stopped),
                result = &mut walking => return match result {
                    Ok(outcome) => outcome.map_err(|error: WalkError| Ending::Failed(error.to_string())),
                    Err(_) => Err(Ending::Failed("the walk panicked".to_owned())),
                },
                _ = ticks.tick() => self.flush().await,
            }
        }
    }

    /// Writes down the events so far; a failure is made good at the end.
    async fn flush(&mut self) {
        let news = self.live.after(self.flushed);
        if let Some(last) = news.last().map(|event| event.number)
            && self.service.parts.store.append_events(self.turn.id, &news).await.is_ok()
        {
            self.flushed = last;
        }
    }

    async fn finish(&mut self, walk: Option<Walk>, ended: Result<Outcome, Ending>) {
        let locale = walk.as_ref().map_or(Locale::default(), |walk| walk.conversation.locale);
        let turn = self.turn.id;
        let (state, outcome) = match ended {
            Ok(outcome) => (TurnState::Finished, Some(outcome)),
            Err(Ending::Stopped) => (TurnState::Stopped, None),
            Err(Ending::Failed(reason)) => {
                tracing::error!(%turn, reason, "turn failed");
                let message = say(locale, "error.internal", &[]);
                self.live.emit(TurnEvent::Error { code: "internal".to_owned(), message });
                (TurnState::Failed, None)
            }
        };
        self.turn.state = state;
        self.turn.finished_at = Some(self.service.parts.clock.now());
        self.turn.provenance = walk.as_ref().map(|walk| walk.provenance.clone());
        self.turn.outcome.clone_from(&outcome);
        let finished = TurnEvent::Finished { state, outcome: outcome.map(Box::new) };
        self.store_end(walk.as_ref(), &finished).await;
        // Told only now: what is acknowledged is stored.
        self.live.emit(finished);
    }

    /// Stores the end of the turn in one transaction, trying again while the database is not available.
    async fn store_end(&self, walk: Option<&Walk>, finished: &TurnEvent) {
        let mut events = self.live.after(self.flushed);
        events.push(NumberedEvent { number: self.live.next_number(), event: finished.clone() });
        let vault = walk.map(Walk::stored_vault).unwrap_or_default();
        let progress =
            walk.filter(|walk| walk.learnt).map(|walk| Progress { dossier: &walk.conversation.dossier, vault: &vault });
        for attempt in 1..=END_TRIES {
            let turn = self.turn.id;
            match self.service.parts.store.finish_turn(&self.turn, progress, &events).await {
                Ok(()) => return,
                Err(StoreError::Unavailable(reason)) if attempt < END_TRIES => {
                    tracing::warn!(%turn, attempt, reason, "the end of a turn could not be stored yet");
                    tokio::time::sleep(FLUSH * attempt.min(10)).await;
                }
                Err(error) => {
                    tracing::error!(%turn, %error, "the end of a turn could not be stored");
                    return;
                }
            }
        }
    }
}

/// How a walk ended without an outcome.
enum Ending {
    /// The owner stopped it.
    Stopped,
    /// Something of ours failed; no words of the owner in it.
    Failed(String),
}
