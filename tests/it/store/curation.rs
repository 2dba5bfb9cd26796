//! Items and their versions: who may put what in force, when, and what lists find.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;
use yiguan::domain::curation::{
    Days, Fault, Item, ItemKey, NewVersion, Opening, Origin, Publishing, Seen, Standing, VersionState,
};
use yiguan::domain::{AuditNote, EntryKind, Publication, StaffId, StoredEntry};
use yiguan::store::{ItemAsk, ItemCursor, ItemFilter, ItemOrder, Missing, Store, Withdrawing};

use super::fixtures::at;
use crate::support::database::Database;

contracts! {
    a_version_goes_its_way_into_force_and_out_of_it,
    what_an_item_says_already_opens_nothing,
    nobody_writes_over_what_they_have_not_seen,
    a_version_waits_for_its_day,
    whatever_is_done_nothing_is_in_force_that_its_author_published,
    lists_are_read_by_key_and_counted_by_standing,
    the_seed_becomes_versions_and_curators_changes_stay,
    entries_of_an_older_database_become_items,
    views_are_kept_by_person_and_library,
}

const ANNA: StaffId = StaffId(Uuid::from_u128(1));
const BO: StaffId = StaffId(Uuid::from_u128(2));
const CHEN: StaffId = StaffId(Uuid::from_u128(3));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn key(id: &str) -> ItemKey {
    ItemKey::new(EntryKind::Case, id)
}

fn body(title: &str) -> Value {
    json!({"id": "a", "title": title, "ai_task": "visual_inspection", "sector": {"code": "C195", "name": "制鞋业"},
        "region": "浙江温州鹿城", "keywords": ["划痕"], "sources": [{"title": "s", "publisher": "p"}]})
}

fn written(id: &str, title: &str, author: StaffId) -> NewVersion {
    NewVersion {
        key: key(id),
        body: body(title),
        author,
        at: at(10),
        note: "改了标题".to_owned(),
        days: Days::default(),
        origin: Origin::Form,
        submit: true,
        seen: None,
    }
}

fn note() -> AuditNote {
    AuditNote { at: at(5), staff: Some(ANNA), action: "x".to_owned(), subject: None, detail: "{}".to_owned() }
}

async fn opens(store: &Store, new: &NewVersion) -> Opening {
    store.open_versions(std::slice::from_ref(new), Some(&note())).await.unwrap()[0].outcome
}

async fn publishes(store: &Store, id: &str, number: u32, who: StaffId, today: &str) -> Publishing {
    let versions = [(key(id), number)];
    store.publish_versions(&versions, who, at(20), day(today), Some(&note())).await.unwrap()[0].1
}

async fn item(store: &Store, id: &str) -> Item {
    store.item(&key(id)).await.unwrap().unwrap()
}

async fn published(store: &Store) -> Vec<(String, Value)> {
    let entries = store.published_entries(EntryKind::Case).await.unwrap();
    entries.into_iter().map(|entry| (entry.id, entry.body)).collect()
}

