//! Stops a turn: a call of its own, because a broken connection is no stop.

use crate::domain::Turn;
use crate::service::Service;

impl Service {
    /// Stops a turn that this process is working on; one that has ended stays as it is.
    pub fn stop_turn(&self, turn: &Turn) {
        if let Some(live) = self.live.get(turn.id) {
            live.stop.cancel();
        }
    }
}
