//! Scripts of versions: who may publish what, how items stand on a day, what differs.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::domain::{EntryKind, Publication, StaffId};

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn version(state: VersionState, hands: &[u128]) -> Version {
    Version {
        key: ItemKey::new(EntryKind::Case, "a"),
        number: 1,
        revision: 1,
        body: json!({}),
        state,
        author: hands.last().map(|n| staff(*n)),
        hands: hands.iter().map(|n| staff(*n)).collect(),
        written_at: None,
        note: String::new(),
        reviewer: None,
        decided_at: None,
        reason: None,
        days: Days::default(),
        origin: Origin::Form,
    }
}

#[test]
fn nobody_publishes_what_they_wrote_at() {
    let today = day("2026-03-01");
    let both = version(VersionState::InReview, &[1, 2]);
    assert_eq!(may_publish(&both, staff(1), today), Err(Fault::Own));
    assert_eq!(may_publish(&both, staff(2), today), Err(Fault::Own));
    assert_eq!(may_publish(&both, staff(3), today), Ok(()));
    assert_eq!(may_refuse(&both, staff(1)), Err(Fault::Own));
    assert_eq!(may_refuse(&both, staff(3)), Ok(()));
}

#[test]
fn only_what_was_handed_in_is_published() {
    let today = day("2026-03-01");
    for state in [VersionState::Draft, VersionState::Scheduled, VersionState::InForce, VersionState::Refused] {
        assert_eq!(may_publish(&version(state, &[1]), staff(2), today), Err(Fault::WrongState), "{state:?}");
    }
    let days = Days { publish_on: None, expire_on: Some(day("2026-02-28")) };
    let over = Version { days, ..version(VersionState::InReview, &[1]) };
    assert_eq!(may_publish(&over, staff(2), today), Err(Fault::Over));
    assert_eq!(may_publish(&over, staff(2), day("2026-02-28")), Ok(()));
}

fn item(head: Publication, stage: Option<VersionState>) -> Item {
    let body = json!({"title": "甲", "valid_to": "2026-03", "level": "city", "region": "温州"});
    Item {
        key: ItemKey::new(EntryKind::Policy, "A"),
        traits: Traits::of(EntryKind::Policy, "A", &body),
        head,
        number: 1,
        latest: 1,
        stage,
        expire_on: None,
        owner: None,
        review_on: None,
        updated_at: None,
        removed: false,
    }
}

#[test]
fn an_item_expires_after_its_last_day() {
    let policy = item(Publication::Published, None);
    assert_eq!(policy.standing(day("2026-03-31")), Standing::Published);
    assert_eq!(policy.standing(day("2026-04-01")), Standing::Expired);
    let shorter = Item { expire_on: Some(day("2026-03-10")), ..policy.clone() };
    assert_eq!(shorter.standing(day("2026-03-11")), Standing::Expired);
    let longer = Item { expire_on: Some(day("2026-12-31")), ..policy };
    assert_eq!(longer.standing(day("2026-04-01")), Standing::Expired);
}

#[test]
fn an_item_stands_by_its_head_and_before_that_by_its_newest_version() {
    let today = day("2026-03-01");
    let stands = |head, stage| item(head, stage).standing(today);
    assert_eq!(stands(Publication::Draft, Some(VersionState::Draft)), Standing::Draft);
    assert_eq!(stands(Publication::Draft, Some(VersionState::Refused)), Standing::Draft);
    assert_eq!(stands(Publication::Draft, Some(VersionState::InReview)), Standing::InReview);
    assert_eq!(stands(Publication::Draft, Some(VersionState::Scheduled)), Standing::Scheduled);
    assert_eq!(stands(Publication::Published, Some(VersionState::InReview)), Standing::Published);
    assert_eq!(stands(Publication::Withdrawn, Some(VersionState::Draft)), Standing::Withdrawn);
    let removed = Item { removed: true, ..item(Publication::Withdrawn, None) };
    assert_eq!(removed.standing(today), Standing::Removed);
}

#[test]
fn a_diff_names_the_fields() {
    let before = json!({"title": "甲", "keywords": ["a", "b"], "sources": [{"title": "x", "url": "u"}], "gone": 1});
    let after = json!({"title": "乙", "keywords": ["a"], "sources": [{"title": "y", "url": "u"}, {"title": "z"}]});
    let found: Vec<_> = diff(&before, &after).into_iter().map(|f| (f.path, f.before, f.after)).collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        found,
        [
            ("title".to_owned(), text("甲"), text("乙")),
            ("keywords".to_owned(), text("a；b"), text("a")),
            ("sources.0.title".to_owned(), text("x"), text("y")),
            ("sources.1".to_owned(), None, text("z")),
            ("gone".to_owned(), text("1"), None),
        ]
    );
    assert!(diff(&before, &before).is_empty());
}