async fn a_version_goes_its_way_into_force_and_out_of_it(database: Database) {
    let store = database.open().await;
    let before = store.knowledge_version().await.unwrap();
    let draft = NewVersion { submit: false, ..written("a", "甲", ANNA) };
    assert_eq!(opens(&store, &draft).await, Opening::Made(1));
    assert_eq!(store.knowledge_version().await.unwrap(), before, "a draft changes nothing that is in force");
    assert_eq!(item(&store, "a").await.standing(day("2026-03-01")), Standing::Draft);
    assert_eq!(publishes(&store, "a", 1, BO, "2026-03-01").await, Publishing::Refused(Fault::WrongState));
    store.submit_version(&key("a"), 1, at(11), &note()).await.unwrap().unwrap();
    assert_eq!(publishes(&store, "a", 1, ANNA, "2026-03-01").await, Publishing::Refused(Fault::Own));
    assert_eq!(publishes(&store, "a", 2, BO, "2026-03-01").await, Publishing::Refused(Fault::Unknown));
    assert_eq!(publishes(&store, "a", 1, BO, "2026-03-01").await, Publishing::InForce);
    assert_eq!(published(&store).await, [("a".to_owned(), body("甲"))]);
    assert_ne!(store.knowledge_version().await.unwrap(), before);

    assert_eq!(opens(&store, &written("a", "乙", BO)).await, Opening::Made(2));
    let (a, b) = (key("a"), key("b"));
    let refusing = |key| Withdrawing { key, who: ANNA, at: at(21), reason: "标题太短" };
    let own = Withdrawing { who: BO, ..refusing(&a) };
    assert_eq!(store.refuse_version(2, own, &note()).await.unwrap(), Err(Fault::Own));
    store.refuse_version(2, refusing(&a), &note()).await.unwrap().unwrap();
    let sent_back = store.item_version(&key("a"), 2).await.unwrap().unwrap();
    assert_eq!((sent_back.state, sent_back.reason.as_deref()), (VersionState::Refused, Some("标题太短")));
    assert_eq!(item(&store, "a").await.stage, Some(VersionState::Refused));

    assert_eq!(opens(&store, &written("a", "丙", BO)).await, Opening::Made(3));
    assert_eq!(publishes(&store, "a", 3, ANNA, "2026-03-01").await, Publishing::InForce);
    let states: Vec<VersionState> =
        store.item_versions(&key("a")).await.unwrap().iter().map(|version| version.state).collect();
    assert_eq!(states, [VersionState::InForce, VersionState::Refused, VersionState::Superseded]);

    store.withdraw_item(refusing(&a), &note()).await.unwrap().unwrap();
    assert!(published(&store).await.is_empty());
    assert_eq!(store.withdraw_item(refusing(&a), &note()).await.unwrap(), Err(Fault::WrongState));
    store.remove_item(refusing(&a), &note()).await.unwrap().unwrap();
    assert_eq!(item(&store, "a").await.standing(day("2026-03-01")), Standing::Removed);
    assert_eq!(store.withdraw_item(refusing(&b), &note()).await.unwrap(), Err(Fault::Unknown));
}

async fn what_an_item_says_already_opens_nothing(database: Database) {
    let store = database.open().await;
    assert_eq!(opens(&store, &written("a", "甲", ANNA)).await, Opening::Made(1));
    assert_eq!(opens(&store, &written("a", "甲", BO)).await, Opening::Same);
    assert_eq!(publishes(&store, "a", 1, BO, "2026-03-01").await, Publishing::InForce);
    assert_eq!(opens(&store, &written("a", "甲", CHEN)).await, Opening::Same);
    assert_eq!(store.item_versions(&key("a")).await.unwrap().len(), 1);
    // Another last day is another version, and another version of the knowledge.
    let version = store.knowledge_version().await.unwrap();
    let ends = Days { expire_on: Some(day("2026-12-31")), ..Days::default() };
    assert_eq!(opens(&store, &NewVersion { days: ends, ..written("a", "甲", ANNA) }).await, Opening::Made(2));
    assert_eq!(publishes(&store, "a", 2, BO, "2026-03-01").await, Publishing::InForce);
    assert_ne!(store.knowledge_version().await.unwrap(), version);
    assert_eq!(store.expiry_days().await.unwrap().into_iter().collect::<Vec<_>>(), [(key("a"), day("2026-12-31"))]);
    assert_eq!(item(&store, "a").await.standing(day("2027-01-01")), Standing::Expired);
    // Who writes at another's draft counts as its author too.
    assert_eq!(opens(&store, &written("a", "乙", ANNA)).await, Opening::Made(3));
    assert_eq!(opens(&store, &written("a", "丙", BO)).await, Opening::Replaced(3));
    assert_eq!(publishes(&store, "a", 3, ANNA, "2026-03-01").await, Publishing::Refused(Fault::Own));
    assert_eq!(publishes(&store, "a", 3, CHEN, "2026-03-01").await, Publishing::InForce);
}

async fn nobody_writes_over_what_they_have_not_seen(database: Database) {
    let store = database.open().await;
    assert_eq!(opens(&store, &written("a", "甲", ANNA)).await, Opening::Made(1));
    let seen = |number, revision| Some(Seen { number, revision });
    let edit = |title, seen| NewVersion { seen, ..written("a", title, BO) };
    assert_eq!(opens(&store, &edit("乙", seen(1, 1))).await, Opening::Replaced(1));
    assert_eq!(opens(&store, &edit("丙", seen(1, 1))).await, Opening::Stale);
    assert_eq!(opens(&store, &edit("丙", seen(0, 0))).await, Opening::Stale);
    assert_eq!(store.item_version(&key("a"), 1).await.unwrap().unwrap().body, body("乙"));
    assert_eq!(opens(&store, &edit("丙", seen(1, 2))).await, Opening::Replaced(1));
}

