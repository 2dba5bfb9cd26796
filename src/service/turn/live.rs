//! Turns that this process is working on: their events as they happen, and the way to stop them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::domain::{NumberedEvent, TurnEvent, TurnId};

/// How far a stream is.
#[derive(Debug, Clone, Copy, Default)]
struct Progress {
    last: u32,
    ended: bool,
}

/// One running turn.
pub(super) struct LiveTurn {
    events: Mutex<Vec<NumberedEvent>>,
    progress: watch::Sender<Progress>,
    /// Ends the turn.
    pub(super) stop: CancellationToken,
}

impl LiveTurn {
    fn new() -> Self {
        Self {
            events: Mutex::default(),
            progress: watch::channel(Progress::default()).0,
            stop: CancellationToken::new(),
        }
    }

    /// Adds an event to the stream and wakes whoever follows it; `turn.finished` ends the stream.
    pub(super) fn emit(&self, event: TurnEvent) {
        let ended = matches!(event, TurnEvent::Finished { .. });
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let last = u32::try_from(events.len()).unwrap_or(u32::MAX - 1) + 1;
        events.push(NumberedEvent { number: last, event });
        drop(events);
        self.progress.send_replace(Progress { last, ended });
    }

    /// The number that the next event will get.
    pub(super) fn next_number(&self) -> u32 {
        self.progress.borrow().last + 1
    }

    /// The events after number `after`.
    pub(super) fn after(&self, after: u32) -> Vec<NumberedEvent> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let start = usize::try_from(after).unwrap_or(usize::MAX).min(events.len());
        events[start..].to_vec()
    }

    /// Waits until there is an event after number `after`, or until there will be none: then it returns true.
    pub(super) async fn changed(&self, after: u32) -> bool {
        // The sender lives as long as this value does, so waiting cannot fail.
        let _ = self.progress.subscribe().wait_for(|progress| progress.last > after || progress.ended).await;
        let progress = *self.progress.borrow();
        progress.ended && progress.last <= after
    }
}

/// All running turns of this process.
#[derive(Default)]
pub struct LiveTurns {
    turns: Mutex<HashMap<TurnId, Arc<LiveTurn>>>,
}

impl LiveTurns {
    pub(super) fn open(&self, id: TurnId) -> Arc<LiveTurn> {
        let turn = Arc::new(LiveTurn::new());
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&turn));
        turn
    }

    pub(super) fn get(&self, id: TurnId) -> Option<Arc<LiveTurn>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    pub(super) fn close(&self, id: TurnId) {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Stops every running turn.
    pub(in crate::service) fn stop_all(&self) {
        for turn in self.turns.lock().unwrap_or_else(PoisonError::into_inner).values() {
            turn.stop.cancel();
        }
    }
}
