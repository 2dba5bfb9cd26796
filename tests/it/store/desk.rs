//! What the desk keeps beside reviews: private notes and filters.

use uuid::Uuid;
use yiguan::domain::review::Note;
use yiguan::domain::{AuditNote, Conversation, StaffId};
use yiguan::store::SavedFilter;

use super::fixtures::{at, talk_in};
use crate::support::database::Database;

contracts! {
    notes_belong_to_their_case_and_leave_an_entry,
    filters_are_ones_own_and_replaced_by_name,
}

fn note(of: &Conversation, second: i64, text: &str) -> (Note, AuditNote) {
    let by = StaffId(Uuid::from_u128(7));
    let note = Note { conversation_id: of.id, by, at: at(second), text: text.to_owned() };
    let audit = AuditNote {
        at: at(second),
        staff: Some(by),
        action: "review.note".to_owned(),
        subject: Some(of.id.to_string()),
        detail: String::new(),
    };
    (note, audit)
}

async fn notes_belong_to_their_case_and_leave_an_entry(database: Database) {
    let store = database.open().await;
    let (talk, other) = (talk_in(&store, 1).await, talk_in(&store, 2).await);
    let all = [note(&talk, 2, "二"), note(&talk, 1, "一"), note(&other, 3, "别家")];
    for (number, (note, audit)) in (1..).zip(&all) {
        store.add_review_note(Uuid::from_u128(number), note, audit).await.unwrap();
    }
    let kept = store.review_notes(talk.id).await.unwrap();
    assert_eq!(kept, [all[1].0.clone(), all[0].0.clone()], "the oldest first, never another case's");
    assert_eq!(store.audit_after(0, 10).await.unwrap().len(), 3);
    // A note that cannot be stored leaves no entry either.
    let again = store.add_review_note(Uuid::from_u128(1), &all[0].0, &all[0].1).await;
    assert!(again.is_err());
    assert_eq!(store.audit_after(0, 10).await.unwrap().len(), 3);
}

async fn filters_are_ones_own_and_replaced_by_name(database: Database) {
    let store = database.open().await;
    let (lin, chen) = (StaffId(Uuid::from_u128(1)), StaffId(Uuid::from_u128(2)));
    let filter = |name: &str, query: &str| SavedFilter { name: name.to_owned(), query: query.to_owned() };
    for one in [filter("鞋类", "sector=C19"), filter("急件", "sort=wait"), filter("鞋类", "sector=C195")] {
        store.save_filter(lin, &one).await.unwrap();
    }
    store.save_filter(chen, &filter("鞋类", "area=x")).await.unwrap();
    let mut kept = store.saved_filters(lin).await.unwrap();
    kept.sort_by(|one, other| one.query.cmp(&other.query));
    assert_eq!(kept, [filter("鞋类", "sector=C195"), filter("急件", "sort=wait")]);
    assert_eq!(store.count_filters(lin).await.unwrap(), 2);
    assert!(store.drop_filter(lin, "鞋类").await.unwrap());
    assert!(!store.drop_filter(lin, "鞋类").await.unwrap());
    assert_eq!(store.saved_filters(chen).await.unwrap(), [filter("鞋类", "area=x")]);
}