async fn a_version_waits_for_its_day(database: Database) {
    let store = database.open().await;
    let days = Days { publish_on: Some(day("2026-03-10")), expire_on: None };
    opens(&store, &NewVersion { days, ..written("a", "甲", ANNA) }).await;
    assert_eq!(publishes(&store, "a", 1, BO, "2026-03-09").await, Publishing::Scheduled(day("2026-03-10")));
    assert!(published(&store).await.is_empty());
    assert!(store.publish_due(at(30), day("2026-03-09"), &note()).await.unwrap().is_empty());
    assert_eq!(store.publish_due(at(30), day("2026-03-10"), &note()).await.unwrap(), [key("a")]);
    assert_eq!(published(&store).await.len(), 1);
    assert!(store.publish_due(at(31), day("2026-03-11"), &note()).await.unwrap().is_empty());
    let version = store.item_version(&key("a"), 1).await.unwrap().unwrap();
    assert_eq!((version.state, version.reviewer), (VersionState::InForce, Some(BO)));
    // Taken back before its day it needs a second person anew.
    let days = Days { publish_on: Some(day("2026-04-10")), expire_on: None };
    opens(&store, &NewVersion { days, ..written("a", "乙", ANNA) }).await;
    publishes(&store, "a", 2, BO, "2026-03-09").await;
    store.take_back_version(&key("a"), 2, at(32), &note()).await.unwrap().unwrap();
    assert!(store.publish_due(at(33), day("2026-05-01"), &note()).await.unwrap().is_empty());
}

/// A small generator of numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn rolls(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn whatever_is_done_nothing_is_in_force_that_its_author_published(database: Database) {
    let store = database.open().await;
    let mut dice = Dice(20_260_301);
    let (mut in_force, mut refused) = (0, 0);
    for round in 0..250 {
        let id = ["a", "b"][usize::try_from(dice.rolls(2)).unwrap()];
        let who = [ANNA, BO, CHEN][usize::try_from(dice.rolls(3)).unwrap()];
        let number = store.item(&key(id)).await.unwrap().map_or(1, |item| item.latest);
        let doing = Withdrawing { key: &key(id), who, at: at(round), reason: "试" };
        let days = Days { publish_on: (dice.rolls(4) == 0).then(|| day("2026-03-05")), expire_on: None };
        match dice.rolls(9) {
            0..=2 => {
                let title = format!("第{}稿", dice.rolls(5));
                let submit = dice.rolls(2) == 0;
                opens(&store, &NewVersion { days, submit, ..written(id, &title, who) }).await;
            }
            3 => tried(store.submit_version(&key(id), number, at(round), &note()).await.unwrap()),
            4 | 5 => match publishes(&store, id, number, who, "2026-03-01").await {
                Publishing::Refused(_) => refused += 1,
                Publishing::InForce | Publishing::Scheduled(_) => in_force += 1,
            },
            6 => tried(store.take_back_version(&key(id), number, at(round), &note()).await.unwrap()),
            7 => tried(store.refuse_version(number, doing, &note()).await.unwrap()),
            _ if dice.rolls(3) == 0 => tried(store.withdraw_item(doing, &note()).await.unwrap()),
            _ => drop(store.publish_due(at(round), day("2026-03-05"), &note()).await.unwrap()),
        }
        holds(&store, id).await;
    }
    assert!(in_force >= 5 && refused >= 5, "{in_force} published, {refused} refused");
}

/// What may be refused.
fn tried(_: Result<(), Fault>) {}

