//! What comes after a release: follow-ups and when they are due, proposals, and what the figures are counted from.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DbBackend};
use yiguan::domain::afterwards::{
    CaseDraft, Fate, Figures, FollowMonth, FollowOutcome, FollowUp, Proposal, ProposalState, Span,
};
use yiguan::domain::review::{Acted, DeclineReason, FieldState, Sheet, Step, StepKind};
use yiguan::domain::{AuditNote, ConsentKind, Handover, Review, ReviewState, StaffId, VerdictCode, Wish};
use yiguan::store::{DueCursor, Proposing, ReviewWrite, Store};

use super::fixtures::{at, dossier, outcome, review, talk_in};
use crate::support::database::Database;

contracts! {
    a_release_is_due_after_three_six_and_twelve_months,
    a_case_under_review_again_is_not_due,
    a_proposal_lives_with_the_consent_and_the_release,
    figures_are_counted_between_two_moments,
    what_is_due_and_what_is_counted_walks_along_indexes,
}

const ANNA: StaffId = StaffId(uuid::Uuid::from_u128(1));

/// A review with a form, so many milliseconds after the hand-over.
async fn opened(store: &Store, number: u16) -> Review {
    let talk = talk_in(store, number).await;
    let handover = Handover { conversation_id: talk.id, wish: Wish::Review, dossier: dossier(), requested_at: at(0) };
    store.hand_over(&handover, &review(&handover)).await.unwrap();
    let mut review = store.review(talk.id).await.unwrap().unwrap();
    let mut sheet = Sheet::of(&outcome().specification.unwrap(), None);
    sheet.fields[0].text = "每件三秒".into();
    sheet.fields[1].state = FieldState::LeftOut;
    review.work.sheet = Some(sheet);
    review
}

/// One step further, at that moment.
async fn steps(
    store: &Store,
    review: &Review,
    kind: StepKind,
    state: ReviewState,
    when: DateTime<Utc>,
    told: [&str; 3],
) -> Review {
    let [about, before, after] = told.map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
    let version = review.version + 1;
    let step = Step { version, at: when, by: Some(ANNA), kind, field: None, about, before, after, reason: None };
    let releases = review.releases + u32::from(kind == StepKind::Release);
    let next = Review { version, state, releases, updated_at: when, ..review.clone() };
    let acted = Acted { review: next, step };
    store.write_review(ReviewWrite { acted: &acted, release: None, audit: None }).await.unwrap();
    acted.review
}

async fn released(store: &Store, review: &Review, when: DateTime<Utc>) -> Review {
    steps(store, review, StepKind::Release, ReviewState::Released, when, ["1", "", ""]).await
}

fn note(action: &str, when: DateTime<Utc>) -> AuditNote {
    AuditNote { at: when, staff: Some(ANNA), action: action.into(), subject: None, detail: "{}".into() }
}

fn record(months: FollowMonth, outcome: FollowOutcome, when: DateTime<Utc>) -> FollowUp {
    FollowUp { months, outcome, figures: "漏检少了一半 '\"%".into(), why: String::new(), by: ANNA, at: when }
}

async fn records(store: &Store, of: &Review, record: &FollowUp) -> bool {
    store.record_follow_up(of.conversation_id, record, &note("review.follow_up", record.at)).await.unwrap()
}

