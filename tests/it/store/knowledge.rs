//! Knowledge entries and their version.

use futures::future::join;
use serde_json::{Value, json};
use yiguan::domain::{EntryKind, Publication, StoredEntry};
use yiguan::store::{Duplicate, Missing, Store, StoreError};

use crate::support::database::Database;

contracts! {
    entries_come_back_by_kind_and_sorted,
    a_body_keeps_its_text_and_its_order,
    a_replacement_changes_what_it_names,
    what_is_missing_is_withdrawn_on_demand,
    only_published_entries_are_found,
    a_thousand_entries_at_once,
    an_entry_given_twice_changes_nothing,
    any_change_changes_the_version,
    the_version_depends_on_the_content_alone,
    changes_at_the_same_time_have_one_version,
}

fn entry(kind: EntryKind, id: &str, body: Value) -> StoredEntry {
    StoredEntry { kind, id: id.to_owned(), publication: Publication::Published, body }
}

fn case(id: &str) -> StoredEntry {
    entry(EntryKind::Case, id, json!({"id": id, "title": "鞋面质检"}))
}

async fn ids(store: &Store, kind: EntryKind) -> Vec<String> {
    store.entries(kind).await.unwrap().into_iter().map(|e| e.id).collect()
}

async fn entries_come_back_by_kind_and_sorted(database: Database) {
    let store = database.open().await;
    assert_eq!(store.absent_kinds().await.unwrap(), EntryKind::ALL);
    let all = ["b", "a-b", "a", "ab", "B", "鞋"].map(case);
    store.replace_entries(&all, Missing::Keep).await.unwrap();
    for kind in EntryKind::ALL {
        store.replace_entries(&[entry(kind, "a", json!({"kind": kind}))], Missing::Keep).await.unwrap();
    }
    assert_eq!(store.absent_kinds().await.unwrap(), []);
    assert_eq!(ids(&store, EntryKind::Case).await, ["B", "a", "a-b", "ab", "b", "鞋"]);
    for kind in EntryKind::ALL {
        assert_eq!(
            store.entries(kind).await.unwrap().iter().find(|e| e.id == "a").unwrap().body,
            json!({"kind": kind})
        );
    }
}

async fn a_body_keeps_its_text_and_its_order(database: Database) {
    let store = database.open().await;
    let text =
        r#"{"z":"开胶、毛边","a":[1,2.5,-3,true,{"内":"〔〕\n\t\"'\\"}],"m":{"y":1e-7,"x":""},"big":9007199254740993}"#;
    let rich = entry(EntryKind::Playbook, "p", serde_json::from_str(text).unwrap());
    store.replace_entries(std::slice::from_ref(&rich), Missing::Keep).await.unwrap();
    let back = store.entries(EntryKind::Playbook).await.unwrap();
    assert_eq!(back[0].body.to_string(), rich.body.to_string());
    assert_eq!(back, [rich]);
}

async fn a_replacement_changes_what_it_names(database: Database) {
    let store = database.open().await;
    store.replace_entries(&[case("a"), case("b")], Missing::Keep).await.unwrap();
    let newer = StoredEntry { publication: Publication::Draft, body: json!({"title": "新"}), ..case("a") };
    store.replace_entries(&[newer.clone(), case("c")], Missing::Keep).await.unwrap();
    assert_eq!(store.entries(EntryKind::Case).await.unwrap(), [newer, case("b"), case("c")]);
}

async fn what_is_missing_is_withdrawn_on_demand(database: Database) {
    let store = database.open().await;
    let policy = entry(EntryKind::Policy, "a", json!({}));
    store.replace_entries(&[case("a"), case("b"), policy.clone()], Missing::Keep).await.unwrap();
    store.replace_entries(&[case("a")], Missing::Withdraw).await.unwrap();
    let withdrawn = |entry| StoredEntry { publication: Publication::Withdrawn, ..entry };
    assert_eq!(store.entries(EntryKind::Case).await.unwrap(), [case("a"), withdrawn(case("b"))]);
    assert_eq!(store.entries(EntryKind::Policy).await.unwrap(), [withdrawn(policy)]);
}

