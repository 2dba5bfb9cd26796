//! What fills a gap: the item that was begun for it, how far that is, and when the gap is solved.

use chrono::{DateTime, NaiveDate, Utc};

use super::GapKey;
use crate::domain::curation::{Item, ItemKey, Standing, VersionState};
use crate::domain::{Publication, StaffId};

/// An item that somebody has begun for a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapLink {
    /// The gap.
    pub gap: GapKey,
    /// The item.
    pub item: ItemKey,
    /// The version that was begun for it.
    pub number: u32,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// When the needs were looked for again and found something good.
    pub solved_at: Option<DateTime<Utc>>,
    /// When somebody found that it is not solved: only needs that came later can tell otherwise.
    pub reopened_at: Option<DateTime<Utc>>,
}

/// How far an item is that was begun for a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It is being written, waits for a second person or for its day.
    Writing(Standing),
    /// It is in force, and the needs were not found to be served by it.
    InForce,
    /// It is in force, and the needs found something good.
    Solved(DateTime<Utc>),
    /// It was turned off, deleted or dropped, or is over: it fills nothing.
    Lost,
}

impl GapLink {
    /// How far its item is; there may be none any more.
    pub fn state(&self, item: Option<&Item>, today: NaiveDate) -> LinkState {
        let Some(item) = item.filter(|item| !item.removed) else { return LinkState::Lost };
        if item.head == Publication::Published && item.number >= self.number {
            return match (item.standing(today).holds(), self.solved_at) {
                (false, _) => LinkState::Lost,
                (true, Some(at)) => LinkState::Solved(at),
                (true, None) => LinkState::InForce,
            };
        }
        match item.stage {
            Some(VersionState::Draft | VersionState::Refused) => LinkState::Writing(Standing::Draft),
            Some(VersionState::InReview) => LinkState::Writing(Standing::InReview),
            Some(VersionState::Scheduled) => LinkState::Writing(Standing::Scheduled),
            _ => LinkState::Lost,
        }
    }
}

/// How a gap stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapState {
    /// Nobody fills it.
    Open,
    /// Something is being written for it.
    Filling,
    /// Something was published for it, and the needs still find nothing good.
    Unfound,
    /// What was published for it is found.
    Solved,
}

impl GapState {
    /// How a gap stands for which these items were begun.
    pub fn of(links: impl IntoIterator<Item = LinkState>) -> Self {
        let rank = |state: LinkState| match state {
            LinkState::Lost => Self::Open,
            LinkState::InForce => Self::Unfound,
            LinkState::Writing(_) => Self::Filling,
            LinkState::Solved(_) => Self::Solved,
        };
        let order = [Self::Solved, Self::Filling, Self::Unfound];
        let all: Vec<Self> = links.into_iter().map(rank).collect();
        order.into_iter().find(|state| all.contains(state)).unwrap_or(Self::Open)
    }

    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Filling => "filling",
            Self::Unfound => "unfound",
            Self::Solved => "solved",
        }
    }
}

/// Whether a gap is solved when so many of its needs, looked for again, found something good: at least half.
pub fn solves(found: usize, of: usize) -> bool {
    of > 0 && found * 2 >= of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EntryKind;
    use crate::domain::curation::Traits;

    fn item(head: Publication, number: u32, stage: Option<VersionState>) -> Item {
        Item {
            key: ItemKey::new(EntryKind::Case, "a"),
            traits: Traits::default(),
            head,
            number,
            latest: number.max(1),
            stage,
            expire_on: None,
            owner: None,
            review_on: None,
            updated_at: None,
            removed: false,
        }
    }

    fn link(number: u32, solved_at: Option<DateTime<Utc>>) -> GapLink {
        GapLink {
            gap: GapKey { group: "C195".to_owned(), process: String::new(), task: None },
            item: ItemKey::new(EntryKind::Case, "a"),
            number,
            by: StaffId(uuid::Uuid::from_u128(1)),
            at: DateTime::UNIX_EPOCH,
            solved_at,
            reopened_at: None,
        }
    }

    #[test]
    fn a_link_goes_the_way_of_its_item() {
        let today: NaiveDate = "2026-03-01".parse().unwrap();
        let at = Some(DateTime::UNIX_EPOCH);
        let draft = item(Publication::Draft, 0, Some(VersionState::Draft));
        assert_eq!(link(1, None).state(Some(&draft), today), LinkState::Writing(Standing::Draft));
        let waits = item(Publication::Draft, 0, Some(VersionState::InReview));
        assert_eq!(link(1, None).state(Some(&waits), today), LinkState::Writing(Standing::InReview));
        let published = item(Publication::Published, 1, None);
        assert_eq!(link(1, None).state(Some(&published), today), LinkState::InForce);
        assert_eq!(link(1, at).state(Some(&published), today), LinkState::Solved(DateTime::UNIX_EPOCH));
        // A change of what was in force before is not in force with it.
        let changing = item(Publication::Published, 1, Some(VersionState::InReview));
        assert_eq!(link(2, None).state(Some(&changing), today), LinkState::Writing(Standing::InReview));
        let over = Item { expire_on: "2026-02-28".parse().ok(), ..published.clone() };
        let removed = Item { removed: true, ..published.clone() };
        let withdrawn = item(Publication::Withdrawn, 1, None);
        for lost in [Some(&over), Some(&removed), Some(&withdrawn), None] {
            assert_eq!(link(1, at).state(lost, today), LinkState::Lost, "{lost:?}");
        }
        assert_eq!(link(2, None).state(Some(&published), today), LinkState::Lost, "the change was dropped");
    }

    #[test]
    fn one_that_is_found_solves_the_gap() {
        let solved = LinkState::Solved(DateTime::UNIX_EPOCH);
        let draft = LinkState::Writing(Standing::Draft);
        assert_eq!(GapState::of([]), GapState::Open);
        assert_eq!(GapState::of([LinkState::Lost]), GapState::Open);
        assert_eq!(GapState::of([LinkState::Lost, LinkState::InForce]), GapState::Unfound);
        assert_eq!(GapState::of([LinkState::InForce, draft]), GapState::Filling);
        assert_eq!(GapState::of([draft, solved]), GapState::Solved);
        assert!(solves(1, 2) && solves(3, 3) && !solves(1, 3) && !solves(0, 0));
    }
}
