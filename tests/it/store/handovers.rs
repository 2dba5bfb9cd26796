//! The review queue.

use yiguan::domain::{Conversation, Dossier, Handover, TurnState, Wish};
use yiguan::store::{Progress, StoreError};

use super::fixtures::{at, begin, conversation, dossier, finished, review, talk_in, turn, waiting};
use crate::support::database::Database;

contracts! {
    a_handover_comes_back_whole,
    handing_over_again_keeps_the_place,
    nothing_is_handed_over_while_a_turn_runs,
    an_end_of_a_turn_hands_over_with_it_or_not_at_all,
    the_queue_goes_by_time,
}

fn handover(of: &Conversation, wish: Wish, millis: i64) -> Handover {
    Handover { conversation_id: of.id, wish, dossier: dossier(), requested_at: at(millis) }
}

async fn a_handover_comes_back_whole(database: Database) {
    let store = database.open().await;
    let (talk, other) = (talk_in(&store, 1).await, talk_in(&store, 2).await);
    let request = handover(&talk, Wish::Review, 5);
    assert_eq!(store.hand_over(&request, &review(&request)).await.unwrap(), request);
    assert_eq!(store.handover(talk.id).await.unwrap(), Some(request));
    assert_eq!(store.handover(other.id).await.unwrap(), None);
    let nobody = handover(&conversation(9), Wish::Review, 5);
    assert_eq!(store.hand_over(&nobody, &review(&nobody)).await, Err(StoreError::UnknownConversation));
}

async fn handing_over_again_keeps_the_place(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let first = Handover { dossier: Dossier::default(), ..handover(&talk, Wish::Person, 5) };
    store.hand_over(&first, &review(&first)).await.unwrap();
    let renewed = Handover { dossier: dossier(), ..first };
    for millis in [6, 7] {
        let again = handover(&talk, Wish::Review, millis);
        assert_eq!(store.hand_over(&again, &review(&again)).await.unwrap(), renewed);
    }
    let queue = waiting(&store).await;
    assert_eq!((queue.len(), queue[0].requested_at, queue[0].version), (1, at(5), 2));
}

async fn nothing_is_handed_over_while_a_turn_runs(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let first = turn(&talk, 1);
    begin(&store, &first).await;
    let request = handover(&talk, Wish::Review, 5);
    assert_eq!(store.hand_over(&request, &review(&request)).await, Err(StoreError::TurnRunning));
    assert_eq!(store.handover(talk.id).await.unwrap(), None);
    store.finish_turn(&finished(&first, 1), None, &[]).await.unwrap();
    assert_eq!(store.hand_over(&request, &review(&request)).await.unwrap(), request);
}

async fn an_end_of_a_turn_hands_over_with_it_or_not_at_all(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let first = turn(&talk, 1);
    begin(&store, &first).await;
    let (known, request) = (dossier(), handover(&talk, Wish::Person, 5));
    let opened = review(&request);
    let progress = Some(Progress { dossier: &known, vault: "柜", handover: Some((&request, &opened)) });
    let end = finished(&first, 1);
    let unfinished = yiguan::domain::Turn { state: TurnState::Running, ..end.clone() };
    store.finish_turn(&unfinished, progress, &[]).await.unwrap_err();
    assert_eq!(store.handover(talk.id).await.unwrap(), None);
    store.finish_turn(&end, progress, &[]).await.unwrap();
    assert_eq!(store.handover(talk.id).await.unwrap().as_ref(), Some(&request));
    let late = Handover { dossier: Dossier::default(), ..request.clone() };
    let progress = Some(Progress { dossier: &known, vault: "柜", handover: Some((&late, &opened)) });
    assert_eq!(store.finish_turn(&end, progress, &[]).await, Err(StoreError::NotRunning));
    assert_eq!(store.handover(talk.id).await.unwrap(), Some(request));
}

async fn the_queue_goes_by_time(database: Database) {
    let store = database.open().await;
    let mut requests = vec![];
    for (number, millis) in [(1, 30), (2, 10), (3, 20)] {
        let request = handover(&talk_in(&store, number).await, Wish::Review, millis);
        requests.push(store.hand_over(&request, &review(&request)).await.unwrap());
    }
    requests.sort_by_key(|request| request.requested_at);
    let queue: Vec<_> = waiting(&store).await.into_iter().map(|row| row.conversation_id).collect();
    assert_eq!(queue, requests.iter().map(|request| request.conversation_id).collect::<Vec<_>>());
}
