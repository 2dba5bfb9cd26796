//! What an account is protected by, and how long it is shut after wrong tries.

use std::fmt;

use chrono::{DateTime, Duration, Utc};

/// Wrong tries that an account takes before it is shut.
const FREE_TRIES: u32 = 5;
/// How long it is shut at first, in minutes; each further wrong try doubles it.
const FIRST_LOCK: i64 = 1;
/// The longest that it is shut, in minutes.
const LONGEST_LOCK: i64 = 60;

/// The secrets of an account and the tries at them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Credentials {
    /// The password's hash with its salt and parameters; nothing before one was set.
    pub password_hash: Option<String>,
    /// The shared secret of the authenticator app, in Base32; nothing when codes are not asked for.
    pub totp_secret: Option<String>,
    /// A secret that was shown and not yet confirmed by a code.
    pub totp_pending: Option<String>,
    /// The time step of the last code that was taken: none is taken twice.
    pub totp_last_step: i64,
    /// Wrong tries since the last right one.
    pub failures: u32,
    /// Until when nothing is tried.
    pub locked_until: Option<DateTime<Utc>>,
    /// Who the identity provider says they are.
    pub subject: Option<String>,
}

/// How long an account is shut after so many wrong tries in a row; nothing while it stays open.
pub fn lock_after(failures: u32) -> Option<Duration> {
    let beyond = failures.checked_sub(FREE_TRIES)?;
    let minutes = FIRST_LOCK.checked_shl(beyond).filter(|_| beyond < 8).unwrap_or(LONGEST_LOCK);
    Some(Duration::minutes(minutes.min(LONGEST_LOCK)))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials([REDACTED], failures: {}, locked_until: {:?})", self.failures, self.locked_until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_wrong_try_shuts_for_a_minute_and_each_further_one_for_twice_as_long_up_to_an_hour() {
        let minutes = |failures| lock_after(failures).map(|lock| lock.num_minutes());
        assert_eq!([0, 4, 5, 6, 7, 10, 11].map(minutes), [None, None, Some(1), Some(2), Some(4), Some(32), Some(60)]);
        assert_eq!([12, 80, u32::MAX].map(minutes), [Some(60); 3]);
    }

    #[test]
    fn secrets_do_not_print() {
        let credentials = Credentials { password_hash: Some("$argon2id$x".to_owned()), ..Credentials::default() };
        assert!(!format!("{credentials:?}").contains("argon2"));
    }
}
