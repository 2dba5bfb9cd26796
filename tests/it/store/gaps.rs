//! What fills gaps: begun, solved, opened again, lost; and the talks in which gaps show.

use serde_json::json;
use uuid::Uuid;
use yiguan::domain::bench::{GapKey, GapLink};
use yiguan::domain::curation::{Days, ItemKey, NewVersion, Opening, Origin};
use yiguan::domain::{AiTask, AuditNote, Dossier, EntryKind, StaffId};
use yiguan::store::{GapBegun, Store};

use super::fixtures::{at, conversation};
use crate::support::database::Database;

contracts! {
    an_item_is_begun_for_a_gap_or_nothing_is_noted,
    a_gap_is_solved_once_and_opened_again,
    an_item_begun_anew_is_not_solved,
    the_newest_talks_come_with_their_vaults,
}

const ANNA: StaffId = StaffId(Uuid::from_u128(1));

fn gap(process: &str) -> GapKey {
    GapKey { group: "C195".to_owned(), process: process.to_owned(), task: Some(AiTask::VisualInspection) }
}

fn note(action: &str) -> AuditNote {
    AuditNote { at: at(5), staff: Some(ANNA), action: action.to_owned(), subject: None, detail: "{}".to_owned() }
}

fn written(id: &str, title: &str) -> NewVersion {
    NewVersion {
        key: ItemKey::new(EntryKind::Case, id),
        body: json!({"id": id, "title": title}),
        author: ANNA,
        at: at(10),
        note: String::new(),
        days: Days::default(),
        origin: Origin::Form,
        submit: false,
        seen: None,
    }
}

async fn begins(store: &Store, new: &NewVersion, gap: &GapKey) -> Opening {
    let (saved, linked) = (note("curation.save"), note("bench.gap_begin"));
    store.open_for_gap(new, GapBegun { gap, saved: &saved, linked: &linked }).await.unwrap()
}

async fn actions(store: &Store) -> Vec<String> {
    store.audit_after(0, 50).await.unwrap().into_iter().map(|entry| entry.note.action).collect()
}

async fn an_item_is_begun_for_a_gap_or_nothing_is_noted(database: Database) {
    let store = database.open().await;
    assert!(store.gap_links().await.unwrap().is_empty());
    assert_eq!(begins(&store, &written("a", "甲"), &gap("刷胶")).await, Opening::Made(1));
    let link = GapLink {
        gap: gap("刷胶"),
        item: ItemKey::new(EntryKind::Case, "a"),
        number: 1,
        by: ANNA,
        at: at(10),
        solved_at: None,
        reopened_at: None,
    };
    assert_eq!(store.gap_links().await.unwrap(), std::slice::from_ref(&link));
    // What the item says already is begun for no other gap, and tells the log nothing.
    assert_eq!(begins(&store, &written("a", "甲"), &gap("")).await, Opening::Same);
    assert_eq!(store.gap_links().await.unwrap(), [link]);
    assert_eq!(actions(&store).await, ["curation.save", "bench.gap_begin"]);
    // One item may be for two gaps, and a gap may be of no trade, no task and no step.
    let nothing = GapKey { group: String::new(), process: String::new(), task: None };
    assert_eq!(begins(&store, &NewVersion { at: at(11), ..written("a", "乙") }, &nothing).await, Opening::Replaced(1));
    let gaps: Vec<GapKey> = store.gap_links().await.unwrap().into_iter().map(|link| link.gap).collect();
    assert_eq!(gaps, [nothing, gap("刷胶")]);
    assert_eq!(store.gaps_of(&ItemKey::new(EntryKind::Case, "a")).await.unwrap(), gaps);
    assert!(store.gaps_of(&ItemKey::new(EntryKind::Policy, "a")).await.unwrap().is_empty());
}

async fn a_gap_is_solved_once_and_opened_again(database: Database) {
    let store = database.open().await;
    begins(&store, &written("a", "甲"), &gap("")).await;
    begins(&store, &written("b", "乙"), &gap("刷胶")).await;
    let of = async |store: &Store| -> GapLink {
        store.gap_links().await.unwrap().into_iter().find(|link| link.item.id == "a").unwrap()
    };
    let link = of(&store).await;
    assert!(!store.reopen_gap(&gap(""), at(19), &note("bench.gap_reopen")).await.unwrap(), "it is not solved");
    assert!(store.settle_gap(&link, Some(at(20)), &note("bench.gap_solved")).await.unwrap());
    assert!(!store.settle_gap(&link, Some(at(21)), &note("bench.gap_solved")).await.unwrap(), "another was faster");
    assert_eq!(of(&store).await.solved_at, Some(at(20)));

    assert!(store.reopen_gap(&gap(""), at(30), &note("bench.gap_reopen")).await.unwrap());
    let opened = of(&store).await;
    assert_eq!((opened.solved_at, opened.reopened_at), (None, Some(at(30))));
    // Who looked before it was opened again solves nothing.
    assert!(!store.settle_gap(&link, Some(at(31)), &note("bench.gap_solved")).await.unwrap());
    assert!(store.settle_gap(&opened, Some(at(40)), &note("bench.gap_solved")).await.unwrap());
    assert!(store.settle_gap(&opened, None, &note("bench.gap_lost")).await.unwrap());
    assert!(!store.settle_gap(&opened, None, &note("bench.gap_lost")).await.unwrap());
    assert_eq!((of(&store).await.solved_at, of(&store).await.reopened_at), (None, Some(at(30))));
    let told: Vec<String> = actions(&store).await.split_off(4);
    assert_eq!(told, ["bench.gap_solved", "bench.gap_reopen", "bench.gap_solved", "bench.gap_lost"]);
}

async fn an_item_begun_anew_is_not_solved(database: Database) {
    let store = database.open().await;
    begins(&store, &written("a", "甲"), &gap("")).await;
    let link = store.gap_links().await.unwrap().remove(0);
    store.settle_gap(&link, Some(at(20)), &note("bench.gap_solved")).await.unwrap();
    store.reopen_gap(&gap(""), at(30), &note("bench.gap_reopen")).await.unwrap();
    assert_eq!(begins(&store, &NewVersion { at: at(40), ..written("a", "丙") }, &gap("")).await, Opening::Replaced(1));
    let links = store.gap_links().await.unwrap();
    assert_eq!(links, [GapLink { at: at(40), reopened_at: Some(at(30)), ..link }]);
}

async fn the_newest_talks_come_with_their_vaults(database: Database) {
    let store = database.open().await;
    for (number, moment) in [(1, 10), (2, 30), (3, 20)] {
        let mut talk = conversation(number);
        talk.created_at = at(moment);
        talk.vault = format!("{{\"Phone\":[\"{number}\"]}}");
        talk.dossier = Dossier { said: vec![number.to_string()], ..Dossier::default() };
        store.create_conversation(&talk).await.unwrap();
    }
    let talks = store.newest_talks(2).await.unwrap();
    let told: Vec<_> = talks.iter().map(|talk| (talk.at, talk.dossier.said[0].as_str(), talk.vault.as_str())).collect();
    assert_eq!(told, [(at(30), "2", "{\"Phone\":[\"2\"]}"), (at(20), "3", "{\"Phone\":[\"3\"]}")]);
}
