//! Consents: given and taken back, each step once in the log, gone with the talk.

use yiguan::domain::{AuditNote, Consent, ConsentKind, Conversation, Erasure};
use yiguan::store::StoreError;

use super::fixtures::{at, conversation, talk_in};
use crate::support::database::Database;

contracts! {
    a_consent_is_given_and_taken_back_and_given_again,
    two_devices_agree_at_once_and_the_log_has_it_once,
    a_consent_goes_with_its_talk,
}

const KIND: ConsentKind = ConsentKind::CaseBase;

fn note(of: &Conversation, millis: i64, action: &str) -> AuditNote {
    AuditNote {
        at: at(millis),
        staff: None,
        action: action.into(),
        subject: Some(of.id.to_string()),
        detail: "{}".into(),
    }
}

async fn a_consent_is_given_and_taken_back_and_given_again(database: Database) {
    let store = database.open().await;
    let (talk, other) = (talk_in(&store, 1).await, talk_in(&store, 2).await);
    assert_eq!(store.consent(talk.id, KIND).await.unwrap(), None);
    assert!(!store.withdraw_consent(talk.id, KIND, &note(&talk, 1, "consent.withdrawn")).await.unwrap());
    assert!(store.give_consent(talk.id, KIND, &note(&talk, 2, "consent.given")).await.unwrap());
    let given = Consent { agreed_at: at(2), withdrawn_at: None };
    assert_eq!(store.consent(talk.id, KIND).await.unwrap(), Some(given));
    assert!(!store.give_consent(talk.id, KIND, &note(&talk, 3, "consent.given")).await.unwrap(), "it stands");
    assert_eq!(store.consent(talk.id, KIND).await.unwrap(), Some(given));
    assert!(store.withdraw_consent(talk.id, KIND, &note(&talk, 4, "consent.withdrawn")).await.unwrap());
    let taken_back = Consent { withdrawn_at: Some(at(4)), ..given };
    assert_eq!(store.consent(talk.id, KIND).await.unwrap(), Some(taken_back));
    assert!(!taken_back.stands() && given.stands());
    assert!(store.give_consent(talk.id, KIND, &note(&talk, 5, "consent.given")).await.unwrap());
    let again = Consent { agreed_at: at(5), withdrawn_at: None };
    assert_eq!(store.consent(talk.id, KIND).await.unwrap(), Some(again));
    assert_eq!(store.consent(other.id, KIND).await.unwrap(), None);
    let log: Vec<AuditNote> = store.audit_after(0, 10).await.unwrap().into_iter().map(|entry| entry.note).collect();
    let written = [(2, "consent.given"), (4, "consent.withdrawn"), (5, "consent.given")];
    assert_eq!(log, written.map(|(millis, action)| note(&talk, millis, action)));
}

async fn two_devices_agree_at_once_and_the_log_has_it_once(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    let (first, second) = (note(&talk, 1, "consent.given"), note(&talk, 2, "consent.given"));
    let (one, other) =
        tokio::join!(store.give_consent(talk.id, KIND, &first), store.give_consent(talk.id, KIND, &second));
    assert_ne!(one.unwrap(), other.unwrap());
    assert_eq!(store.audit_after(0, 10).await.unwrap().len(), 1);
}

async fn a_consent_goes_with_its_talk(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    store.give_consent(talk.id, KIND, &note(&talk, 2, "consent.given")).await.unwrap();
    let receipt = Erasure { receipt: "DEL-1".to_owned(), erased_at: at(6) };
    store.erase_conversation(talk.id, &receipt).await.unwrap();
    assert_eq!(store.consent(talk.id, KIND).await.unwrap(), None);
    let nobody = conversation(9);
    for gone in [&talk, &nobody] {
        let note = note(gone, 7, "consent.given");
        assert_eq!(store.give_consent(gone.id, KIND, &note).await, Err(StoreError::UnknownConversation));
        assert_eq!(store.withdraw_consent(gone.id, KIND, &note).await, Err(StoreError::UnknownConversation));
    }
}
