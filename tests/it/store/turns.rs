//! Turns: begun once, one at a time, ended whole.

use tokio::task::JoinSet;
use yiguan::domain::{Conversation, Turn, TurnEvent, TurnState};
use yiguan::store::{Begun, Duplicate, Progress, Store, StoreError};

use super::fixtures::{at, conversation, delta, dossier, finished, turn};
use crate::support::database::Database;

contracts! {
    a_turn_comes_back_whole,
    turns_are_numbered_by_conversation,
    the_same_key_gives_the_same_turn,
    two_turns_at_once_are_refused,
    of_twenty_at_once_one_begins,
    of_twenty_with_one_key_one_begins,
    unknown_turns_and_conversations,
    an_end_is_stored_whole,
    an_end_is_all_or_nothing,
    a_turn_ends_once,
    a_turn_must_end_with_a_state_and_a_time,
    beginning_and_ending_never_deadlock,
    what_a_crash_left_is_interrupted,
}

async fn talk_in(store: &Store, number: u16) -> Conversation {
    let talk = conversation(number);
    store.create_conversation(&talk).await.unwrap();
    talk
}

async fn begin(store: &Store, turn: &Turn) -> u32 {
    match store.begin_turn(turn).await.unwrap() {
        Begun::New { sequence } => sequence,
        Begun::Replay(earlier) => panic!("a replay of {}", earlier.id),
    }
}

async fn a_turn_comes_back_whole(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let mut first = turn(&talk, 1);
    first.idempotency_key = Some("键 1".to_owned());
    first.sequence = begin(&store, &first).await;
    assert_eq!(store.turn(first.id).await.unwrap().as_ref(), Some(&first));
    let end = finished(&first, 1);
    store.finish_turn(&end, None, &[]).await.unwrap();
    assert_eq!(store.turn(first.id).await.unwrap().as_ref(), Some(&end));
}

async fn turns_are_numbered_by_conversation(database: Database) {
    let store = database.open().await;
    let (talk, other) = (talk_in(&store, 1).await, talk_in(&store, 2).await);
    // Ids count down, so that the order can only come from the sequence.
    for (number, sequence) in [(30, 1), (20, 2), (10, 3)] {
        let next = turn(&talk, number);
        assert_eq!(begin(&store, &next).await, sequence);
        store.finish_turn(&finished(&next, sequence), None, &[]).await.unwrap();
    }
    assert_eq!(begin(&store, &turn(&other, 1)).await, 1);
    let sequences: Vec<u32> = store.turns(talk.id).await.unwrap().iter().map(|t| t.sequence).collect();
    assert_eq!(sequences, [1, 2, 3]);
    assert_eq!(store.turns(other.id).await.unwrap().len(), 1);
}

async fn the_same_key_gives_the_same_turn(database: Database) {
    let store = database.open().await;
    let (talk, other) = (talk_in(&store, 1).await, talk_in(&store, 2).await);
    let keyed = |talk: &Conversation, number| Turn { idempotency_key: Some("k".to_owned()), ..turn(talk, number) };
    let first = keyed(&talk, 1);
    begin(&store, &first).await;
    let running = store.turn(first.id).await.unwrap().unwrap();
    let again = store.begin_turn(&keyed(&talk, 2)).await.unwrap();
    assert_eq!(again, Begun::Replay(Box::new(running)));
    let end = finished(&first, 1);
    store.finish_turn(&end, None, &[]).await.unwrap();
    let again = store.begin_turn(&keyed(&talk, 3)).await.unwrap();
    assert_eq!(again, Begun::Replay(Box::new(end)));
    // A replay uses up no number, and another conversation may use the same key.
    assert_eq!(begin(&store, &turn(&talk, 4)).await, 2);
    assert_eq!(begin(&store, &keyed(&other, 1)).await, 1);
}

async fn two_turns_at_once_are_refused(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    begin(&store, &turn(&talk, 1)).await;
    assert_eq!(store.begin_turn(&turn(&talk, 2)).await, Err(StoreError::TurnRunning));
    assert_eq!(store.turn(turn(&talk, 2).id).await.unwrap(), None);
    store.finish_turn(&finished(&turn(&talk, 1), 1), None, &[]).await.unwrap();
    assert_eq!(store.begin_turn(&turn(&talk, 1)).await, Err(StoreError::Duplicate(Duplicate::Id)));
    assert_eq!(begin(&store, &turn(&talk, 2)).await, 2);
}

