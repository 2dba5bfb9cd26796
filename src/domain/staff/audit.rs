//! The log of what staff did: every entry holds the hash of the one before, so that none can be changed unseen.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::StaffId;

/// Something that was done, before it has its place in the log. It holds ids, names of fields and versions; no words of an
/// owner and no personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditNote {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nothing for the service itself and for the command line.
    pub staff: Option<StaffId>,
    /// What, such as `review.approve`.
    pub action: String,
    /// What it was done to: an id.
    pub subject: Option<String>,
    /// More, as JSON or in a word.
    pub detail: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its place, counted from 1 without a gap.
    pub number: i64,
    /// What was done.
    pub note: AuditNote,
    /// The hash of the entry before; empty for the first.
    pub previous: String,
    /// SHA-256 of all of the above, hexadecimal.
    pub hash: String,
}

/// Where the log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFault {
    /// The first entry that is wrong or missing.
    pub number: i64,
}

impl AuditEntry {
    /// The entry that comes after `last`, a number and a hash; after nothing it is the first.
    pub fn after(last: Option<(i64, &str)>, note: AuditNote) -> Self {
        let (number, previous) = last.map_or((1, String::new()), |(number, hash)| (number + 1, hash.to_owned()));
        let hash = hash(number, &note, &previous);
        Self { number, note, previous, hash }
    }

    /// Whether it is what was written.
    fn holds(&self) -> bool {
        self.hash == hash(self.number, &self.note, &self.previous)
    }
}

/// Each part with its length in front, so that no two entries read alike.
fn hash(number: i64, note: &AuditNote, previous: &str) -> String {
    let parts = [
        number.to_string(),
        note.at.timestamp_millis().to_string(),
        note.staff.map(|id| id.to_string()).unwrap_or_default(),
        note.action.clone(),
        note.subject.clone().unwrap_or_default(),
        note.detail.clone(),
        previous.to_owned(),
    ];
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part.len().to_string());
        sha.update(":");
        sha.update(part);
    }
    hex::encode(sha.finalize())
}

/// Goes on with the check of a log from `last` on; returns the number and hash of the last entry that holds.
///
/// # Errors
/// The first place at which an entry was changed, left out or put in.
pub fn verify_chain(last: Option<(i64, String)>, entries: &[AuditEntry]) -> Result<Option<(i64, String)>, AuditFault> {
    entries.iter().try_fold(last, |last, entry| {
        let expected = last.as_ref().map_or(1, |(number, _)| number + 1);
        let linked = last.as_ref().map_or("", |(_, hash)| hash) == entry.previous;
        if entry.number == expected && linked && entry.holds() {
            Ok(Some((entry.number, entry.hash.clone())))
        } else {
            Err(AuditFault { number: expected })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(length: i64) -> Vec<AuditEntry> {
        let mut log: Vec<AuditEntry> = vec![];
        for second in 0..length {
            let at = DateTime::from_timestamp(second, 0).unwrap();
            let note = AuditNote { at, staff: None, action: "a".into(), subject: None, detail: second.to_string() };
            let entry = AuditEntry::after(log.last().map(|last| (last.number, last.hash.as_str())), note);
            log.push(entry);
        }
        log
    }

    #[test]
    fn a_log_that_nobody_touched_holds() {
        let log = log(5);
        let half = verify_chain(None, &log[..2]).unwrap();
        assert_eq!(verify_chain(half, &log[2..]).unwrap(), Some((5, log[4].hash.clone())));
        assert_eq!(verify_chain(None, &[]), Ok(None));
    }

    #[test]
    fn every_change_is_found_where_it_was_made() {
        let mut changed = log(5);
        changed[2].note.detail = "other".into();
        assert_eq!(verify_chain(None, &changed), Err(AuditFault { number: 3 }));
        let mut missing = log(5);
        missing.remove(1);
        assert_eq!(verify_chain(None, &missing), Err(AuditFault { number: 2 }));
        // Who changes an entry and its hash breaks the link of the next.
        let mut forged = log(5);
        forged[1].note.action = "b".into();
        forged[1].hash = hash(2, &forged[1].note, &forged[1].previous);
        assert_eq!(verify_chain(None, &forged), Err(AuditFault { number: 3 }));
    }
}
