//! Pairs that say nearly the same follow the changes; what is told apart stays so until a change; two items become one.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use yiguan::domain::alike::{AlikePair, LookPosition, Looked, Neighbour, Pair, Stood};
use yiguan::domain::curation::{
    Days, Fault, ItemKey, NewVersion, Opening, Origin, Publishing, Seen, Standing, VersionState,
};
use yiguan::domain::{AuditNote, ConversationId, EntryKind, StaffId};
use yiguan::store::{AlikeAsk, AlikeCursor, Dismissing, MergeOpening, NewMerge, Store, Withdrawing};

use super::fixtures::at;
use crate::support::database::Database;

contracts! {
    the_list_is_read_page_by_page_the_most_alike_first,
    pairs_follow_the_changes_of_both,
    what_was_told_apart_stays_away_until_one_of_both_changes,
    two_who_look_at_once_keep_it_once,
    items_whose_last_day_is_over_are_no_pairs,
    two_items_become_one_when_a_second_person_publishes,
    what_was_changed_since_is_not_lost_by_a_merge,
    a_merge_goes_with_the_version_that_says_it,
    what_was_made_of_an_owners_case_is_not_taken_in,
}

const ANNA: StaffId = StaffId(Uuid::from_u128(1));
const BO: StaffId = StaffId(Uuid::from_u128(2));
const TODAY: &str = "2026-03-01";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn key(id: &str) -> ItemKey {
    ItemKey::new(EntryKind::Case, id)
}

fn pair(one: &str, other: &str) -> Pair {
    Pair::of(EntryKind::Case, one, other).unwrap()
}

fn note(action: &str) -> AuditNote {
    AuditNote { at: at(5), staff: Some(ANNA), action: action.to_owned(), subject: None, detail: "{}".to_owned() }
}

fn looked(id: &str, mark: Option<&str>, found: &[(&str, &str, u8)]) -> Looked {
    let found = found.iter().map(|(id, mark, percent)| Neighbour {
        id: (*id).to_owned(),
        mark: (*mark).to_owned(),
        percent: *percent,
    });
    Looked { id: id.to_owned(), mark: mark.map(str::to_owned), found: found.collect() }
}

/// Keeps what was found, as a step of the look that follows the log does.
async fn keeps(store: &Store, found: Vec<Looked>) {
    let first = LookPosition { seq: 0, full: None };
    store.move_alike(None, &first, None).await.unwrap();
    let before = store.alike_position().await.unwrap().unwrap();
    let after = LookPosition { seq: before.seq + 1, full: None };
    assert!(store.keep_alike(&[(EntryKind::Case, found)], (&before, &after), at(9)).await.unwrap());
}

async fn listed(store: &Store, dismissed: bool) -> Vec<AlikePair> {
    let ask = AlikeAsk { kind: EntryKind::Case, dismissed, today: day(TODAY), after: None, limit: 50 };
    let found = store.alike_page(&ask).await.unwrap();
    let count = store.alike_count(EntryKind::Case, dismissed, day(TODAY)).await.unwrap();
    assert_eq!(u64::try_from(found.len()).unwrap(), count);
    found
}

async fn names(store: &Store, dismissed: bool) -> Vec<String> {
    listed(store, dismissed).await.into_iter().map(|found| format!("{}{}", found.pair.one, found.pair.other)).collect()
}

async fn the_list_is_read_page_by_page_the_most_alike_first(database: Database) {
    let store = database.open().await;
    let found = [("b", "2", 80), ("c", "3", 95), ("d", "4", 80), ("e", "5", 71)];
    keeps(&store, vec![looked("a", Some("1"), &found)]).await;
    let (mut after, mut read) = (None, vec![]);
    loop {
        let ask = AlikeAsk { kind: EntryKind::Case, dismissed: false, today: day(TODAY), after, limit: 1 };
        let page = store.alike_page(&ask).await.unwrap();
        let Some(last) = page.last() else { break };
        let (one, other) = (last.pair.one.clone(), last.pair.other.clone());
        after = Some(AlikeCursor { percent: last.percent, one, other });
        read.extend(page.into_iter().map(|found| found.pair.other));
    }
    assert_eq!(read, ["c", "b", "d", "e"]);
    assert_eq!(store.alike_count(EntryKind::Policy, false, day(TODAY)).await.unwrap(), 0);
}

