//! Follows a turn's events from any place in its stream, live or from the database.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::Stream;
use futures::stream::unfold;

use super::live::LiveTurn;
use crate::domain::{NumberedEvent, Turn, TurnEvent};
use crate::service::{Service, ServiceError};

/// How often the database is asked for news of a turn that another replica works on.
const POLL: Duration = Duration::from_millis(250);

struct Follower {
    service: Arc<Service>,
    turn: Turn,
    live: Option<Arc<LiveTurn>>,
    after: u32,
    waiting: VecDeque<NumberedEvent>,
    ended: bool,
}

impl Service {
    /// The events of a turn after number `after`, as they happen; ends after `turn.finished`.
    pub fn follow_turn(
        self: &Arc<Self>,
        turn: Turn,
        after: u32,
    ) -> impl Stream<Item = Result<NumberedEvent, ServiceError>> + Send + use<> {
        let live = self.live.get(turn.id);
        let service = Arc::clone(self);
        let follower = Follower { service, turn, live, after, waiting: VecDeque::new(), ended: false };
        unfold(follower, |mut follower| async move { follower.next().await.map(|item| (item, follower)) })
    }
}

impl Follower {
    async fn next(&mut self) -> Option<Result<NumberedEvent, ServiceError>> {
        while self.waiting.is_empty() && !self.ended {
            if let Err(error) = self.wait().await {
                self.ended = true;
                return Some(Err(error));
            }
        }
        let event = self.waiting.pop_front()?;
        self.after = event.number;
        self.ended |= matches!(event.event, TurnEvent::Finished { .. });
        Some(Ok(event))
    }

    async fn wait(&mut self) -> Result<(), ServiceError> {
        if let Some(live) = &self.live {
            self.ended = live.changed(self.after).await;
            self.waiting = live.after(self.after).into();
            return Ok(());
        }
        let store = &self.service.parts.store;
        // The state is read before the events: a turn that ends in between is seen running once more, never cut short.
        let ended = store.turn(self.turn.id).await?.is_none_or(|turn| turn.state.ended());
        self.waiting = store.events_after(self.turn.id, self.after).await?.into();
        if self.waiting.is_empty() {
            self.ended = ended;
            if !ended {
                tokio::time::sleep(POLL).await;
            }
        }
        Ok(())
    }
}