/// What must hold of an item whatever was done with it.
async fn holds(store: &Store, id: &str) {
    let Some(item) = store.item(&key(id)).await.unwrap() else { return };
    let versions = store.item_versions(&key(id)).await.unwrap();
    let open: Vec<_> = versions.iter().filter(|version| version.state.open()).collect();
    assert!(open.len() <= 1, "{versions:?}");
    assert_eq!(open.first().map(|version| version.state), item.stage.filter(|stage| stage.open()));
    let live: Vec<_> = versions.iter().filter(|version| version.state == VersionState::InForce).collect();
    assert!(live.len() <= 1, "{versions:?}");
    for version in versions.iter().filter(|version| version.state == VersionState::InForce) {
        let reviewer = version.reviewer.unwrap();
        assert!(!version.hands.contains(&reviewer) && version.author != Some(reviewer), "{version:?}");
    }
    let head = published(store).await.into_iter().find(|(known, _)| known == id).map(|(_, body)| body);
    assert_eq!(head.as_ref(), live.first().map(|version| &version.body));
    assert_eq!(item.head == Publication::Published, head.is_some());
}

async fn lists_are_read_by_key_and_counted_by_standing(database: Database) {
    let store = database.open().await;
    let today = day("2026-03-01");
    let new: Vec<NewVersion> = (0..25)
        .map(|n| {
            let ends = (n < 5).then(|| day(&format!("2026-03-{:02}", 20 - n)));
            let days = Days { publish_on: None, expire_on: ends };
            NewVersion { days, at: at(n / 3), ..written(&format!("c{n:02}"), &format!("案例{n}"), ANNA) }
        })
        .collect();
    store.open_versions(&new, Some(&note())).await.unwrap();
    let first: Vec<(ItemKey, u32)> = new[..20].iter().map(|new| (new.key.clone(), 1)).collect();
    store.publish_versions(&first, BO, at(9), today, Some(&note())).await.unwrap();
    let filter = ItemFilter::all(EntryKind::Case);
    let mut ask = ItemAsk { filter: filter.clone(), order: ItemOrder::Newest, today, after: None, limit: 10 };
    let mut seen = vec![];
    loop {
        let page = store.items_page(&ask).await.unwrap();
        let Some(last) = page.last() else { break };
        ask.after = Some(ItemCursor::behind(last, ask.order));
        seen.extend(page.into_iter().map(|item| item.key.id));
    }
    assert_eq!(seen.len(), 25);
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 25, "every item stands on one page");

    let counts = store.item_counts(&filter, today).await.unwrap();
    let count = |standing| counts.iter().find(|(known, _)| *known == standing).unwrap().1;
    assert_eq!((count(Standing::InReview), count(Standing::Published), count(Standing::Expired)), (5, 20, 0));
    let later = store.item_counts(&filter, day("2026-03-19")).await.unwrap();
    let count = |standing| later.iter().find(|(known, _)| *known == standing).unwrap().1;
    assert_eq!((count(Standing::Published), count(Standing::Expired)), (17, 3));

    let found = async |filter: ItemFilter| store.item_count(&filter, today).await.unwrap();
    assert_eq!(found(ItemFilter { ends_within: Some(17), ..filter.clone() }).await, 3);
    assert_eq!(found(ItemFilter { words: Some("案例1 划痕".into()), ..filter.clone() }).await, 11);
    assert_eq!(found(ItemFilter { words: Some("%".into()), ..filter.clone() }).await, 0);
    assert_eq!(found(ItemFilter { sector: Some("C19".into()), area: Some("鹿城".into()), ..filter.clone() }).await, 25);
    assert_eq!(found(ItemFilter { area: Some("瓯海".into()), ..filter.clone() }).await, 0);
    assert_eq!(found(ItemFilter { unsourced: true, ..filter.clone() }).await, 0);
    let ending = ItemAsk { filter: filter.clone(), order: ItemOrder::Ending, today, after: None, limit: 2 };
    let page = store.items_page(&ending).await.unwrap();
    assert_eq!(page.iter().map(|item| item.key.id.as_str()).collect::<Vec<_>>(), ["c04", "c03"]);
    let after = Some(ItemCursor::behind(&page[1], ItemOrder::Ending));
    let page = store.items_page(&ItemAsk { after, ..ending }).await.unwrap();
    assert_eq!(page[0].key.id, "c02");

    store.care_for_item(&key("c01"), Some(CHEN), Some(day("2026-02-01")), &note()).await.unwrap().unwrap();
    assert_eq!(found(ItemFilter { owner: Some(CHEN), review_due: true, ..filter }).await, 1);
}

