//! How turns begin: one at a time, once for each key.

use tokio::task::JoinSet;
use yiguan::domain::{Conversation, Turn};
use yiguan::store::{Begun, Duplicate, StoreError};

use super::fixtures::{begin, conversation, finished, talk_in, turn};
use crate::support::database::Database;

contracts! {
    a_turn_comes_back_whole,
    turns_are_numbered_by_conversation,
    the_same_key_gives_the_same_turn,
    two_turns_at_once_are_refused,
    of_twenty_at_once_one_begins,
    of_twenty_with_one_key_one_begins,
    unknown_turns_and_conversations,
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