async fn a_release_is_due_after_three_six_and_twelve_months(database: Database) {
    let store = database.open().await;
    let first = released(&store, &opened(&store, 1).await, at(1)).await;
    let second = released(&store, &opened(&store, 2).await, at(0)).await;
    let (three, six, twelve) = (FollowMonth::Three, FollowMonth::Six, FollowMonth::Twelve);
    let due_of = |month: FollowMonth| month.due_at(at(1));
    let ids = |rows: Vec<yiguan::store::DueRow>| rows.iter().map(|row| row.conversation_id).collect::<Vec<_>>();
    let due = async |now, after, limit| ids(store.follow_ups_due(now, after, limit).await.unwrap());
    assert_eq!(due(due_of(three) - Duration::milliseconds(2), None, 9).await, []);
    assert_eq!(due(due_of(three), None, 9).await, [second.conversation_id, first.conversation_id]);
    let rows = store.follow_ups_due(due_of(three), None, 1).await.unwrap();
    assert_eq!((rows.len(), rows[0].case_code.0.as_str(), rows[0].released_at), (1, "K7QM-0002", at(0)));
    let cursor = DueCursor { due_at: rows[0].due_at, id: rows[0].conversation_id };
    assert_eq!(due(due_of(three), Some(cursor), 9).await, [first.conversation_id]);

    // Too early, then in time, then replaced, each with its entry in the log.
    let early = record(three, FollowOutcome::Pilot, due_of(three) - Duration::days(1));
    assert!(!records(&store, &first, &early).await);
    let pilot = record(three, FollowOutcome::Pilot, due_of(three));
    assert!(records(&store, &first, &pilot).await);
    assert_eq!(store.follow_ups(first.conversation_id).await.unwrap(), [pilot]);
    assert_eq!(store.following(first.conversation_id).await.unwrap().unwrap().next, Some(six));
    let running = record(three, FollowOutcome::Running, due_of(three) + Duration::days(9));
    assert!(records(&store, &first, &running).await);
    assert_eq!(store.follow_ups(first.conversation_id).await.unwrap(), std::slice::from_ref(&running));
    assert_eq!(store.audit_after(0, 9).await.unwrap().len(), 2);
    assert_eq!(due(due_of(six), None, 9).await, [second.conversation_id, first.conversation_id]);

    // The last one can be recorded without the one before, and still be mended afterwards.
    let last = record(twelve, FollowOutcome::Running, due_of(twelve));
    assert!(records(&store, &first, &last).await);
    assert_eq!(store.following(first.conversation_id).await.unwrap().unwrap().next, None);
    assert_eq!(due(due_of(twelve) + Duration::days(900), None, 9).await, [second.conversation_id]);
    let given_up = record(twelve, FollowOutcome::Abandoned, due_of(twelve) + Duration::days(1));
    assert!(records(&store, &first, &given_up).await);
    assert_eq!(store.follow_ups(first.conversation_id).await.unwrap(), [running, given_up]);
}

async fn a_case_under_review_again_is_not_due(database: Database) {
    let store = database.open().await;
    let mut case = released(&store, &opened(&store, 1).await, at(0)).await;
    let late = at(0) + Duration::days(400);
    for (kind, state) in [
        (StepKind::Reopen, ReviewState::Working),
        (StepKind::HandedOver, ReviewState::Waiting),
        (StepKind::Withdraw, ReviewState::Withdrawn),
    ] {
        assert_eq!(store.follow_ups_due(late, None, 9).await.unwrap().len(), 1);
        case = steps(&store, &case, kind, state, at(5), ["", "", ""]).await;
        assert_eq!(store.follow_ups_due(late, None, 9).await.unwrap(), []);
        assert!(!records(&store, &case, &record(FollowMonth::Three, FollowOutcome::Pilot, late)).await);
        // The next release begins anew.
        case = released(&store, &case, at(9)).await;
        let following = store.following(case.conversation_id).await.unwrap().unwrap();
        assert_eq!((following.released_at, following.next), (at(9), Some(FollowMonth::Three)));
    }
}

fn draft(title: &str) -> CaseDraft {
    serde_json::from_value(serde_json::json!({
        "id": "visual-inspection-0a1b2c3d", "title": title, "process_step": "外观检测", "owner_words": "鞋面老有划痕",
        "problem": "漏检", "ai_task": "visual_inspection", "approach": "相机", "lessons": [], "fit": "suitable",
        "timing": "now", "keywords": ["划痕"], "sources": []
    }))
    .unwrap()
}

fn proposal(title: &str) -> Proposal {
    let hidden = [("公司".to_owned(), 2)].into();
    Proposal { by: ANNA, at: at(20), state: ProposalState::Proposed, release: 1, draft: draft(title), hidden }
}

async fn tampers(database: &Database, statement: &str) {
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    raw.execute_unprepared(statement).await.unwrap();
    raw.close().await.unwrap();
}

