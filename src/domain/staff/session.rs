//! A session of somebody signed in, and the link that lets somebody in for the first time.

use chrono::{DateTime, Duration, Utc};

use super::StaffId;

/// How long a session lasts without being used, in hours.
const IDLE: i64 = 12;
/// How long it lasts at all, in days.
const LONGEST: i64 = 7;
/// Uses are noted at most so often, in seconds.
const NOTED: i64 = 60;
/// How long a one-time link opens, in hours.
const LINK: i64 = 24;

/// Somebody is signed in with a browser. The secret that it holds is not stored, only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the secret, hexadecimal.
    pub hash: String,
    /// Who.
    pub staff: StaffId,
    /// What every form must send back.
    pub csrf: String,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

impl Session {
    /// A session that begins.
    pub fn begun(hash: String, staff: StaffId, csrf: String, now: DateTime<Utc>) -> Self {
        Self { hash, staff, csrf, created_at: now, seen_at: now, expires_at: now + Duration::days(LONGEST) }
    }

    /// Whether it still holds.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at && now - self.seen_at < Duration::hours(IDLE)
    }

    /// Whether a use is to be noted.
    pub fn is_to_be_noted(&self, now: DateTime<Utc>) -> bool {
        now - self.seen_at >= Duration::seconds(NOTED)
    }

    /// Sessions that were last used before this moment hold no more.
    pub fn idle_before(now: DateTime<Utc>) -> DateTime<Utc> {
        now - Duration::hours(IDLE)
    }
}

/// A link that sets a password, once. The secret in it is not stored, only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLink {
    /// SHA-256 of the secret, hexadecimal.
    pub hash: String,
    /// Whose password it sets.
    pub staff: StaffId,
    /// When it opens no more.
    pub expires_at: DateTime<Utc>,
}

impl StaffLink {
    /// A link that is made now.
    pub fn made(hash: String, staff: StaffId, now: DateTime<Utc>) -> Self {
        Self { hash, staff, expires_at: now + Duration::hours(LINK) }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_session_ends_by_rest_and_by_age() {
        let at = |hours: i64| DateTime::from_timestamp(hours * 3_600, 0).unwrap();
        let mut session = Session::begun("h".into(), StaffId(Uuid::nil()), "c".into(), at(0));
        assert!(session.is_live(at(11)) && !session.is_live(at(12)));
        session.seen_at = at(7 * 24 - 1);
        assert!(session.is_live(at(7 * 24 - 1)) && !session.is_live(at(7 * 24)));
        assert!(!session.is_to_be_noted(session.seen_at + Duration::seconds(59)));
        assert!(session.is_to_be_noted(session.seen_at + Duration::seconds(60)));
    }
}
