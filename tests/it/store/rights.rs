//! What owners give and ask for beside their words.

use chrono::NaiveDate;
use uuid::Uuid;
use yiguan::domain::{Complaint, Contact, Conversation, Erasure, ExportFormat, ExportRecord, Photo, PhotoId};
use yiguan::store::StoreError;

use super::fixtures::{at, begin, talk_in, turn};
use crate::support::database::Database;

contracts! {
    a_photo_comes_back_whole_with_its_turn,
    a_number_is_replaced_and_taken_back,
    a_new_secret_replaces_the_old_one,
    an_erased_talk_takes_everything_with_it_but_the_notes,
}

fn photo(of: &Conversation, number: u8) -> Photo {
    Photo {
        id: PhotoId(Uuid::from_u128(u128::from(number))),
        conversation_id: of.id,
        jpeg: vec![0xFF, 0xD8, number, 0],
        width: 1_600,
        height: 900,
        generated: number == 2,
        turn_id: None,
        field: (number == 1).then(|| "output".to_owned()),
        added_at: at(i64::from(number)),
    }
}

async fn a_photo_comes_back_whole_with_its_turn(database: Database) {
    let store = database.open().await;
    let (talk, other) = (talk_in(&store, 1).await, talk_in(&store, 2).await);
    let photos = [photo(&talk, 1), photo(&talk, 2), photo(&other, 3)];
    for photo in &photos {
        store.add_photo(photo).await.unwrap();
    }
    assert_eq!(store.photo(photos[0].id).await.unwrap().as_ref(), Some(&photos[0]));
    assert_eq!(store.count_photos(talk.id).await.unwrap(), 2);
    let first = turn(&talk, 1);
    begin(&store, &first).await;
    let ids: Vec<PhotoId> = photos.iter().map(|photo| photo.id).collect();
    store.attach_photos(talk.id, first.id, &ids).await.unwrap();
    let attached = store.photos_by_turn(talk.id).await.unwrap();
    assert_eq!(attached, [(first.id, ids[0]), (first.id, ids[1])], "never another talk's");
    assert!(store.photos_by_turn(other.id).await.unwrap().is_empty());
    assert!(store.remove_photo(ids[0]).await.unwrap());
    assert!(!store.remove_photo(ids[0]).await.unwrap());
    assert_eq!(store.photo_ids(talk.id).await.unwrap(), [ids[1]]);
}

async fn a_number_is_replaced_and_taken_back(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    assert_eq!(store.contact(talk.id).await.unwrap(), None);
    for phone in ["13800000000", "0577-88888888"] {
        let contact = Contact::new(phone, "译官", at(3)).unwrap();
        store.set_contact(talk.id, &contact).await.unwrap();
        assert_eq!(store.contact(talk.id).await.unwrap(), Some(contact));
    }
    assert!(store.remove_contact(talk.id).await.unwrap());
    assert!(!store.remove_contact(talk.id).await.unwrap());
}

async fn a_new_secret_replaces_the_old_one(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    for hash in ["aa", "bb"] {
        store.set_return_hash(talk.id, hash).await.unwrap();
        assert_eq!(store.return_hash(talk.id).await.unwrap().as_deref(), Some(hash));
    }
}

async fn an_erased_talk_takes_everything_with_it_but_the_notes(database: Database) {
    let store = database.open().await;
    let talk = talk_in(&store, 1).await;
    begin(&store, &turn(&talk, 1)).await;
    store.add_photo(&photo(&talk, 1)).await.unwrap();
    store.set_contact(talk.id, &Contact::new("13800000000", "译官", at(3)).unwrap()).await.unwrap();
    store.set_return_hash(talk.id, "aa").await.unwrap();
    let complaint = Complaint {
        number: "TS-1".to_owned(),
        conversation_id: Some(talk.id),
        text: "不对".to_owned(),
        made_at: at(4),
        due: NaiveDate::from_ymd_opt(2026, 12, 13).unwrap(),
    };
    store.add_complaint(&complaint).await.unwrap();
    let record = ExportRecord {
        produce_id: "K7QM-1".to_owned(),
        conversation_id: talk.id,
        turn_id: turn(&talk, 1).id,
        format: ExportFormat::Pdf,
        made_at: at(5),
    };
    store.add_export(&record).await.unwrap();
    let receipt = Erasure { receipt: "DEL-1".to_owned(), erased_at: at(6) };
    store.erase_conversation(talk.id, &receipt).await.unwrap();
    assert_eq!(store.conversation(talk.id).await.unwrap(), None);
    assert!(store.turns(talk.id).await.unwrap().is_empty());
    assert_eq!(store.photo(photo(&talk, 1).id).await.unwrap(), None);
    assert_eq!(store.contact(talk.id).await.unwrap(), None);
    assert_eq!(store.return_hash(talk.id).await.unwrap(), None);
    // A complaint must still be answered; of a file the law wants the note.
    assert_eq!(store.complaints().await.unwrap(), [complaint]);
    assert_eq!(store.export("K7QM-1").await.unwrap(), Some(record));
    let again = Erasure { receipt: "DEL-2".to_owned(), ..receipt };
    assert_eq!(store.erase_conversation(talk.id, &again).await, Err(StoreError::UnknownConversation));
}
