//! A circuit breaker per endpoint: after some failures in a row it lets one request through now and then, no more.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use crate::llm::settings::BreakerSettings;

/// Closed while `next_probe` is empty.
#[derive(Debug, Default)]
struct State {
    failures: u32,
    next_probe: Option<Instant>,
}

/// The health of one endpoint. The time comes from outside, so that tests choose it.
#[derive(Debug)]
pub(super) struct Breaker {
    settings: BreakerSettings,
    state: Mutex<State>,
}

impl Breaker {
    pub(super) fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: Mutex::default() }
    }

    /// Whether a request may be sent now. While open, a yes is given once per `probe_every`.
    pub(super) fn admits(&self, now: Instant) -> bool {
        let mut state = self.state();
        match state.next_probe {
            None => true,
            Some(at) if now < at => false,
            Some(_) => {
                state.next_probe = Some(now + self.settings.probe_every);
                true
            }
        }
    }

    /// The endpoint answered.
    pub(super) fn succeeded(&self) {
        *self.state() = State::default();
    }

    /// The endpoint failed; whether this opened the breaker.
    pub(super) fn failed(&self, now: Instant) -> bool {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures < self.settings.failures {
            return false;
        }
        let opened = state.next_probe.is_none();
        state.next_probe = Some(now + self.settings.probe_every);
        opened
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn opens_after_failures_in_a_row_probes_once_and_closes() {
        let breaker = Breaker::new(BreakerSettings { failures: 2, probe_every: Duration::from_secs(5) });
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(!breaker.failed(at(0)));
        breaker.succeeded();
        assert!(!breaker.failed(at(0)));
        assert!(breaker.admits(at(0)));
        assert!(breaker.failed(at(0)), "opens");
        assert!(!breaker.admits(at(4)));
        assert!(breaker.admits(at(5)));
        assert!(!breaker.admits(at(5)), "one probe only");
        assert!(!breaker.failed(at(6)), "was open already");
        assert!(!breaker.admits(at(10)));
        assert!(breaker.admits(at(11)));
        breaker.succeeded();
        assert!(breaker.admits(at(11)) && breaker.admits(at(11)));
    }
}
