//! Jobs and their rows: one worker at a time, a batch and its cursor together, and nothing of a batch that came too late.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use yiguan::domain::curation::{Days, ItemKey, NewVersion, Opening, Origin, Publishing, VersionState};
use yiguan::domain::imports::{Checked, Counts, Job, Plan, Remark, Stage, Verdict, Work};
use yiguan::domain::proposing::{Proposal, Proposed};
use yiguan::domain::tabular::{Row, TableKind};
use yiguan::domain::{AuditNote, EntryKind, ModelCall, PromptUse, StaffId};
use yiguan::store::{Advance, FileHead, PublishRow, Store, StoreError};

use crate::support::database::Database;

contracts!(
    files_are_kept_in_pieces,
    one_worker_holds_a_job_and_a_late_batch_writes_nothing,
    chosen_rows_become_versions_and_are_published_with_their_cursor,
    what_was_proposed_is_kept_by_curator_and_goes_with_the_draft,
);

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

fn staff(n: u128) -> StaffId {
    StaffId(Uuid::from_u128(n))
}

fn job(id: u128, stage: Stage, work: Work) -> Job {
    Job {
        id: Uuid::from_u128(id),
        work,
        parent: None,
        stage,
        staff: staff(1),
        at: at(0),
        updated_at: at(0),
        file: None,
        name: "案例.csv".to_owned(),
        plan: Plan::default(),
        cursor: 0,
        total: None,
        counts: Counts::default(),
        fault: None,
    }
}

fn row(number: u32, verdict: Verdict) -> Checked {
    let id = format!("case-{number}");
    Checked {
        number,
        place: number.to_string(),
        key: Some(ItemKey::new(EntryKind::Case, id.clone())),
        title: id.clone(),
        verdict,
        body: (verdict != Verdict::Error).then(|| json!({"id": id, "title": id})),
        remark: Remark::default(),
        taken: false,
        outcome: None,
        version: None,
    }
}

fn note() -> AuditNote {
    AuditNote { at: at(1), staff: None, action: "import.test".to_owned(), subject: None, detail: String::new() }
}

async fn files_are_kept_in_pieces(database: Database) {
    let store = database.open().await;
    let id = Uuid::from_u128(9);
    let head = FileHead { id, name: "甲.xlsx".into(), size: 5, digest: "d".into(), staff: staff(1), at: at(0) };
    store.add_file(&head).await.unwrap();
    store.add_file_part(id, 0, vec![1, 2, 3]).await.unwrap();
    store.add_file_part(id, 1, vec![4, 0]).await.unwrap();
    assert_eq!(store.file(id).await.unwrap(), Some(head));
    assert_eq!(store.file_part(id, 1).await.unwrap(), Some(vec![4, 0]));
    assert_eq!(store.file_part(id, 2).await.unwrap(), None);
}

async fn checked(store: &Store) -> Job {
    let job = job(1, Stage::Checking, Work::Import);
    store.add_job(&job, Some(&note())).await.unwrap();
    let leased = store.lease_job(Uuid::from_u128(100), at(0), at(10)).await.unwrap().unwrap();
    let rows = [row(1, Verdict::New), row(2, Verdict::Error), row(3, Verdict::Similar), row(4, Verdict::Changed)];
    let ready = Job { stage: Stage::Ready, cursor: 4, total: Some(4), ..job };
    store.checked_batch(&leased, &rows, Advance { job: &ready, until: at(20), note: None }).await.unwrap();
    ready
}

async fn one_worker_holds_a_job_and_a_late_batch_writes_nothing(database: Database) {
    let store = database.open().await;
    let job = job(1, Stage::Checking, Work::Import);
    store.add_job(&job, None).await.unwrap();
    let (one, other) = (Uuid::from_u128(100), Uuid::from_u128(200));
    let first = store.lease_job(one, at(0), at(10)).await.unwrap().unwrap();
    assert_eq!(store.lease_job(other, at(5), at(15)).await.unwrap(), None);
    let second = store.lease_job(other, at(11), at(21)).await.unwrap().unwrap();
    assert_eq!(second.job, job);

    let further = Job { cursor: 1, ..job.clone() };
    let late = Advance { job: &further, until: at(30), note: None };
    assert_eq!(store.checked_batch(&first, &[row(1, Verdict::New)], late).await, Err(StoreError::Stale));
    assert!(store.job_rows(job.id, None, 0, 10).await.unwrap().is_empty());
    store.checked_batch(&second, &[row(1, Verdict::New)], late).await.unwrap();
    assert_eq!(store.job(job.id).await.unwrap().unwrap().cursor, 1);
    assert_eq!(store.job_rows(job.id, Some(Verdict::New), 0, 10).await.unwrap(), [row(1, Verdict::New)]);

    let stopped = Job { stage: Stage::Cancelled, ..further.clone() };
    store.move_job(&stopped, Stage::Checking, Some(&note())).await.unwrap();
    assert_eq!(store.move_job(&stopped, Stage::Checking, None).await, Err(StoreError::Stale));
    let more = [row(2, Verdict::New)];
    assert_eq!(store.checked_batch(&second, &more, late).await, Err(StoreError::Stale));
    assert_eq!(store.job_rows(job.id, None, 0, 10).await.unwrap().len(), 1);
    assert_eq!(store.lease_job(one, at(90), at(99)).await.unwrap(), None);
}