/// Twenty turns begun at the same moment, half of them through another replica.
async fn twenty(database: &Database, key: Option<&str>) -> Vec<Result<Begun, StoreError>> {
    let stores = [database.open().await, database.open().await];
    let talk = talk_in(&stores[0], 1).await;
    let mut begins = JoinSet::new();
    for number in 0..20 {
        let store = stores[usize::from(number % 2)].clone();
        let mut turn = turn(&talk, number);
        turn.idempotency_key = key.map(str::to_owned);
        begins.spawn(async move { store.begin_turn(&turn).await });
    }
    let results = begins.join_all().await;
    assert_eq!(stores[0].turns(talk.id).await.unwrap().len(), 1);
    results
}

async fn of_twenty_at_once_one_begins(database: Database) {
    let results = twenty(&database, None).await;
    let new = results.iter().filter(|r| **r == Ok(Begun::New { sequence: 1 })).count();
    let refused = results.iter().filter(|r| **r == Err(StoreError::TurnRunning)).count();
    assert_eq!((new, refused), (1, 19), "{results:?}");
}

async fn of_twenty_with_one_key_one_begins(database: Database) {
    let results = twenty(&database, Some("k")).await;
    let new = results.iter().filter(|r| **r == Ok(Begun::New { sequence: 1 })).count();
    let replays = results.iter().filter(|r| matches!(r, Ok(Begun::Replay(_)))).count();
    assert_eq!((new, replays), (1, 19), "{results:?}");
}

async fn unknown_turns_and_conversations(database: Database) {
    let store = database.open().await;
    let nobody = conversation(9);
    let nothing = turn(&nobody, 1);
    assert_eq!(store.turn(nothing.id).await.unwrap(), None);
    assert_eq!(store.turns(nobody.id).await.unwrap(), []);
    assert_eq!(store.running_turns().await.unwrap(), []);
    assert_eq!(store.begin_turn(&nothing).await, Err(StoreError::UnknownConversation));
    let end = finished(&nothing, 1);
    assert_eq!(store.finish_turn(&end, None, &[]).await, Err(StoreError::NotRunning));
}

async fn an_end_is_stored_whole(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let first = turn(&talk, 1);
    begin(&store, &first).await;
    store.append_events(first.id, &[delta(1, "一")]).await.unwrap();
    let (end, known) = (finished(&first, 1), dossier());
    let outcome = end.outcome.clone().map(Box::new);
    let event = TurnEvent::Finished { state: end.state, outcome };
    let last = yiguan::domain::NumberedEvent { number: 2, event };
    let progress = Progress { dossier: &known, vault: "柜" };
    store.finish_turn(&end, Some(progress), std::slice::from_ref(&last)).await.unwrap();
    assert_eq!(store.turn(first.id).await.unwrap(), Some(end));
    let talk = store.conversation(talk.id).await.unwrap().unwrap();
    assert_eq!((talk.dossier, talk.vault.as_str()), (known, "柜"));
    assert_eq!(store.events_after(first.id, 1).await.unwrap(), [last]);
    assert_eq!(store.running_turns().await.unwrap(), []);
}

async fn an_end_is_all_or_nothing(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let mut first = turn(&talk, 1);
    first.sequence = begin(&store, &first).await;
    store.append_events(first.id, &[delta(2, "二")]).await.unwrap();
    let known = dossier();
    let progress = Some(Progress { dossier: &known, vault: "柜" });
    let ended = store.finish_turn(&finished(&first, 1), progress, &[delta(1, "一"), delta(2, "又")]).await;
    assert_eq!(ended, Err(StoreError::Duplicate(Duplicate::EventNumber)));
    assert_eq!(store.turn(first.id).await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.conversation(talk.id).await.unwrap(), Some(talk));
    assert_eq!(store.events_after(first.id, 0).await.unwrap(), [delta(2, "二")]);
}

async fn a_turn_ends_once(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let first = turn(&talk, 1);
    begin(&store, &first).await;
    let end = finished(&first, 1);
    store.finish_turn(&end, None, &[]).await.unwrap();
    let known = dossier();
    let late = Turn { state: TurnState::Failed, outcome: None, ..end.clone() };
    let progress = Some(Progress { dossier: &known, vault: "柜" });
    assert_eq!(store.finish_turn(&late, progress, &[]).await, Err(StoreError::NotRunning));
    assert_eq!(store.turn(first.id).await.unwrap(), Some(end));
    assert_eq!(store.conversation(talk.id).await.unwrap(), Some(talk));
}

