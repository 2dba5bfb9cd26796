//! The rules that the database itself keeps, whoever writes to it.

use sea_orm::ConnectionTrait;

use super::fixtures::{begin, delta, finished, talk_in, turn};
use crate::support::database::Database;

contracts! { the_database_refuses_what_must_not_be }

async fn the_database_refuses_what_must_not_be(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    talk_in(&store, 2).await;
    for (number, sequence) in [(1, 1), (2, 2)] {
        let turn = turn(&talk, number);
        begin(&store, &turn).await;
        let end = finished(&turn, sequence);
        store.finish_turn(&end, None, &[delta(1, "一"), delta(2, "二")]).await.unwrap();
    }
    store.close().await.unwrap();
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    for statement in [
        "UPDATE conversations SET case_code = 'same'",
        "UPDATE turns SET sequence = 7",
        "UPDATE turns SET sequence = 0 WHERE sequence = 1",
        "UPDATE turns SET idempotency_key = 'same'",
        "UPDATE turns SET state = 'running', finished_at = NULL",
        "UPDATE turns SET state = 'running'",
        "UPDATE turns SET state = 'dreaming'",
        "UPDATE turns SET finished_at = NULL",
        "UPDATE turns SET id = conversation_id",
        "UPDATE turn_events SET number = 1",
        "UPDATE turn_events SET number = 0 WHERE number = 1",
        "UPDATE conversations SET turn_count = -1",
        "INSERT INTO handovers SELECT id, 'wish', '{}', 1 FROM conversations",
        "INSERT INTO handovers SELECT id, 'review', NULL, 1 FROM conversations",
        "INSERT INTO knowledge_entries VALUES ('poem', 'a', 'published', '{}', '')",
        "INSERT INTO knowledge_entries VALUES ('case', 'a', 'found', '{}', '')",
    ] {
        assert!(raw.execute_unprepared(statement).await.is_err(), "{statement}");
    }
    // What belongs to a conversation goes with it.
    raw.execute_unprepared("DELETE FROM conversations").await.unwrap();
    raw.close().await.unwrap();
    let store = database.open().await;
    assert_eq!(store.turn(turn(&talk, 1).id).await.unwrap(), None);
    assert_eq!(store.events_after(turn(&talk, 1).id, 0).await.unwrap(), []);
}
