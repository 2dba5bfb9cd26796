//! Pairs of entries that say nearly the same, and what comes of them: told apart for good, or made one.

mod merge;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use merge::{How, MergeField, Side, merge_fields, merged, sources_of_both};

use super::curation::ItemKey;
use super::{EntryKind, StaffId};

/// The kinds of which pairs are looked for, in the order in which they are looked at.
pub const PAIRED: [EntryKind; 2] = [EntryKind::Case, EntryKind::Policy];

/// Two entries of a kind; `one` comes first by its letters, so that a pair has one name only.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// Of which kind.
    pub kind: EntryKind,
    /// The id of one.
    pub one: String,
    /// The id of the other.
    pub other: String,
}

impl Pair {
    /// The pair of these; nothing makes no pair with itself.
    pub fn of(kind: EntryKind, a: &str, b: &str) -> Option<Self> {
        let (one, other) = if a < b { (a, b) } else { (b, a) };
        (a != b).then(|| Self { kind, one: one.to_owned(), other: other.to_owned() })
    }

    /// The keys of both.
    pub fn keys(&self) -> [ItemKey; 2] {
        [ItemKey::new(self.kind, &*self.one), ItemKey::new(self.kind, &*self.other)]
    }
}

/// A pair that says nearly the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikePair {
    /// Which.
    pub pair: Pair,
    /// How alike they are.
    pub percent: u8,
    /// The hashes of both as they were compared.
    pub marks: (String, String),
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// Who said that they are two, when and why.
    pub dismissed: Option<Dismissal>,
}

/// Why a pair is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// How far the entries were looked at: the change up to which the log was followed, and where a look at all of them stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookPosition {
    /// The number of the last change that was followed.
    pub seq: i64,
    /// The look at everything that is under way.
    pub full: Option<FullLook>,
}

/// A look at everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullLook {
    /// Which kind is being looked at.
    pub kind: EntryKind,
    /// After which id it goes on.
    pub after: Option<String>,
    /// How many were looked at.
    pub looked: u64,
    /// How many there were when it began.
    pub of: u64,
}

impl LookPosition {
    /// The beginning of a look at everything, when the log is at that number.
    pub fn beginning(seq: i64, of: u64) -> Self {
        let full = PAIRED.first().map(|kind| FullLook { kind: *kind, after: None, looked: 0, of });
        Self { seq, full }
    }

    /// Where the look stands after a page of entries: behind the last of it, or at the next kind when it was empty.
    #[must_use]
    pub fn behind(&self, last: Option<&str>, looked: u64) -> Self {
        let next = |kind| PAIRED.into_iter().skip_while(|known| *known != kind).nth(1);
        let full = self.full.clone().and_then(|full| match last {
            Some(id) => Some(FullLook { after: Some(id.to_owned()), looked: full.looked + looked, ..full }),
            None => next(full.kind).map(|kind| FullLook { kind, after: None, ..full }),
        });
        Self { full, ..self.clone() }
    }
}

/// An entry that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Its id.
    pub id: String,
    /// Its hash; nothing when it is not in force.
    pub mark: Option<String>,
    /// What says nearly the same.
    pub found: Vec<Neighbour>,
}

/// An entry that says nearly the same as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Its id.
    pub id: String,
    /// Its hash.
    pub mark: String,
    /// How alike they are.
    pub percent: u8,
}

/// A version that takes another item in: when it is put in force, the other is turned off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The item that stays.
    pub into: ItemKey,
    /// Its version that says what both said.
    pub number: u32,
    /// The item that goes.
    pub from: ItemKey,
    /// The version of it that was in force when both were merged.
    pub from_number: u32,
    /// Who merged them.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// When the version was put in force.
    pub done_at: Option<DateTime<Utc>>,
}

/// How an item stood when a form was opened: the version in force and the newest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stood {
    /// The version in force.
    pub number: u32,
    /// The newest version.
    pub latest: u32,
}

/// Why an item was turned off that was taken in by another: stored with its version, as a reason that somebody typed is.
pub fn merge_reason(into: &ItemKey) -> String {
    format!("并入 {}", into.id)
}
