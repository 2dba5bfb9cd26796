//! How turns end: whole, once, and by themselves when a crash cut them off.

use tokio::task::JoinSet;
use yiguan::domain::{Locale, NumberedEvent, Turn, TurnEvent, TurnState};
use yiguan::store::{Duplicate, Progress, StoreError};

use super::fixtures::{at, begin, conversation, delta, dossier, finished, talk_in, turn};
use crate::support::database::Database;

contracts! {
    an_end_is_stored_whole,
    an_end_is_all_or_nothing,
    a_turn_ends_once,
    a_turn_must_end_with_a_state_and_a_time,
    beginning_and_ending_never_deadlock,
    what_a_crash_left_is_interrupted,
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
    let last = NumberedEvent { number: 2, event };
    let progress = Progress { dossier: &known, vault: "柜", handover: None };
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
    let progress = Some(Progress { dossier: &known, vault: "柜", handover: None });
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
    let progress = Some(Progress { dossier: &known, vault: "柜", handover: None });
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
                        let progress = Some(Progress { dossier: &known, vault: "柜", handover: None });
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
    other.locale = Locale::En;
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