async fn pairs_follow_the_changes_of_both(database: Database) {
    let store = database.open().await;
    keeps(&store, vec![looked("b", Some("b1"), &[("a", "a1", 90), ("c", "c1", 75)])]).await;
    assert_eq!(names(&store, false).await, ["ab", "bc"]);
    // Looked at from the other side, and again, it is the same pair; what this look does not find stays when nothing changed.
    keeps(&store, vec![looked("a", Some("a1"), &[("b", "b1", 90)]), looked("b", Some("b1"), &[("a", "a1", 90)])]).await;
    assert_eq!(names(&store, false).await, ["ab", "bc"]);
    // One that changed is looked at anew: what it no longer says goes, what it says comes.
    keeps(&store, vec![looked("b", Some("b2"), &[("c", "c1", 99)])]).await;
    let found = listed(&store, false).await;
    assert_eq!((found.len(), found[0].percent), (1, 99));
    assert_eq!(found[0].marks, ("b2".to_owned(), "c1".to_owned()));
    keeps(&store, vec![looked("c", None, &[])]).await;
    assert!(listed(&store, false).await.is_empty());
}

/// What the log tells of.
async fn actions(store: &Store) -> Vec<String> {
    store.audit_after(0, 100).await.unwrap().into_iter().map(|entry| entry.note.action).collect()
}

async fn dismisses(store: &Store, pair: &Pair, marks: (&str, &str)) -> bool {
    let dismissing = Dismissing { pair, marks, by: BO, at: at(20), reason: "一个是鞋面，一个是鞋底" };
    store.dismiss_pair(dismissing, &note("alike.dismiss")).await.unwrap()
}

async fn what_was_told_apart_stays_away_until_one_of_both_changes(database: Database) {
    let store = database.open().await;
    let ab = pair("b", "a");
    keeps(&store, vec![looked("a", Some("a1"), &[("b", "b1", 90)])]).await;
    assert!(!dismisses(&store, &ab, ("a0", "b1")).await, "what was shown was another text");
    assert!(dismisses(&store, &ab, ("a1", "b1")).await);
    assert!(!dismisses(&store, &ab, ("a1", "b1")).await, "a colleague has done so already");
    assert_eq!(actions(&store).await, ["alike.dismiss"]);
    assert!(listed(&store, false).await.is_empty());
    let told = listed(&store, true).await.remove(0).dismissed.unwrap();
    assert_eq!((told.by, told.reason.as_str()), (BO, "一个是鞋面，一个是鞋底"));
    // Looking at everything anew does not bring it back.
    keeps(&store, vec![looked("a", Some("a1"), &[("b", "b1", 90)]), looked("b", Some("b1"), &[("a", "a1", 90)])]).await;
    assert!(listed(&store, false).await.is_empty());
    // A change of either does.
    keeps(&store, vec![looked("b", Some("b2"), &[("a", "a1", 88)])]).await;
    assert_eq!((names(&store, false).await, names(&store, true).await), (vec!["ab".to_owned()], vec![]));
    // And so does taking it back.
    assert!(dismisses(&store, &ab, ("a1", "b2")).await);
    assert!(store.restore_pair(&ab, &note("alike.restore")).await.unwrap());
    assert!(!store.restore_pair(&ab, &note("alike.restore")).await.unwrap());
    assert_eq!(store.alike_pair(&ab).await.unwrap().unwrap().dismissed, None);
    assert_eq!(actions(&store).await, ["alike.dismiss", "alike.dismiss", "alike.restore"]);
}

