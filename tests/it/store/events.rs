//! The stream of a turn: in order, replayed from any place, written by one only.

use yiguan::domain::{NumberedEvent, Stage, Turn, TurnEvent, TurnState};
use yiguan::store::{Duplicate, Store, StoreError};

use super::fixtures::{conversation, delta, outcome, turn};
use crate::support::database::Database;

contracts! {
    every_kind_of_event_comes_back,
    events_are_replayed_in_order_from_any_place,
    a_long_stream_is_stored_whole_or_not_at_all,
    a_number_is_taken_once,
    streams_do_not_mix,
}

async fn begun(store: &Store, number: u16) -> Turn {
    let talk = conversation(number);
    store.create_conversation(&talk).await.unwrap();
    let turn = turn(&talk, 1);
    store.begin_turn(&turn).await.unwrap();
    turn
}

async fn every_kind_of_event_comes_back(database: Database) {
    let store = database.open().await;
    let turn = begun(&store, 1).await;
    let outcome = outcome();
    let events = [
        TurnEvent::Started { turn_id: turn.id, conversation_id: turn.conversation_id },
        TurnEvent::Stage { stage: Stage::Retrieval },
        TurnEvent::Cases { cases: outcome.cases.clone(), policies: outcome.policies.clone() },
        TurnEvent::TextDelta { text: "您好\n\u{0} 😀".to_owned() },
        TurnEvent::FactUpdated { fact: outcome.dossier[0].clone() },
        TurnEvent::Question { question: outcome.question.clone().unwrap() },
        TurnEvent::Verdict { verdict: Box::new(outcome.verdict.clone()) },
        TurnEvent::Specification { specification: Box::new(outcome.specification.clone().unwrap()) },
        TurnEvent::Error { code: "model".to_owned(), message: "请再试".to_owned() },
        TurnEvent::Finished { state: TurnState::Finished, outcome: Some(Box::new(outcome)) },
    ];
    let numbered: Vec<NumberedEvent> =
        (1..).zip(events).map(|(number, event)| NumberedEvent { number, event }).collect();
    store.append_events(turn.id, &numbered).await.unwrap();
    assert_eq!(store.events_after(turn.id, 0).await.unwrap(), numbered);
}

async fn events_are_replayed_in_order_from_any_place(database: Database) {
    let store = database.open().await;
    let turn = begun(&store, 1).await;
    let all: Vec<NumberedEvent> = (1..=12).map(|n| delta(n, &format!("词{n}"))).collect();
    // Written out of order: the numbers alone decide.
    store.append_events(turn.id, &all[6..]).await.unwrap();
    store.append_events(turn.id, &all[..6]).await.unwrap();
    store.append_events(turn.id, &[]).await.unwrap();
    for after in [0, 1, 9, 11] {
        let place = usize::try_from(after).unwrap();
        assert_eq!(store.events_after(turn.id, after).await.unwrap(), all[place..]);
    }
    assert_eq!(store.events_after(turn.id, 12).await.unwrap(), []);
}

async fn a_long_stream_is_stored_whole_or_not_at_all(database: Database) {
    let store = database.open().await;
    let turn = begun(&store, 1).await;
    let mut long: Vec<NumberedEvent> = (1..=2_500).map(|n| delta(n, "字")).collect();
    store.append_events(turn.id, &long).await.unwrap();
    assert_eq!(store.events_after(turn.id, 0).await.unwrap(), long);
    for event in &mut long {
        event.number += 2_500;
    }
    long[2_400].number = 7;
    let refused = store.append_events(turn.id, &long).await;
    assert_eq!(refused, Err(StoreError::Duplicate(Duplicate::EventNumber)));
    assert_eq!(store.events_after(turn.id, 2_500).await.unwrap(), []);
}

async fn a_number_is_taken_once(database: Database) {
    let store = database.open().await;
    let turn = begun(&store, 1).await;
    store.append_events(turn.id, &[delta(1, "先")]).await.unwrap();
    let refused = store.append_events(turn.id, &[delta(2, "后"), delta(1, "再")]).await;
    assert_eq!(refused, Err(StoreError::Duplicate(Duplicate::EventNumber)));
    assert_eq!(store.events_after(turn.id, 0).await.unwrap(), [delta(1, "先")]);
}

async fn streams_do_not_mix(database: Database) {
    let store = database.open().await;
    let (one, two) = (begun(&store, 1).await, begun(&store, 2).await);
    store.append_events(one.id, &[delta(1, "甲")]).await.unwrap();
    store.append_events(two.id, &[delta(1, "乙")]).await.unwrap();
    assert_eq!(store.events_after(one.id, 0).await.unwrap(), [delta(1, "甲")]);
    let nothing = turn(&conversation(9), 1).id;
    assert_eq!(store.events_after(nothing, 0).await.unwrap(), []);
    assert_eq!(store.append_events(nothing, &[delta(1, "丙")]).await, Err(StoreError::Dangling));
}
