//! The log of what changed in the knowledge, and the hashes of what is in force.

use serde_json::json;
use yiguan::domain::{EntryKind, Publication, StoredEntry};
use yiguan::store::{KnowledgeChange, Missing, Store};

use crate::support::database::Database;

contracts! {
    every_change_is_logged_once_with_a_higher_number,
    what_is_written_as_it_stood_is_no_change,
    what_is_withdrawn_is_logged,
    entries_in_force_come_in_pages_and_by_name,
    a_hash_hangs_on_what_is_stored_alone,
    a_database_of_an_earlier_form_gets_the_same_version,
}

fn case(id: &str, title: &str) -> StoredEntry {
    let (kind, publication) = (EntryKind::Case, Publication::Published);
    StoredEntry { kind, id: id.to_owned(), publication, body: json!({"id": id, "title": title}) }
}

async fn changes(store: &Store, after: i64) -> Vec<(i64, String)> {
    let of = |change: KnowledgeChange| (change.seq, change.id);
    store.knowledge_changes(after, 100).await.unwrap().into_iter().map(of).collect()
}

async fn every_change_is_logged_once_with_a_higher_number(database: Database) {
    let store = database.open().await;
    assert_eq!(store.knowledge_state().await.unwrap().seq, 0);
    store.replace_entries(&[case("b", "乙"), case("a", "甲")], Missing::Keep).await.unwrap();
    assert_eq!(changes(&store, 0).await, [(1, "a".to_owned()), (2, "b".to_owned())]);
    store.replace_entries(&[case("a", "甲二")], Missing::Keep).await.unwrap();
    assert_eq!(changes(&store, 0).await, [(2, "b".to_owned()), (3, "a".to_owned())]);
    assert_eq!(changes(&store, 2).await, [(3, "a".to_owned())]);
    assert_eq!(store.knowledge_changes(0, 1).await.unwrap().len(), 1);
    let state = store.knowledge_state().await.unwrap();
    assert_eq!((state.seq, state.version), (3, store.knowledge_version().await.unwrap()));
}

async fn what_is_written_as_it_stood_is_no_change(database: Database) {
    let store = database.open().await;
    let all = [case("a", "甲"), case("b", "乙")];
    store.replace_entries(&all, Missing::Keep).await.unwrap();
    let before = store.knowledge_state().await.unwrap();
    store.replace_entries(&all, Missing::Withdraw).await.unwrap();
    assert_eq!(store.knowledge_state().await.unwrap(), before);
    assert_eq!(changes(&store, before.seq).await, []);
}

async fn what_is_withdrawn_is_logged(database: Database) {
    let store = database.open().await;
    store.replace_entries(&[case("a", "甲"), case("b", "乙")], Missing::Keep).await.unwrap();
    store.replace_entries(&[case("a", "甲")], Missing::Withdraw).await.unwrap();
    assert_eq!(changes(&store, 2).await, [(3, "b".to_owned())]);
    assert!(store.in_force(EntryKind::Case, &["b".to_owned()]).await.unwrap().is_empty());
}

async fn entries_in_force_come_in_pages_and_by_name(database: Database) {
    let store = database.open().await;
    let mut all: Vec<StoredEntry> = (0..7).map(|n| case(&format!("c-{n}"), "甲")).collect();
    all[3].publication = Publication::Draft;
    store.replace_entries(&all, Missing::Keep).await.unwrap();
    let (mut read, mut after) = (vec![], None::<String>);
    loop {
        let page = store.in_force_page(EntryKind::Case, after.as_deref(), 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.entry.id.clone());
        read.extend(page.into_iter().map(|found| found.entry.id));
    }
    assert_eq!(read, ["c-0", "c-1", "c-2", "c-4", "c-5", "c-6"]);
    let asked = ["c-6", "c-3", "c-9"].map(str::to_owned);
    let found = store.in_force(EntryKind::Case, &asked).await.unwrap();
    assert_eq!(found.into_iter().map(|found| found.entry).collect::<Vec<_>>(), all[6..]);
    assert!(store.in_force_page(EntryKind::Policy, None, 9).await.unwrap().is_empty());
}

async fn a_hash_hangs_on_what_is_stored_alone(database: Database) {
    let store = database.open().await;
    let mark = async || {
        let marks = store.marks_in_force(EntryKind::Case).await.unwrap();
        let found = store.in_force(EntryKind::Case, &["a".to_owned()]).await.unwrap();
        let of_entry = found.first().map(|found| ("a".to_owned(), found.mark));
        assert_eq!(marks.first().cloned(), of_entry);
        of_entry.map(|(_, mark)| mark.to_string())
    };
    store.replace_entries(&[case("a", "甲")], Missing::Keep).await.unwrap();
    let first = mark().await;
    store.replace_entries(&[case("a", "乙")], Missing::Keep).await.unwrap();
    assert_ne!(mark().await, first);
    store.replace_entries(&[case("a", "甲")], Missing::Keep).await.unwrap();
    assert_eq!(mark().await, first);
    let draft = StoredEntry { publication: Publication::Draft, ..case("a", "甲") };
    store.replace_entries(&[draft], Missing::Keep).await.unwrap();
    assert_eq!(mark().await, None);
}

/// As it was before the log: the version was reckoned in another way, and nothing was logged.
async fn a_database_of_an_earlier_form_gets_the_same_version(database: Database) {
    use sea_orm::ConnectionTrait;
    let store = database.open().await;
    store.replace_entries(&[case("a", "甲"), case("b", "乙")], Missing::Keep).await.unwrap();
    let version = store.knowledge_version().await.unwrap();
    store.close().await.unwrap();
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    for statement in [
        "DROP TABLE knowledge_changes",
        "DELETE FROM settings WHERE name = 'knowledge_seq'",
        "UPDATE settings SET value = 'ab' WHERE name = 'knowledge_version'",
        "DELETE FROM seaql_migrations WHERE version = 'm013_knowledge_changes'",
    ] {
        raw.execute_unprepared(statement).await.unwrap();
    }
    raw.close().await.unwrap();
    let store = database.open().await;
    let state = store.knowledge_state().await.unwrap();
    assert_eq!((state.seq, state.version), (0, version));
    store.replace_entries(&[case("a", "甲二")], Missing::Keep).await.unwrap();
    assert_eq!(changes(&store, 0).await, [(1, "a".to_owned())]);
}