async fn two_who_look_at_once_keep_it_once(database: Database) {
    let store = database.open().await;
    let first = LookPosition::beginning(7, 3);
    assert!(store.move_alike(None, &first, None).await.unwrap());
    assert!(!store.move_alike(None, &LookPosition::beginning(8, 0), None).await.unwrap());
    assert_eq!(store.alike_position().await.unwrap(), Some(first.clone()));
    let found = [(EntryKind::Case, vec![looked("a", Some("1"), &[("b", "2", 90)])])];
    let next = first.behind(Some("a"), 1);
    assert!(store.keep_alike(&found, (&first, &next), at(1)).await.unwrap());
    let late = [(EntryKind::Case, vec![looked("a", Some("0"), &[("c", "2", 90)])])];
    assert!(!store.keep_alike(&late, (&first, &next), at(2)).await.unwrap());
    assert_eq!(names(&store, false).await, ["ab"]);
    // Once everything was looked at, pairs of what is not in force are forgotten: neither of these two is.
    let policies = next.behind(None, 0);
    assert!(store.keep_alike(&[], (&next, &policies), at(3)).await.unwrap());
    assert_eq!(names(&store, false).await, ["ab"]);
    assert!(store.keep_alike(&[], (&policies, &policies.behind(None, 0)), at(4)).await.unwrap());
    assert!(listed(&store, false).await.is_empty());
}

fn body(id: &str, title: &str) -> Value {
    json!({"id": id, "title": title, "ai_task": "visual_inspection", "sector": {"code": "C195", "name": "制鞋业"},
        "keywords": ["划痕"], "sources": [{"title": "s", "publisher": "p"}]})
}

fn written(id: &str, title: &str, author: StaffId) -> NewVersion {
    NewVersion {
        key: key(id),
        body: body(id, title),
        author,
        at: at(10),
        note: String::new(),
        days: Days::default(),
        origin: Origin::Form,
        submit: true,
        seen: None,
    }
}

async fn opens(store: &Store, new: &NewVersion) -> Opening {
    store.open_versions(std::slice::from_ref(new), Some(&note("x"))).await.unwrap()[0].outcome
}

async fn publishes(store: &Store, id: &str, number: u32, who: StaffId) -> Publishing {
    store.publish_versions(&[(key(id), number)], who, moment(), day(TODAY), Some(&note("x"))).await.unwrap()[0].1
}

fn moment() -> DateTime<Utc> {
    at(20)
}

/// Two cases in force.
async fn two(store: &Store) {
    for id in ["a", "b"] {
        assert_eq!(opens(store, &written(id, id, ANNA)).await, Opening::Made(1));
        assert_eq!(publishes(store, id, 1, BO).await, Publishing::InForce);
    }
}

async fn stood(store: &Store, id: &str) -> Stood {
    let item = store.item(&key(id)).await.unwrap().unwrap();
    Stood { number: item.number, latest: item.latest }
}

/// Takes `b` in.
async fn merges(store: &Store, title: &str, stood: (Stood, Stood)) -> MergeOpening {
    let version = written("a", title, ANNA);
    let from = key("b");
    store.open_merge(NewMerge { version: &version, from: &from, stood }, &note("curation.merge")).await.unwrap()
}

async fn found(store: &Store) -> Vec<String> {
    store.published_entries(EntryKind::Case).await.unwrap().into_iter().map(|entry| entry.id).collect()
}

async fn items_whose_last_day_is_over_are_no_pairs(database: Database) {
    let store = database.open().await;
    let days = Days { publish_on: None, expire_on: Some(day("2026-03-05")) };
    assert_eq!(opens(&store, &NewVersion { days, ..written("a", "a", ANNA) }).await, Opening::Made(1));
    assert_eq!(publishes(&store, "a", 1, BO).await, Publishing::InForce);
    keeps(&store, vec![looked("a", Some("1"), &[("b", "2", 90)])]).await;
    let count = async |today| store.alike_count(EntryKind::Case, false, day(today)).await.unwrap();
    assert_eq!((count("2026-03-05").await, count("2026-03-06").await), (1, 0));
}

