//! An item of the knowledge: its key, the days on which it holds, and how it stands on a day.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Traits, VersionState};
use crate::domain::{EntryKind, Origin, Publication, StaffId};

/// Names an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemKey {
    /// Which library.
    pub kind: EntryKind,
    /// Its id there.
    pub id: String,
}

impl ItemKey {
    /// The key of an id.
    pub fn new(kind: EntryKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// The item that a line comes from.
    pub fn of_origin(origin: &Origin) -> Option<Self> {
        match origin {
            Origin::Case { id } => Some(Self::new(EntryKind::Case, &**id)),
            Origin::Policy { id } => Some(Self::new(EntryKind::Policy, &**id)),
            _ => None,
        }
    }
}

/// As in the address of its page: `cases/some-id`.
impl fmt::Display for ItemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.folder(), self.id)
    }
}

/// The days that curators have set for a version, beside those that a policy itself has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// It is not in force before this day.
    pub publish_on: Option<NaiveDate>,
    /// The last day on which it is in force.
    pub expire_on: Option<NaiveDate>,
}

impl Days {
    /// Whether the last day comes before the first.
    pub fn contradict(&self) -> bool {
        matches!((self.publish_on, self.expire_on), (Some(from), Some(to)) if to < from)
    }
}

/// How an item stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Never in force, being written (or sent back to be written).
    Draft,
    /// Never in force, waits for a second person.
    InReview,
    /// Never in force, waits for its day.
    Scheduled,
    /// In force.
    Published,
    /// Its last day is over.
    Expired,
    /// Turned off.
    Withdrawn,
    /// Deleted: it is there no more but for what cites it.
    Removed,
}

impl Standing {
    /// Every standing, in the order in which they are listed.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::InReview, Self::Scheduled, Self::Published, Self::Expired, Self::Withdrawn, Self::Removed];

    /// Its name in addresses and in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Removed => "removed",
        }
    }

    /// The standing of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// Whether owners may be told of it.
    pub fn holds(self) -> bool {
        self == Self::Published
    }
}

/// An item as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name.
    pub key: ItemKey,
    /// What lists sort and filter by: of the version in force, or of the newest one when none ever was.
    pub traits: Traits,
    /// What was made of it: a draft was never in force.
    pub head: Publication,
    /// The version in force, or the last one that was; 0 for none.
    pub number: u32,
    /// The newest version.
    pub latest: u32,
    /// How far the newest version is, when it is open or was sent back.
    pub stage: Option<VersionState>,
    /// The last day that curators have set for what is in force.
    pub expire_on: Option<NaiveDate>,
    /// Who looks after it.
    pub owner: Option<StaffId>,
    /// The day on which somebody should look at it again.
    pub review_on: Option<NaiveDate>,
    /// When it was last changed; nothing for what came with the program.
    pub updated_at: Option<DateTime<Utc>>,
    /// Whether it was deleted.
    pub removed: bool,
}

impl Item {
    /// The last day in force: the earlier of the policy's own and the curators'.
    pub fn last_day(&self) -> Option<NaiveDate> {
        match (self.traits.last_day, self.expire_on) {
            (Some(own), Some(set)) => Some(own.min(set)),
            (own, set) => own.or(set),
        }
    }

    /// How it stands on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        match (self.removed, self.head, self.stage) {
            (true, ..) => Standing::Removed,
            (_, Publication::Withdrawn, _) => Standing::Withdrawn,
            (_, Publication::Published, _) if self.last_day().is_some_and(|last| last < today) => Standing::Expired,
            (_, Publication::Published, _) => Standing::Published,
            (_, Publication::Draft, Some(VersionState::InReview)) => Standing::InReview,
            (_, Publication::Draft, Some(VersionState::Scheduled)) => Standing::Scheduled,
            (_, Publication::Draft, _) => Standing::Draft,
        }
    }
}