async fn chosen_rows_become_versions_and_are_published_with_their_cursor(database: Database) {
    let store = database.open().await;
    let job = checked(&store).await;
    // What is wrong is never taken, whatever is asked for.
    let chosen = (&[Verdict::New, Verdict::Error][..], &[2_u32, 3][..]);
    assert_eq!(store.choose_rows(&job, chosen, &note()).await.unwrap(), 2);
    assert_eq!(store.choose_rows(&job, chosen, &note()).await, Err(StoreError::Stale));
    let taken = store.taken_rows(job.id, 0, 10).await.unwrap();
    assert_eq!(taken.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3]);

    let leased = store.lease_job(Uuid::from_u128(100), at(30), at(40)).await.unwrap().unwrap();
    let new: Vec<NewVersion> = taken
        .iter()
        .map(|row| NewVersion {
            key: row.key.clone().unwrap(),
            body: row.body.clone().unwrap(),
            author: staff(1),
            at: at(31),
            note: String::new(),
            days: Days::default(),
            origin: Origin::Import(job.id),
            submit: true,
            seen: None,
        })
        .collect();
    let done = Job { stage: Stage::Done, cursor: 3, ..leased.job.clone() };
    let settled = store
        .opened_batch(&leased, &new, at(50), |opened| {
            assert!(opened.iter().all(|opened| opened.outcome == Opening::Made(1)));
            (vec![(1, "made".into(), Some(1)), (3, "made".into(), Some(1))], done.clone(), None)
        })
        .await
        .unwrap();
    assert_eq!(settled, done);
    // The same batch again: the worker was cut off before it learnt that it had been written.
    let again = store.opened_batch(&leased, &new, at(50), |_| (vec![], done.clone(), None)).await;
    assert_eq!(again, Err(StoreError::Stale));
    let key = new[0].key.clone();
    let versions = store.item_versions(&key).await.unwrap();
    assert_eq!((versions.len(), versions[0].state), (1, VersionState::InReview));

    let publishing = Job { parent: Some(job.id), staff: staff(2), ..self::job(2, Stage::Applying, Work::Publish) };
    store.add_job(&publishing, None).await.unwrap();
    let leased = store.lease_job(Uuid::from_u128(100), at(60), at(70)).await.unwrap().unwrap();
    let rows = [1, 3].map(|row| PublishRow { row, version: (ItemKey::new(EntryKind::Case, format!("case-{row}")), 1) });
    let when = (staff(2), at(61), at(61).date_naive(), at(61) + TimeDelta::seconds(10));
    let done = Job { stage: Stage::Done, cursor: 3, ..leased.job.clone() };
    let settle = |outcomes: &[Publishing]| {
        assert_eq!(outcomes, [Publishing::InForce, Publishing::InForce]);
        (vec!["in_force".to_owned(), "in_force".to_owned()], done.clone(), None)
    };
    store.published_batch(&leased, &rows, when, settle).await.unwrap();
    assert_eq!(store.published_entries(EntryKind::Case).await.unwrap().len(), 2);
    assert_eq!(store.job_row(job.id, 3).await.unwrap().unwrap().outcome.as_deref(), Some("in_force"));
    assert_eq!(store.jobs_of(job.id).await.unwrap().len(), 1);
}

async fn what_was_proposed_is_kept_by_curator_and_goes_with_the_draft(database: Database) {
    let store = database.open().await;
    let file = Uuid::from_u128(7);
    let place = |n: u128| (file, TableKind::Policy, staff(n));
    let proposed = |value: &str| Proposed {
        fields: vec![Proposal { key: "title".into(), value: value.into(), quote: "某区补助办法".into() }],
        dropped: 2,
        orders: false,
        read: 10,
        whole: 10,
        typed: Row::from([("region".to_owned(), "温州".to_owned())]),
        call: ModelCall {
            endpoint: "e".into(),
            model: "m".into(),
            mode: "json_schema".into(),
            prompt_tokens: Some(7),
            completion_tokens: None,
        },
        prompt: PromptUse { name: "propose_fields".into(), hash: "h".into() },
    };
    assert_eq!(store.proposed(place(1)).await.unwrap(), None);
    for value in ["甲", "乙"] {
        store.keep_proposed(place(1), at(3), &proposed(value), &note()).await.unwrap();
    }
    assert_eq!(store.proposed(place(1)).await.unwrap(), Some(proposed("乙")));
    assert_eq!(store.proposed(place(2)).await.unwrap(), None);
    assert_eq!(store.audit_before(None, Some("import.test"), 10).await.unwrap().len(), 2);

    let key = ItemKey::new(EntryKind::Policy, "P-1");
    let new = NewVersion {
        key: key.clone(),
        body: json!({"id": "P-1", "title": "乙"}),
        author: staff(1),
        at: at(4),
        note: String::new(),
        days: Days::default(),
        origin: Origin::Document(file),
        submit: false,
        seen: None,
    };
    let grounds = proposed("乙").grounds(&Row::from([("title".to_owned(), "丙".to_owned())]));
    assert_eq!(store.open_grounded(&new, (file, &grounds), &note()).await.unwrap(), Opening::Made(1));
    let again = NewVersion { body: json!({"id": "P-1", "title": "丁"}), ..new.clone() };
    assert_eq!(store.open_grounded(&again, (file, &grounds), &note()).await.unwrap(), Opening::Replaced(1));
    let same = store.open_grounded(&again, (file, &[]), &note()).await.unwrap();
    assert_eq!((same, store.grounds_of(&key).await.unwrap()), (Opening::Same, [(1, grounds)].into()));
    assert_eq!(store.grounds_of(&ItemKey::new(EntryKind::Case, "P-1")).await.unwrap(), [].into());
    assert_eq!(store.audit_before(None, Some("import.test"), 10).await.unwrap().len(), 4);
}
