//! Opening, reopening, and URLs that cannot be used.

use futures::future::join_all;
use secrecy::SecretString;
use yiguan::domain::{EntryKind, Publication, StoredEntry};
use yiguan::store::{Missing, Store, StoreError};

use super::fixtures::{conversation, delta, dossier, finished, turn};
use crate::support::database::Database;

contracts! { reopening_keeps_everything, many_may_open_it_at_once, answers_until_it_is_closed }

async fn reopening_keeps_everything(database: Database) {
    let store = database.open().await;
    let mut talk = conversation(1);
    talk.dossier = dossier();
    let first = turn(&talk, 1);
    let entry = StoredEntry {
        kind: EntryKind::Case,
        id: "a".to_owned(),
        publication: Publication::Published,
        body: serde_json::json!({"title": "鞋面"}),
    };
    store.create_conversation(&talk).await.unwrap();
    store.begin_turn(&first).await.unwrap();
    let end = finished(&first, 1);
    store.finish_turn(&end, None, &[delta(1, "好")]).await.unwrap();
    store.replace_entries(std::slice::from_ref(&entry), Missing::Keep).await.unwrap();
    store.set_setting("seed", "7").await.unwrap();
    let version = store.knowledge_version().await.unwrap();
    store.close().await.unwrap();

    let store = database.open().await;
    assert_eq!(store.conversation(talk.id).await.unwrap(), Some(talk));
    assert_eq!(store.turn(first.id).await.unwrap(), Some(end));
    assert_eq!(store.events_after(first.id, 0).await.unwrap(), [delta(1, "好")]);
    assert_eq!(store.entries(EntryKind::Case).await.unwrap(), [entry]);
    assert_eq!(store.setting("seed").await.unwrap().as_deref(), Some("7"));
    assert_eq!(store.knowledge_version().await.unwrap(), version);
}

async fn many_may_open_it_at_once(database: Database) {
    let stores = join_all((0..5).map(|_| database.open())).await;
    stores[0].create_conversation(&conversation(1)).await.unwrap();
    for store in stores {
        assert!(store.conversation(conversation(1).id).await.unwrap().is_some());
    }
}

async fn answers_until_it_is_closed(database: Database) {
    let store = database.open().await;
    store.ping().await.unwrap();
    store.clone().close().await.unwrap();
    assert!(matches!(store.ping().await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn nothing_prints_the_password() {
    for url in [
        "postgres://owner:hunter2@127.0.0.1:1/yiguan",
        "postgres://owner:hunter2@127.0.0.1:port/yiguan",
        "postgres://owner:hunter2@[::1/yiguan",
        "mysql://owner:hunter2@127.0.0.1/yiguan",
        "sqlite://data/hunter2.db?mode=hunter2",
        "sqlite::memory:?hunter2",
        "hunter2",
    ] {
        let error = Store::open(&SecretString::from(url)).await.unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
