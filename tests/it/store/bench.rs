//! Saved queries, runs and versions of the settings of a search.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use yiguan::domain::bench::{NewQuery, Placed, QueryId, Run, RunQuery, SavedQuery, SearchSettings, SettingsVersion};
use yiguan::domain::{AuditNote, EntryKind, StaffId};

use crate::support::database::Database;

contracts! {
    queries_are_kept_changed_and_forgotten,
    runs_are_numbered_and_kept_as_they_were,
    versions_are_promoted_and_rolled_back,
    what_is_done_at_the_bench_is_in_the_log,
}

fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
}

fn somebody() -> StaffId {
    StaffId(Uuid::from_u128(7))
}

fn note(action: &str) -> AuditNote {
    AuditNote {
        at: moment(0),
        staff: Some(somebody()),
        action: action.to_owned(),
        subject: None,
        detail: String::new(),
    }
}

fn query(words: &str) -> NewQuery {
    NewQuery {
        words: words.to_owned(),
        kind: EntryKind::Policy,
        area: Some("浙江省".to_owned()),
        as_of: NaiveDate::from_ymd_opt(2026, 11, 28),
        expected: vec!["A".to_owned(), "B".to_owned()],
    }
}

fn saved(n: u128, words: &str) -> SavedQuery {
    let at = moment(i64::try_from(n).unwrap());
    SavedQuery { id: QueryId(Uuid::from_u128(n)), query: query(words), by: somebody(), at }
}

async fn queries_are_kept_changed_and_forgotten(database: Database) {
    let store = database.open().await;
    let (one, two) = (saved(2, "鞋面划痕"), saved(1, "排产"));
    for query in [&one, &two] {
        store.save_bench_query(query, &note("bench.query")).await.unwrap();
    }
    assert_eq!(store.bench_queries().await.unwrap(), [two.clone(), one.clone()]);
    let bare = NewQuery { area: None, as_of: None, expected: vec![], kind: EntryKind::Case, ..query("开胶") };
    let other = SavedQuery { query: bare, ..one.clone() };
    store.save_bench_query(&other, &note("bench.query")).await.unwrap();
    assert_eq!(store.bench_query(one.id).await.unwrap(), Some(other));
    assert!(store.drop_bench_query(one.id, &note("bench.drop_query")).await.unwrap());
    assert!(!store.drop_bench_query(one.id, &note("bench.drop_query")).await.unwrap());
    assert_eq!(store.bench_queries().await.unwrap(), [two]);
    assert_eq!(store.bench_query(one.id).await.unwrap(), None);
}

fn run() -> Run {
    let found = vec![Placed { id: "A".to_owned(), score: 1.25 }];
    Run {
        number: 0,
        by: somebody(),
        at: moment(5),
        settings_number: 3,
        settings: SearchSettings { k: 2, glossary: 0.1, rrf: 60, depth: 50 },
        index_version: "abc-f3".to_owned(),
        points: 262,
        queries: vec![RunQuery::new(QueryId(Uuid::from_u128(1)), query("鞋面划痕"), found, 2)],
    }
}

async fn runs_are_numbered_and_kept_as_they_were(database: Database) {
    let store = database.open().await;
    assert!(store.runs().await.unwrap().is_empty() && store.run(1).await.unwrap().is_none());
    for number in 1..=3 {
        assert_eq!(store.keep_run(run(), &note("bench.run")).await.unwrap(), number);
    }
    assert_eq!(store.run(2).await.unwrap(), Some(Run { number: 2, ..run() }));
    let runs = store.runs().await.unwrap();
    assert_eq!(runs.iter().map(|head| head.number).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!((runs[0].queries, runs[0].settings, runs[0].mean), (1, (3, run().settings), run().mean()));
    let (one, two) = (note("bench.run"), note("bench.run"));
    let (left, right) = futures::future::join(store.keep_run(run(), &one), store.keep_run(run(), &two)).await;
    let mut numbers = [left.unwrap(), right.unwrap()];
    numbers.sort_unstable();
    assert_eq!(numbers, [4, 5]);
}

async fn versions_are_promoted_and_rolled_back(database: Database) {
    let store = database.open().await;
    assert_eq!(store.promoted_settings().await.unwrap(), 0);
    assert_eq!(store.settings_versions().await.unwrap(), [SettingsVersion::first()]);
    let settings = SearchSettings { k: 2, glossary: 0.25, ..SearchSettings::default() };
    let kept = store.keep_settings((settings, "少给几个"), (somebody(), moment(1)), &note("bench.draft")).await;
    assert_eq!(kept.unwrap(), 1);
    let version = store.settings_version(1).await.unwrap().unwrap();
    assert_eq!((version.settings, version.note.as_str(), version.promoted_at), (settings, "少给几个", None));
    assert_eq!(store.settings_version(2).await.unwrap(), None);
    store.promote_settings(1, moment(2), &note("bench.promote")).await.unwrap();
    assert_eq!(store.promoted_settings().await.unwrap(), 1);
    assert_eq!(store.settings_version(1).await.unwrap().unwrap().promoted_at, Some(moment(2)));
    store.promote_settings(0, moment(3), &note("bench.promote")).await.unwrap();
    assert_eq!(store.promoted_settings().await.unwrap(), 0);
    let numbers: Vec<u32> = store.settings_versions().await.unwrap().iter().map(|version| version.number).collect();
    assert_eq!(numbers, [1, 0]);
}

async fn what_is_done_at_the_bench_is_in_the_log(database: Database) {
    let store = database.open().await;
    store.save_bench_query(&saved(1, "排产"), &note("bench.query")).await.unwrap();
    store.keep_run(run(), &note("bench.run")).await.unwrap();
    let log = store.audit_after(0, 9).await.unwrap();
    let actions: Vec<&str> = log.iter().map(|entry| entry.note.action.as_str()).collect();
    assert_eq!(actions, ["bench.query", "bench.run"]);
}