async fn a_proposal_lives_with_the_consent_and_the_release(database: Database) {
    let store = database.open().await;
    let case = released(&store, &opened(&store, 1).await, at(10)).await;
    let id = case.conversation_id;
    let proposes = async |title: &str, released_at| {
        store.propose_case(id, &proposal(title), released_at, &note("review.propose", at(20))).await.unwrap()
    };
    assert!(!store.may_be_learnt_from(id).await.unwrap());
    assert_eq!(proposes("一", at(10)).await, Proposing::NoConsent);
    let agreed = note("consent.given", at(15));
    assert!(store.give_consent(id, ConsentKind::CaseBase, &agreed).await.unwrap());
    assert!(store.may_be_learnt_from(id).await.unwrap());
    assert_eq!(proposes("一", at(11)).await, Proposing::OtherRelease);
    assert_eq!(store.proposal(id).await.unwrap(), None);
    assert_eq!(proposes("一", at(10)).await, Proposing::Done);
    assert_eq!(proposes("二", at(10)).await, Proposing::Done);
    assert_eq!(store.proposal(id).await.unwrap(), Some(proposal("二")));
    assert_eq!(store.audit_after(0, 9).await.unwrap().len(), 3);
    tampers(&database, "UPDATE case_proposals SET state = 'refused'").await;
    assert_eq!(proposes("三", at(10)).await, Proposing::Decided);
    let taken_back = note("consent.withdrawn", at(25));
    assert!(store.withdraw_consent(id, ConsentKind::CaseBase, &taken_back).await.unwrap());
    assert_eq!(store.proposal(id).await.unwrap(), None);
    assert_eq!(proposes("四", at(10)).await, Proposing::NoConsent);
    assert!(store.give_consent(id, ConsentKind::CaseBase, &agreed).await.unwrap());
    assert_eq!(store.proposal(id).await.unwrap(), None, "what is gone is gone");
    assert_eq!(proposes("五", at(10)).await, Proposing::Done);
    let withdrawn = steps(&store, &case, StepKind::Withdraw, ReviewState::Withdrawn, at(30), ["", "", ""]).await;
    assert_eq!(store.proposal(id).await.unwrap(), None);
    assert_eq!(proposes("六", at(10)).await, Proposing::OtherRelease);
    released(&store, &withdrawn, at(40)).await;
    assert_eq!(proposes("七", at(40)).await, Proposing::Done);
}

async fn figures_are_counted_between_two_moments(database: Database) {
    let store = database.open().await;
    let hour = |hours: i64| at(hours * 3_600_000);
    let case = opened(&store, 1).await;
    let (working, approved) = (ReviewState::Working, ReviewState::Approved);
    let case = steps(&store, &case, StepKind::GiveSecond, working, hour(1), ["", "pilot_first", "suitable_now"]).await;
    let case = steps(&store, &case, StepKind::Approve, approved, hour(4), ["true", "", "pilot_first"]).await;
    let case = released(&store, &case, hour(5)).await;
    // Opened again: the second round counts from there.
    let case = steps(&store, &case, StepKind::Reopen, working, hour(100), ["", "", ""]).await;
    steps(&store, &case, StepKind::Approve, approved, hour(102), ["false", "", "suitable_now"]).await;
    let other = opened(&store, 2).await;
    let other = steps(&store, &other, StepKind::Return, ReviewState::AsksOwner, hour(2), ["", "", ""]).await;
    steps(&store, &other, StepKind::Decline, ReviewState::Declined, hour(3), ["law", "", ""]).await;

    let counted = store.count_for_figures((at(0), hour(200))).await.unwrap();
    let waited: Vec<_> =
        counted.approved.iter().map(|one| ((one.at - one.waited_since).num_hours(), one.edited)).collect();
    assert_eq!(waited, [(4, true), (2, false)]);
    assert_eq!(counted.approved[0].verdict, Some(VerdictCode::PilotFirst));
    assert_eq!(counted.approved[0].sector.as_ref().map(|sector| sector.code.as_str()), Some("C195"));
    assert_eq!((counted.returned.len(), &counted.declined), (1, &vec![(hour(3), Some(DeclineReason::Law))]));
    assert_eq!(counted.pairs, [((VerdictCode::PilotFirst, VerdictCode::SuitableNow), 1)]);
    let mut fates: Vec<_> = counted.lines.iter().map(|line| (line.fate, line.count)).collect();
    fates.sort_unstable();
    assert_eq!(fates, [(Fate::Kept, 3), (Fate::Edited, 1), (Fate::LeftOut, 1)]);

    // The last moment does not count, and outside there is nothing.
    assert_eq!(store.count_for_figures((at(0), hour(4))).await.unwrap().approved.len(), 0);
    let before = store.count_for_figures((hour(-9), at(0))).await.unwrap();
    assert!(before.approved.is_empty() && before.lines.is_empty() && before.pairs.is_empty());
    let day = at(0).date_naive();
    let span = Span { from: day, to: day + Duration::days(9) };
    let figures = Figures::of(span, store.count_for_figures(span.moments()).await.unwrap());
    assert_eq!((figures.approvals, figures.hours), ((2, 1), Some(3.0)));
}

