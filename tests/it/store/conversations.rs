//! Conversations and settings.

use chrono::Duration;
use yiguan::domain::{CaseCode, Locale};
use yiguan::store::{Duplicate, Progress, StoreError};

use super::fixtures::{conversation, dossier};
use crate::support::database::Database;

contracts! {
    a_conversation_comes_back_whole,
    times_are_kept_to_the_millisecond,
    ids_and_codes_are_taken_once,
    progress_replaces_what_was_known,
    nothing_is_found_under_unknown_names,
    a_setting_is_replaced,
}

async fn a_conversation_comes_back_whole(database: Database) {
    let store = database.open().await;
    let mut talk = conversation(1);
    talk.locale = Locale::En;
    talk.dossier = dossier();
    talk.vault = String::from(r#"{"〔电话1〕":"13800000000"}"#);
    store.create_conversation(&talk).await.unwrap();
    store.create_conversation(&conversation(2)).await.unwrap();
    assert_eq!(store.conversation(talk.id).await.unwrap().as_ref(), Some(&talk));
    assert_eq!(store.conversation_by_code(&talk.case_code).await.unwrap(), Some(talk));
}

async fn times_are_kept_to_the_millisecond(database: Database) {
    let store = database.open().await;
    let mut talk = conversation(1);
    let whole = talk.created_at;
    talk.created_at = whole + Duration::nanoseconds(999_999);
    store.create_conversation(&talk).await.unwrap();
    assert_eq!(store.conversation(talk.id).await.unwrap().unwrap().created_at, whole);
}

async fn ids_and_codes_are_taken_once(database: Database) {
    let store = database.open().await;
    let talk = conversation(1);
    store.create_conversation(&talk).await.unwrap();
    let mut same_code = conversation(2);
    same_code.case_code = talk.case_code.clone();
    assert_eq!(store.create_conversation(&same_code).await, Err(StoreError::Duplicate(Duplicate::CaseCode)));
    let mut same_id = conversation(3);
    same_id.id = talk.id;
    assert_eq!(store.create_conversation(&same_id).await, Err(StoreError::Duplicate(Duplicate::Id)));
}

async fn progress_replaces_what_was_known(database: Database) {
    let store = database.open().await;
    let (talk, other) = (conversation(1), conversation(2));
    store.create_conversation(&talk).await.unwrap();
    store.create_conversation(&other).await.unwrap();
    let known = dossier();
    let progress = Progress { dossier: &known, vault: "保险柜", handover: None };
    store.save_progress(talk.id, progress).await.unwrap();
    let now = store.conversation(talk.id).await.unwrap().unwrap();
    assert_eq!((now.dossier, now.vault.as_str()), (known.clone(), "保险柜"));
    assert_eq!(store.conversation(other.id).await.unwrap(), Some(other));
    let nobody = conversation(9).id;
    assert_eq!(store.save_progress(nobody, progress).await, Err(StoreError::UnknownConversation));
}

async fn nothing_is_found_under_unknown_names(database: Database) {
    let store = database.open().await;
    store.create_conversation(&conversation(1)).await.unwrap();
    assert_eq!(store.conversation(conversation(2).id).await.unwrap(), None);
    let code = CaseCode("k7qm-0001' OR 1=1".to_owned());
    assert_eq!(store.conversation_by_code(&code).await.unwrap(), None);
    assert_eq!(store.setting("nothing").await.unwrap(), None);
}

async fn a_setting_is_replaced(database: Database) {
    let store = database.open().await;
    store.set_setting("seed", "1").await.unwrap();
    store.set_setting("seed", "2").await.unwrap();
    assert_eq!(store.setting("seed").await.unwrap().as_deref(), Some("2"));
}
