//! A version of an item: what it says, who wrote it, who decided on it, and from which day to which it holds.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Days, Fault, ItemKey};
use crate::domain::{ConversationId, StaffId};

/// How far a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// Being written.
    Draft,
    /// Waits for a second person.
    InReview,
    /// Consented to, waits for its day.
    Scheduled,
    /// In force.
    InForce,
    /// Was in force until a newer one was.
    Superseded,
    /// Was in force until it was turned off.
    Withdrawn,
    /// Sent back by a second person.
    Refused,
}

impl VersionState {
    /// Whether something is still to happen with it; an item has at most one such version.
    pub fn open(self) -> bool {
        matches!(self, Self::Draft | Self::InReview | Self::Scheduled)
    }

    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Scheduled => "scheduled",
            Self::InForce => "in_force",
            Self::Superseded => "superseded",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
        }
    }
}

/// Where a version comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The program's own knowledge, or `yiguan import`.
    Seed,
    /// A form that somebody filled in.
    Form,
    /// A file of many, by the job that read it.
    Import(Uuid),
    /// One document, by the file that was kept.
    Document(Uuid),
    /// A released case whose owner agreed.
    Candidate(ConversationId),
    /// An earlier version of the same item.
    Rollback(u32),
}

/// A version.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Of which item.
    pub key: ItemKey,
    /// Counted from 1.
    pub number: u32,
    /// Counts the changes of this version, so that nobody writes over what they have not seen.
    pub revision: u32,
    /// What it says.
    pub body: Value,
    /// How far it is.
    pub state: VersionState,
    /// Who wrote it last; nothing for what came with the program.
    pub author: Option<StaffId>,
    /// Everybody who wrote at it.
    pub hands: Vec<StaffId>,
    /// When it was last written; nothing for what came with the program.
    pub written_at: Option<DateTime<Utc>>,
    /// What the author says about the change.
    pub note: String,
    /// Who decided on it.
    pub reviewer: Option<StaffId>,
    /// When that was.
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was sent back or turned off.
    pub reason: Option<String>,
    /// The days that curators have set.
    pub days: Days,
    /// Where it comes from.
    pub origin: Origin,
}

impl Version {
    /// The first day on which it may be in force, when that is not yet.
    pub fn waits_until(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.days.publish_on.filter(|day| *day > today)
    }
}

/// What the writer of a version had before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The newest version; 0 for none.
    pub number: u32,
    /// Its revision.
    pub revision: u32,
}

/// A version that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewVersion {
    /// Of which item.
    pub key: ItemKey,
    /// What it says, checked by the caller.
    pub body: Value,
    /// Who wrote it.
    pub author: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// What the author says about the change.
    pub note: String,
    /// The days that curators have set.
    pub days: Days,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is handed to a second person at once.
    pub submit: bool,
    /// What the writer had before them; nothing writes over whatever is open.
    pub seen: Option<Seen>,
}

/// What came of a [`NewVersion`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The item says this already.
    Same,
    /// A new version, by its number.
    Made(u32),
    /// The open version of that number says this now.
    Replaced(u32),
    /// Nothing was written: somebody else has changed the item since.
    Stale,
}

/// What came of a [`NewVersion`], and of which item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The item.
    pub key: ItemKey,
    /// What came of it.
    pub outcome: Opening,
}

/// What came of publishing one version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publishing {
    /// It is in force.
    InForce,
    /// It will be from that day on.
    Scheduled(NaiveDate),
    /// It may not.
    Refused(Fault),
}