/// Fills the tables as the store would, in the database's own loop.
const FILL: &str = "
INSERT INTO conversations (id, case_code, token_hash, locale, created_at, dossier, vault, turn_count, site)
SELECT ID, 'C' || n, '', 'zh-CN', 0, '{}', '{}', 0, 'own' FROM NUMBERS;
INSERT INTO reviews (conversation_id, case_code, version, state, open, title, sector_code, sector, task, area, verdict, missing,
  evidence, doubtful, wants_person, calm, requested_at, due_at, updated_at, holder, lease_until, releases, work)
SELECT ID, 'C' || n, 0, 'released', FALSE, '鞋面划痕', 'C195', '制鞋业', 'visual_inspection', NULL, 'pilot_first', 0,
  'e1', 0, FALSE, n % 100, n, n + 1000, n, NULL, NULL, 1, '{}' FROM NUMBERS;
INSERT INTO review_steps (conversation_id, version, at, kind, about, after)
SELECT ID, 1, n, CASE n % 3 WHEN 0 THEN 'approve' WHEN 1 THEN 'return' ELSE 'edit' END, 'true', 'pilot_first' FROM NUMBERS;
INSERT INTO follow_up_dues (conversation_id, released_at, months, due_at)
SELECT ID, n, 3, CASE n % 2 WHEN 0 THEN n + 7000 ELSE NULL END FROM NUMBERS;
INSERT INTO release_lines (conversation_id, number, place, at, section, label, fate, distance)
SELECT ID, 1, 0, n, 5, '漏检率', 'kept', 0 FROM NUMBERS;
ANALYZE;";

async fn fill(database: &Database) {
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    let (id, numbers) = if raw.get_database_backend() == DbBackend::Sqlite {
        let numbers =
            "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 49999) SELECT n FROM c)";
        ("CAST(X'0000000000000000' || printf('%08d', n) AS BLOB)", numbers)
    } else {
        ("('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid", "generate_series(0, 49999) AS n")
    };
    let filled = FILL.replace("ID,", &format!("{id},")).replace("NUMBERS", numbers);
    for statement in filled.split(';').filter(|statement| !statement.trim().is_empty()) {
        raw.execute_unprepared(statement).await.unwrap();
    }
    raw.close().await.unwrap();
}

async fn what_is_due_and_what_is_counted_walks_along_indexes(database: Database) {
    database.open().await.close().await.unwrap();
    fill(&database).await;
    let store = database.open().await;
    let moment = |millis: i64| DateTime::from_timestamp_millis(millis).unwrap();
    let now = moment(40_000);
    let page = store.follow_ups_due(now, None, 51).await.unwrap();
    assert_eq!(page.len(), 51);
    let after = Some(DueCursor { due_at: page[50].due_at, id: page[50].conversation_id });
    for after in [None, after] {
        let plan = store.explain_follow_ups_due(now, after, 51).await.unwrap().join("\n");
        assert!(plan.contains("follow_up_dues_due"), "{plan}");
        for bad in ["Seq Scan", "SCAN reviews", "SCAN follow_up_dues\n", "Sort", "TEMP B-TREE"] {
            assert!(!format!("{plan}\n").contains(bad), "{plan}");
        }
    }
    let between = (moment(20_000), moment(20_300));
    let counted = store.count_for_figures(between).await.unwrap();
    assert_eq!((counted.approved.len(), counted.returned.len(), counted.lines[0].count), (100, 100, 300));
    for (plan, index) in store.explain_figures(between).await.unwrap().into_iter().zip([
        "review_steps_kind",
        "review_steps_kind",
        "release_lines_at",
    ]) {
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{plan}");
        for bad in [
            "Seq Scan on review_steps",
            "Seq Scan on release_lines",
            "Seq Scan on reviews",
            "SCAN review",
            "SCAN release",
        ] {
            assert!(!plan.contains(bad), "{plan}");
        }
    }
}