async fn only_published_entries_are_found(database: Database) {
    let store = database.open().await;
    let with = |id, publication| StoredEntry { publication, ..case(id) };
    let all = [with("a", Publication::Withdrawn), case("b"), with("c", Publication::Draft), case("d")];
    store.replace_entries(&all, Missing::Keep).await.unwrap();
    assert_eq!(store.published_entries(EntryKind::Case).await.unwrap(), [case("b"), case("d")]);
    assert_eq!(store.published_entries(EntryKind::Rubric).await.unwrap(), []);
    assert_eq!(store.entries(EntryKind::Case).await.unwrap(), all);
}

async fn a_thousand_entries_at_once(database: Database) {
    let store = database.open().await;
    let all: Vec<StoredEntry> = (0..1_203).map(|n| case(&format!("case-{n:04}"))).collect();
    store.replace_entries(&all, Missing::Keep).await.unwrap();
    store.replace_entries(&all[..1], Missing::Withdraw).await.unwrap();
    assert_eq!(store.published_entries(EntryKind::Case).await.unwrap(), all[..1]);
    store.replace_entries(&all, Missing::Withdraw).await.unwrap();
    assert_eq!(store.published_entries(EntryKind::Case).await.unwrap(), all);
}

async fn an_entry_given_twice_changes_nothing(database: Database) {
    let store = database.open().await;
    let twice = [case("a"), case("b"), case("a")];
    let refused = store.replace_entries(&twice, Missing::Keep).await;
    assert_eq!(refused, Err(StoreError::Duplicate(Duplicate::Id)));
    assert_eq!(store.absent_kinds().await.unwrap(), EntryKind::ALL);
}

async fn any_change_changes_the_version(database: Database) {
    let store = database.open().await;
    let draft = StoredEntry { publication: Publication::Draft, ..case("a") };
    let other_kind = StoredEntry { kind: EntryKind::Policy, ..case("a") };
    let other_body = StoredEntry { body: json!({"title": "新"}), ..case("a") };
    let mut seen = vec![store.knowledge_version().await.unwrap()];
    for change in [case("a"), draft, other_kind, other_body, case("b")] {
        store.replace_entries(&[change], Missing::Keep).await.unwrap();
        seen.push(store.knowledge_version().await.unwrap());
    }
    store.replace_entries(&[case("b")], Missing::Withdraw).await.unwrap();
    seen.push(store.knowledge_version().await.unwrap());
    store.replace_entries(&[case("b")], Missing::Keep).await.unwrap();
    assert_eq!(seen.last(), Some(&store.knowledge_version().await.unwrap()));
    let changes = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), changes);
}

/// The same figure on both databases: an index made from one holds for the other.
async fn the_version_depends_on_the_content_alone(database: Database) {
    const EXPECTED: &str = "3a3629dad17206604f138a96fbb1907b867cf4ca6a25590f001df69dd969a985";
    let store = database.open().await;
    store.replace_entries(&[case("ab"), case("a-b")], Missing::Keep).await.unwrap();
    assert_eq!(store.knowledge_version().await.unwrap(), EXPECTED);
    let other = entry(EntryKind::Case, "ab", json!({}));
    store.replace_entries(&[other], Missing::Keep).await.unwrap();
    assert_ne!(store.knowledge_version().await.unwrap(), EXPECTED);
    store.replace_entries(&[case("ab")], Missing::Keep).await.unwrap();
    assert_eq!(store.knowledge_version().await.unwrap(), EXPECTED);
}

async fn changes_at_the_same_time_have_one_version(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    for round in 0..10 {
        let (left, right) = ([case(&format!("left-{round}"))], [case(&format!("right-{round}"))]);
        let (first, second) =
            join(one.replace_entries(&left, Missing::Keep), two.replace_entries(&right, Missing::Keep)).await;
        first.unwrap();
        second.unwrap();
        let version = one.knowledge_version().await.unwrap();
        // Counts everything anew and changes nothing.
        one.replace_entries(&[], Missing::Keep).await.unwrap();
        assert_eq!(one.knowledge_version().await.unwrap(), version);
    }
}
