//! Reviews: opened with a hand-over, written step by step, each on the version that it was made on.

use std::collections::BTreeSet;

use chrono::Duration;
use yiguan::domain::review::{Acted, LEASE_MINUTES, Lease, Step, StepKind};
use yiguan::domain::{
    AuditNote, CaseCode, Dossier, Handover, Release, ReleasedDocument, Review, ReviewState, StaffId, Wish,
};
use yiguan::store::{ReviewWrite, Store, StoreError};

use super::fixtures::{at, dossier, outcome, review, talk_in};
use crate::support::database::Database;

contracts! {
    a_step_is_written_once_on_the_version_that_was_seen,
    of_two_writers_one_is_told,
    a_release_is_stored_with_its_step_and_withdrawn_with_another,
    only_a_lease_that_is_still_expired_is_swept,
    an_owner_who_comes_back_opens_what_was_closed,
}

const ANNA: StaffId = StaffId(uuid::Uuid::from_u128(1));

/// The review of a talk that was handed over.
async fn opened(store: &Store, number: u16) -> Review {
    let talk = talk_in(store, number).await;
    let handover = Handover { conversation_id: talk.id, wish: Wish::Review, dossier: dossier(), requested_at: at(1) };
    store.hand_over(&handover, &review(&handover)).await.unwrap();
    store.review(talk.id).await.unwrap().unwrap()
}

/// The next version of a review, in that state.
fn stepped(review: &Review, kind: StepKind, state: ReviewState) -> Acted {
    let version = review.version + 1;
    let about = Some("F2".to_owned());
    let step = Step {
        version,
        at: at(9),
        by: Some(ANNA),
        kind,
        field: Some(3),
        about,
        before: Some("一".into()),
        after: None,
        reason: Some("看过现场".into()),
    };
    let lease = Some(Lease { holder: ANNA, until: Some(at(60_000)) }).filter(|_| state == ReviewState::Working);
    Acted { review: Review { version, state, lease, updated_at: at(9), ..review.clone() }, step }
}

fn note() -> AuditNote {
    AuditNote { at: at(9), staff: Some(ANNA), action: "review.claim".into(), subject: None, detail: "{}".into() }
}

fn write(acted: &Acted) -> ReviewWrite<'_> {
    ReviewWrite { acted, release: None, audit: None }
}

async fn a_step_is_written_once_on_the_version_that_was_seen(database: Database) {
    let store = database.open().await;
    let first = opened(&store, 1).await;
    assert_eq!((first.version, first.state), (0, ReviewState::Waiting));
    let acted = stepped(&first, StepKind::Claim, ReviewState::Working);
    let note = note();
    store.write_review(ReviewWrite { audit: Some(&note), ..write(&acted) }).await.unwrap();
    assert_eq!(store.review(first.conversation_id).await.unwrap().as_ref(), Some(&acted.review));
    assert_eq!(store.review_steps(first.conversation_id, 0).await.unwrap(), std::slice::from_ref(&acted.step));
    assert_eq!(store.review_steps(first.conversation_id, 1).await.unwrap(), []);
    // The log has it, and of a refused write it has nothing.
    assert_eq!(store.write_review(ReviewWrite { audit: Some(&note), ..write(&acted) }).await, Err(StoreError::Stale));
    let log = store.audit_after(0, 10).await.unwrap();
    assert_eq!((log.len(), &log[0].note), (1, &note));
}

async fn of_two_writers_one_is_told(database: Database) {
    let store = database.open().await;
    let first = opened(&store, 1).await;
    let acted = stepped(&first, StepKind::Edit, ReviewState::Working);
    let (one, other) = tokio::join!(store.write_review(write(&acted)), store.write_review(write(&acted)));
    let mut came = [one, other];
    came.sort_by_key(Result::is_err);
    assert_eq!(came, [Ok(()), Err(StoreError::Stale)]);
}

async fn a_release_is_stored_with_its_step_and_withdrawn_with_another(database: Database) {
    let store = database.open().await;
    let first = opened(&store, 1).await;
    let mut acted = stepped(&first, StepKind::Release, ReviewState::Released);
    acted.review.releases = 1;
    let document = ReleasedDocument {
        case_code: CaseCode("K7QM-0001".into()),
        number: 1,
        specification: outcome().specification.unwrap(),
        verdict: outcome().verdict,
        override_reason: None,
        reviewer: "李明".into(),
        second_reader: None,
        released_on: "2026-11-28".into(),
        provider: "译官".into(),
    };
    let release = Release {
        conversation_id: first.conversation_id,
        number: 1,
        by: ANNA,
        at: at(9),
        document,
        sealed: vec![1, 2, 255],
        withdrawn: None,
    };
    store.write_review(ReviewWrite { release: Some(&release), ..write(&acted) }).await.unwrap();
    assert_eq!(store.releases(first.conversation_id).await.unwrap(), std::slice::from_ref(&release));
    let mut taken_back = stepped(&acted.review, StepKind::Withdraw, ReviewState::Withdrawn);
    taken_back.review.releases = 1;
    store.write_review(write(&taken_back)).await.unwrap();
    let withdrawn = Some((at(9), "看过现场".to_owned()));
    assert_eq!(store.release(first.conversation_id, 1).await.unwrap(), Some(Release { withdrawn, ..release }));
    assert_eq!(store.release(first.conversation_id, 2).await.unwrap(), None);
}

async fn only_a_lease_that_is_still_expired_is_swept(database: Database) {
    let store = database.open().await;
    let first = opened(&store, 1).await;
    let acted = stepped(&first, StepKind::Claim, ReviewState::Working);
    store.write_review(write(&acted)).await.unwrap();
    assert_eq!(store.expired_leases(at(59_999), 10).await.unwrap(), []);
    let found = store.expired_leases(at(60_000), 10).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&acted.review));
    let swept = found[0].expired(at(60_001)).unwrap();
    // A sign of life between looking and giving back.
    let later = at(60_000) + Duration::minutes(LEASE_MINUTES);
    let alive = Review { lease: Some(Lease { holder: ANNA, until: Some(later) }), ..acted.review.clone() };
    store.renew_lease(&alive).await.unwrap();
    assert_eq!(store.write_review(write(&swept)).await, Err(StoreError::Stale));
    assert_eq!(store.review(first.conversation_id).await.unwrap(), Some(alive.clone()));
    let swept = store.expired_leases(later, 10).await.unwrap()[0].expired(later).unwrap();
    store.write_review(write(&swept)).await.unwrap();
    assert_eq!(store.review(first.conversation_id).await.unwrap().unwrap().lease, None);
}

async fn an_owner_who_comes_back_opens_what_was_closed(database: Database) {
    let store = database.open().await;
    let first = opened(&store, 1).await;
    let acted = stepped(&first, StepKind::Decline, ReviewState::Declined);
    store.write_review(write(&acted)).await.unwrap();
    let again = Handover {
        conversation_id: first.conversation_id,
        wish: Wish::Review,
        dossier: Dossier::default(),
        requested_at: at(500),
    };
    store.hand_over(&again, &review(&again)).await.unwrap();
    let back = store.review(first.conversation_id).await.unwrap().unwrap();
    assert_eq!((back.state, back.requested_at, back.version), (ReviewState::Waiting, at(500), 2));
    let kinds: BTreeSet<StepKind> =
        store.review_steps(first.conversation_id, 0).await.unwrap().iter().map(|step| step.kind).collect();
    assert_eq!(kinds, BTreeSet::from([StepKind::Decline, StepKind::HandedOver]));
}