async fn two_items_become_one_when_a_second_person_publishes(database: Database) {
    let store = database.open().await;
    two(&store).await;
    let both = (stood(&store, "a").await, stood(&store, "b").await);
    assert_eq!(merges(&store, "甲乙", both).await, MergeOpening::Made(2));
    assert_eq!(found(&store).await, ["a", "b"], "nothing changes before a second person has published");
    assert_eq!(publishes(&store, "a", 2, ANNA).await, Publishing::Refused(Fault::Own));
    assert_eq!(found(&store).await, ["a", "b"]);
    let seq = store.knowledge_state().await.unwrap().seq;
    assert_eq!(publishes(&store, "a", 2, BO).await, Publishing::InForce);
    assert_eq!(found(&store).await, ["a"]);
    // The log of changes tells of both, so that index and pairs follow.
    let changes = store.knowledge_changes(seq, 10).await.unwrap();
    assert_eq!(changes.iter().map(|change| change.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let gone = store.item_versions(&key("b")).await.unwrap().remove(0);
    assert_eq!((gone.state, gone.reason.as_deref()), (VersionState::Withdrawn, Some("并入 a")));
    assert_eq!((gone.reviewer, gone.body), (Some(BO), body("b", "b")));
    assert_eq!(store.item(&key("b")).await.unwrap().unwrap().standing(day(TODAY)), Standing::Withdrawn);
    let merge = store.merged_into(&key("b")).await.unwrap().unwrap();
    assert_eq!((merge.into, merge.number, merge.done_at), (key("a"), 2, Some(moment())));
    let log = actions(&store).await;
    assert_eq!(log[log.len() - 3..], ["curation.merge", "curation.merged", "x"]);
}

async fn what_was_changed_since_is_not_lost_by_a_merge(database: Database) {
    let store = database.open().await;
    two(&store).await;
    let both = (stood(&store, "a").await, stood(&store, "b").await);
    // The other is being changed: merging would lose that.
    assert_eq!(opens(&store, &written("b", "乙二", ANNA)).await, Opening::Made(2));
    assert_eq!(merges(&store, "甲乙", both).await, MergeOpening::Stale);
    let now = (both.0, stood(&store, "b").await);
    assert_eq!(merges(&store, "甲乙", now).await, MergeOpening::Busy);
    assert_eq!(publishes(&store, "b", 2, BO).await, Publishing::InForce);
    assert_eq!(merges(&store, "甲乙", now).await, MergeOpening::Stale);
    let now = (both.0, stood(&store, "b").await);
    assert_eq!(merges(&store, "甲乙", now).await, MergeOpening::Made(2));
    // Another curator who began at the same time is told.
    assert_eq!(merges(&store, "乙甲", now).await, MergeOpening::Stale);
    // Somebody changes the other before the second person publishes.
    assert_eq!(opens(&store, &written("b", "乙三", ANNA)).await, Opening::Made(3));
    assert_eq!(publishes(&store, "a", 2, BO).await, Publishing::Refused(Fault::Partner));
    assert_eq!(publishes(&store, "b", 3, BO).await, Publishing::InForce);
    assert_eq!(publishes(&store, "a", 2, BO).await, Publishing::Refused(Fault::Partner));
    assert_eq!(found(&store).await, ["a", "b"]);
    let a = key("a");
    let dropping = Withdrawing { key: &a, who: ANNA, at: at(30), reason: "重来" };
    store.drop_version(2, dropping, &note("x")).await.unwrap().unwrap();
    let now = (stood(&store, "a").await, stood(&store, "b").await);
    assert_eq!(merges(&store, "a", now).await, MergeOpening::Made(3), "also when it says nothing new");
    assert_eq!(publishes(&store, "a", 3, BO).await, Publishing::InForce);
    assert_eq!(found(&store).await, ["a"]);
    assert_eq!(merges(&store, "甲乙", now).await, MergeOpening::Stale);
    let now = (stood(&store, "a").await, now.1);
    assert_eq!(merges(&store, "甲乙", now).await, MergeOpening::Gone);
}

async fn a_merge_goes_with_the_version_that_says_it(database: Database) {
    let store = database.open().await;
    two(&store).await;
    let both = (stood(&store, "a").await, stood(&store, "b").await);
    assert_eq!(merges(&store, "甲乙", both).await, MergeOpening::Made(2));
    let a = key("a");
    let refusing = Withdrawing { key: &a, who: BO, at: at(21), reason: "标题太短" };
    store.refuse_version(2, refusing, &note("x")).await.unwrap().unwrap();
    // Mended in the form it is the same merge.
    let seen = Some(Seen { number: 2, revision: 0 });
    assert_eq!(opens(&store, &NewVersion { seen, ..written("a", "甲乙丙", ANNA) }).await, Opening::Made(3));
    assert_eq!(store.merge_of(&a, 3).await.unwrap().unwrap().from, key("b"));
    // An import that writes over it knows nothing of the other.
    let import = NewVersion { origin: Origin::Import(Uuid::from_u128(9)), ..written("a", "导入", ANNA) };
    assert_eq!(opens(&store, &import).await, Opening::Replaced(3));
    assert_eq!(store.merge_of(&a, 3).await.unwrap(), None);
    assert_eq!(publishes(&store, "a", 3, BO).await, Publishing::InForce);
    assert_eq!(found(&store).await, ["a", "b"]);
    // On its day it happens by itself.
    let both = (stood(&store, "a").await, stood(&store, "b").await);
    assert_eq!(merges(&store, "甲乙", both).await, MergeOpening::Made(4));
    let days = Days { publish_on: Some(day("2026-03-10")), expire_on: None };
    let seen = Some(Seen { number: 4, revision: 1 });
    assert_eq!(opens(&store, &NewVersion { days, seen, ..written("a", "甲乙", ANNA) }).await, Opening::Replaced(4));
    assert_eq!(publishes(&store, "a", 4, BO).await, Publishing::Scheduled(day("2026-03-10")));
    assert_eq!(found(&store).await, ["a", "b"]);
    assert_eq!(store.publish_due(at(30), day("2026-03-10"), &note("x")).await.unwrap(), [key("a")]);
    assert_eq!(found(&store).await, ["a"]);
    let gone = store.item_versions(&key("b")).await.unwrap().remove(0);
    assert_eq!((gone.reason.as_deref(), gone.reviewer), (Some("并入 a"), Some(BO)));
}

async fn what_was_made_of_an_owners_case_is_not_taken_in(database: Database) {
    let store = database.open().await;
    let origin = Origin::Candidate(ConversationId(Uuid::from_u128(4)));
    assert_eq!(opens(&store, &written("a", "a", ANNA)).await, Opening::Made(1));
    assert_eq!(opens(&store, &NewVersion { origin, ..written("b", "b", ANNA) }).await, Opening::Made(1));
    for id in ["a", "b"] {
        assert_eq!(publishes(&store, id, 1, BO).await, Publishing::InForce);
    }
    assert!(store.made_of_an_owners_case(&key("b")).await.unwrap());
    assert!(!store.made_of_an_owners_case(&key("a")).await.unwrap());
    let both = (stood(&store, "a").await, stood(&store, "b").await);
    assert_eq!(merges(&store, "甲乙", both).await, MergeOpening::Owners);
    let version = written("b", "乙甲", ANNA);
    let (from, stood) = (key("a"), (both.1, both.0));
    let opened = store.open_merge(NewMerge { version: &version, from: &from, stood }, &note("x")).await.unwrap();
    assert_eq!(opened, MergeOpening::Made(2));
}