async fn a_turn_must_end_with_a_state_and_a_time(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let first = turn(&talk, 1);
    begin(&store, &first).await;
    let timeless = Turn { finished_at: None, ..finished(&first, 1) };
    let stateless = Turn { state: TurnState::Running, ..finished(&first, 1) };
    for wrong in [timeless, stateless] {
        let refused = store.finish_turn(&wrong, None, &[]).await.unwrap_err();
        assert!(matches!(refused, StoreError::Refused(_)), "{refused:?}");
        assert!(!format!("{refused:?}").contains("鞋面"), "{refused:?}");
    }
    assert_eq!(store.running_turns().await.unwrap().len(), 1);
}

async fn beginning_and_ending_never_deadlock(database: Database) {
    let stores = [database.open().await, database.open().await];
    let talk = talk_in(&stores[0], 1).await;
    let mut workers = JoinSet::new();
    for worker in 0..6_u16 {
        let store = stores[usize::from(worker % 2)].clone();
        let talk = talk.clone();
        workers.spawn(async move {
            let (known, mut carried_out) = (dossier(), 0);
            for round in 0..15 {
                let turn = turn(&talk, worker * 100 + round);
                match store.begin_turn(&turn).await {
                    Ok(_) => {
                        let progress = Some(Progress { dossier: &known, vault: "柜" });
                        store.finish_turn(&finished(&turn, 1), progress, &[delta(1, "一")]).await.unwrap();
                        carried_out += 1;
                    }
                    Err(refused) => assert_eq!(refused, StoreError::TurnRunning),
                }
            }
            carried_out
        });
    }
    let carried_out: usize = workers.join_all().await.into_iter().sum();
    let turns = stores[0].turns(talk.id).await.unwrap();
    assert!(carried_out > 0);
    assert_eq!(turns.len(), carried_out);
    assert!(turns.iter().zip(1..).all(|(turn, sequence)| turn.sequence == sequence));
}

async fn what_a_crash_left_is_interrupted(database: Database) {
    let store = database.open().await;
    let (talk, mut other) = (talk_in(&store, 1).await, conversation(2));
    other.locale = yiguan::domain::Locale::En;
    store.create_conversation(&other).await.unwrap();
    let (done, cut, unheard) = (turn(&talk, 1), turn(&talk, 2), turn(&other, 3));
    begin(&store, &done).await;
    store.finish_turn(&finished(&done, 1), None, &[delta(1, "完")]).await.unwrap();
    begin(&store, &cut).await;
    store.append_events(cut.id, &[delta(1, "一"), delta(2, "二")]).await.unwrap();
    begin(&store, &unheard).await;
    let running: Vec<_> = store.running_turns().await.unwrap().iter().map(|t| t.id).collect();
    assert_eq!(running, [cut.id, unheard.id]);

    let interrupted = store.interrupt_running(at(5_000), |locale| format!("{locale:?}")).await.unwrap();
    assert_eq!(interrupted, [cut.id, unheard.id]);
    assert_eq!(store.running_turns().await.unwrap(), []);
    for (id, last, language) in [(cut.id, 2, "ZhCn"), (unheard.id, 0, "En")] {
        let turn = store.turn(id).await.unwrap().unwrap();
        assert_eq!((turn.state, turn.finished_at), (TurnState::Interrupted, Some(at(5_000))));
        let tail = store.events_after(id, last).await.unwrap();
        let numbers: Vec<u32> = tail.iter().map(|e| e.number).collect();
        assert_eq!(numbers, [last + 1, last + 2]);
        let (code, message) = ("interrupted".to_owned(), language.to_owned());
        assert_eq!(tail[0].event, TurnEvent::Error { code, message });
        let state = TurnState::Interrupted;
        assert_eq!(tail[1].event, TurnEvent::Finished { state, outcome: None });
    }
    assert_eq!(store.events_after(done.id, 0).await.unwrap(), [delta(1, "完")]);
    assert_eq!(store.interrupt_running(at(6_000), |_| String::new()).await.unwrap(), []);
    assert_eq!(begin(&store, &turn(&talk, 4)).await, 3);
}