fn entry(id: &str, title: &str) -> StoredEntry {
    let body = body(title);
    StoredEntry { kind: EntryKind::Case, id: id.to_owned(), publication: Publication::Published, body }
}

async fn the_seed_becomes_versions_and_curators_changes_stay(database: Database) {
    let store = database.open().await;
    store.replace_entries(&[entry("a", "甲"), entry("b", "乙")], Missing::Keep).await.unwrap();
    let first = store.item_version(&key("a"), 1).await.unwrap().unwrap();
    assert_eq!((first.state, first.origin, first.author), (VersionState::InForce, Origin::Seed, None));
    opens(&store, &written("a", "新", ANNA)).await;
    // The same once more changes nothing, other words are another version; what somebody writes stays open.
    store.replace_entries(&[entry("a", "甲")], Missing::Keep).await.unwrap();
    assert_eq!(store.item_versions(&key("a")).await.unwrap().len(), 2);
    store.replace_entries(&[entry("a", "甲二")], Missing::Withdraw).await.unwrap();
    let states: Vec<VersionState> =
        store.item_versions(&key("a")).await.unwrap().iter().map(|version| version.state).collect();
    assert_eq!(states, [VersionState::InForce, VersionState::InReview, VersionState::Superseded]);
    assert_eq!(item(&store, "b").await.head, Publication::Withdrawn);
    holds_of_seed(&store).await;
}

async fn holds_of_seed(store: &Store) {
    let all: Vec<_> = published(store).await;
    assert_eq!(all, [("a".to_owned(), body("甲二"))]);
    assert_eq!(publishes(store, "a", 2, BO, "2026-03-01").await, Publishing::InForce);
    assert_eq!(published(store).await, [("a".to_owned(), body("新"))]);
}

async fn entries_of_an_older_database_become_items(database: Database) {
    let store = database.open().await;
    let off = StoredEntry { publication: Publication::Withdrawn, ..entry("b", "乙") };
    store.replace_entries(&[entry("a", "甲"), off], Missing::Keep).await.unwrap();
    let version = store.knowledge_version().await.unwrap();
    store.close().await.unwrap();
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    for table in ["knowledge_items", "knowledge_versions", "saved_views"] {
        raw.execute_unprepared(&format!("DROP TABLE {table}")).await.unwrap();
    }
    raw.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm014_curation'").await.unwrap();
    raw.close().await.unwrap();
    let store = database.open().await;
    let (one, other) = (item(&store, "a").await, item(&store, "b").await);
    assert_eq!((one.head, one.number, one.traits.title.as_str()), (Publication::Published, 1, "甲"));
    assert_eq!((other.head, other.traits.sector.as_deref()), (Publication::Withdrawn, Some("C195")));
    assert_eq!(store.knowledge_version().await.unwrap(), version);
    // What was taken over goes on like everything else.
    assert_eq!(opens(&store, &written("a", "甲", ANNA)).await, Opening::Same);
    assert_eq!(opens(&store, &written("a", "新", ANNA)).await, Opening::Made(2));
    assert_eq!(publishes(&store, "a", 2, BO, "2026-03-01").await, Publishing::InForce);
}

async fn views_are_kept_by_person_and_library(database: Database) {
    use yiguan::store::SavedFilter;
    let store = database.open().await;
    let view = |query: &str| SavedFilter { name: "快到期".to_owned(), query: query.to_owned() };
    store.save_view(ANNA, EntryKind::Case, &view("ends=30")).await.unwrap();
    store.save_view(ANNA, EntryKind::Case, &view("ends=60")).await.unwrap();
    assert_eq!(store.saved_views(ANNA, EntryKind::Case).await.unwrap(), [view("ends=60")]);
    assert!(store.saved_views(ANNA, EntryKind::Policy).await.unwrap().is_empty());
    assert!(store.saved_views(BO, EntryKind::Case).await.unwrap().is_empty());
    assert!(store.drop_view(ANNA, EntryKind::Case, "快到期").await.unwrap());
    assert!(!store.drop_view(ANNA, EntryKind::Case, "快到期").await.unwrap());
}
