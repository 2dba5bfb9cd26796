//! What curators try their rules on, and candidates: decided on once, gone with the consent together with what they became.

use yiguan::domain::afterwards::{CaseDraft, FollowMonth, FollowOutcome, FollowUp, Proposal, ProposalState};
use yiguan::domain::answers::CuratedAnswer;
use yiguan::domain::candidate::Assessment;
use yiguan::domain::curation::{Days, ItemKey, NewVersion, Origin, Publishing, Seen, VersionState};
use yiguan::domain::review::{Acted, Judging, Step, StepKind};
use yiguan::domain::{
    AuditNote, ConsentKind, ConversationId, EntryKind, Handover, Publication, Release, ReleasedDocument, Review,
    ReviewState, StaffId, VerdictCode, Wish,
};
use yiguan::store::{Decided, Deciding, Missing, Proposing, ReviewWrite, Store};

use super::fixtures::{at, dossier, outcome, review, talk_in};
use crate::support::database::Database;

contracts! {
    talks_come_newest_first_with_what_was_judged,
    verdicts_meet_what_came_of_them,
    a_candidate_is_decided_on_once,
    what_a_candidate_became_goes_with_the_consent,
    a_fixed_answer_is_written_once_at_a_time_and_counted,
}

const ANNA: StaffId = StaffId(uuid::Uuid::from_u128(1));
/// When everything that was released first is due, in milliseconds.
const HUNDRED_DAYS: i64 = 8_640_000_000;
const BERT: StaffId = StaffId(uuid::Uuid::from_u128(2));

fn note(action: &str, millis: i64) -> AuditNote {
    AuditNote { at: at(millis), staff: Some(ANNA), action: action.into(), subject: None, detail: String::new() }
}

/// A case that was released, with its judgement.
async fn released(store: &Store, number: u16) -> ConversationId {
    let talk = talk_in(store, number).await;
    let handover = Handover { conversation_id: talk.id, wish: Wish::Review, dossier: dossier(), requested_at: at(0) };
    store.hand_over(&handover, &review(&handover)).await.unwrap();
    let before = store.review(talk.id).await.unwrap().unwrap();
    let mut next = Review { version: 1, state: ReviewState::Released, releases: 1, updated_at: at(10), ..before };
    let rubric = toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap();
    next.work.judging = Some(Judging::of(&dossier(), &rubric));
    let step = Step {
        version: 1,
        at: at(10),
        by: Some(ANNA),
        kind: StepKind::Release,
        field: None,
        about: Some("1".to_owned()),
        before: None,
        after: None,
        reason: None,
    };
    let document = ReleasedDocument {
        case_code: talk.case_code.clone(),
        number: 1,
        specification: outcome().specification.unwrap(),
        verdict: outcome().verdict,
        override_reason: None,
        reviewer: "李老师".into(),
        second_reader: None,
        released_on: "2026-11-28".into(),
        provider: "译官".into(),
    };
    let release = Release {
        conversation_id: talk.id,
        number: 1,
        by: ANNA,
        at: at(10),
        document,
        sealed: vec![1],
        withdrawn: None,
    };
    let acted = Acted { review: next, step };
    store.write_review(ReviewWrite { acted: &acted, release: Some(&release), audit: None }).await.unwrap();
    talk.id
}

async fn talks_come_newest_first_with_what_was_judged(database: Database) {
    let store = database.open().await;
    let judged = released(&store, 1).await;
    for number in 2..5 {
        talk_in(&store, number).await;
    }
    let first = store.judged_talks(None, 3).await.unwrap();
    let rest = store.judged_talks(Some(first[2].conversation.id), 3).await.unwrap();
    let all: Vec<ConversationId> = first.iter().chain(&rest).map(|talk| talk.conversation.id).collect();
    let mut sorted = all.clone();
    sorted.sort_by_key(|id| std::cmp::Reverse(id.0));
    assert_eq!((all.len(), &all), (4, &sorted));
    let with: Vec<_> = first.iter().chain(&rest).filter(|talk| talk.judging.is_some()).collect();
    assert_eq!((with.len(), with[0].conversation.id), (1, judged));
    assert_eq!(store.last_outcome(judged).await.unwrap(), None);
}

async fn verdicts_meet_what_came_of_them(database: Database) {
    let store = database.open().await;
    let (one, other) = (released(&store, 1).await, released(&store, 2).await);
    assert_eq!(store.turned_out().await.unwrap(), []);
    for (case, months, what) in
        [(one, FollowMonth::Three, FollowOutcome::Pilot), (other, FollowMonth::Three, FollowOutcome::Running)]
    {
        let record = FollowUp {
            months,
            outcome: what,
            figures: "漏检少了一半".into(),
            why: String::new(),
            by: ANNA,
            at: at(HUNDRED_DAYS),
        };
        assert!(store.record_follow_up(case, &record, &note("review.follow_up", HUNDRED_DAYS)).await.unwrap());
    }
    let mut turned = store.turned_out().await.unwrap();
    turned.sort_by_key(|one| one.case.0);
    let mut outcomes: Vec<_> = turned.iter().map(|one| (one.case, one.outcome, one.months)).collect();
    outcomes.sort_by_key(|(case, ..)| case.0);
    let mut wanted =
        vec![(one, FollowOutcome::Pilot, FollowMonth::Three), (other, FollowOutcome::Running, FollowMonth::Three)];
    wanted.sort_by_key(|(case, ..)| case.0);
    assert_eq!(outcomes, wanted);
    let verdict = outcome().verdict;
    assert!(turned.iter().all(|one| one.verdict == verdict.code && one.rubric == verdict.rubric_version));
    assert!(turned.iter().all(|one| one.verdict != VerdictCode::Stop && !one.overridden));
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
    let (by, state, hidden) = (ANNA, ProposalState::Proposed, [("公司".to_owned(), 2)].into());
    Proposal { by, at: at(20), state, release: 1, draft: draft(title), hidden }
}

async fn proposed(store: &Store, number: u16) -> ConversationId {
    let id = released(store, number).await;
    assert!(store.give_consent(id, ConsentKind::CaseBase, &note("consent.given", 15)).await.unwrap());
    let done = store.propose_case(id, &proposal("一"), at(10), &note("review.propose", 20)).await.unwrap();
    assert_eq!(done, Proposing::Done);
    id
}

fn taking(id: ConversationId) -> Deciding {
    let version = NewVersion {
        key: key(),
        body: serde_json::json!({ "id": "visual-inspection-0a1b2c3d", "title": "一" }),
        author: ANNA,
        at: at(30),
        note: String::new(),
        days: Days::default(),
        origin: Origin::Candidate(id),
        submit: true,
        seen: Some(Seen { number: 0, revision: 0 }),
    };
    Deciding::Take(Box::new((version, assessment())))
}

fn key() -> ItemKey {
    ItemKey::new(EntryKind::Case, "visual-inspection-0a1b2c3d")
}

fn assessment() -> Assessment {
    Assessment {
        id: "r-1".into(),
        codes: vec![],
        days: vec![],
        combination: yiguan::domain::candidate::Combination::default(),
        peers: 7,
        photos: 2,
        reason: String::new(),
    }
}

async fn a_candidate_is_decided_on_once(database: Database) {
    let store = database.open().await;
    store.replace_entries(&[], Missing::Keep).await.unwrap();
    let id = proposed(&store, 1).await;
    let listed = store.candidates(ProposalState::Proposed, 9).await.unwrap();
    assert_eq!((listed.len(), listed[0].conversation, &listed[0].proposal), (1, id, &proposal("一")));
    let decides = async |seen: i64, deciding, when: i64| {
        store.decide_candidate(id, at(seen), deciding, &note("candidate", when)).await.unwrap()
    };
    // Written anew, it is another one than was seen before.
    let changed = Deciding::Change(Box::new(proposal("二")));
    assert_eq!(decides(20, changed, 25).await, Decided::Done);
    assert_eq!(decides(20, taking(id), 30).await, Decided::Stale);
    assert_eq!(store.candidate(id).await.unwrap().unwrap().proposal.draft.title, "二");
    assert_eq!(decides(25, taking(id), 30).await, Decided::Done);
    assert_eq!(decides(25, Deciding::Refuse("晚了".into()), 31).await, Decided::Stale);
    let taken = store.candidates(ProposalState::Taken, 9).await.unwrap();
    assert_eq!((taken[0].decided, taken[0].assessment.clone()), (Some((ANNA, at(30))), Some(assessment())));
    let version = store.item_versions(&key()).await.unwrap().remove(0);
    assert_eq!((version.state, version.origin), (VersionState::InReview, Origin::Candidate(id)));
    let other = proposed(&store, 2).await;
    let done =
        store.decide_candidate(other, at(20), Deciding::Refuse("重复".into()), &note("candidate.refuse", 40)).await;
    assert_eq!(done.unwrap(), Decided::Done);
    let refused = store.candidates(ProposalState::Refused, 9).await.unwrap();
    assert_eq!((refused.len(), refused[0].reason.as_deref()), (1, Some("重复")));
    // Its case names no place that others would not have.
    assert_eq!(store.combinations(id).await.unwrap().len(), 1);
}

async fn what_a_candidate_became_goes_with_the_consent(database: Database) {
    let store = database.open().await;
    store.replace_entries(&[], Missing::Keep).await.unwrap();
    let id = proposed(&store, 1).await;
    assert_eq!(
        store.decide_candidate(id, at(20), taking(id), &note("candidate.take", 30)).await.unwrap(),
        Decided::Done
    );
    let today = at(40).date_naive();
    let done = store.publish_versions(&[(key(), 1)], BERT, at(40), today, None).await.unwrap();
    assert_eq!(done[0].1, Publishing::InForce);
    let before = store.knowledge_version().await.unwrap();
    assert_eq!(store.published_entries(EntryKind::Case).await.unwrap().len(), 1);
    assert!(store.withdraw_consent(id, ConsentKind::CaseBase, &note("consent.withdrawn", 50)).await.unwrap());
    assert_eq!(store.published_entries(EntryKind::Case).await.unwrap(), []);
    assert_ne!(store.knowledge_version().await.unwrap(), before, "whoever holds the knowledge learns of it");
    let item = store.item(&key()).await.unwrap().unwrap();
    assert_eq!((item.head, item.removed), (Publication::Withdrawn, true));
    assert_eq!(store.item_versions(&key()).await.unwrap()[0].state, VersionState::Withdrawn);
    assert_eq!(store.candidate(id).await.unwrap(), None);
    let gone = store.decide_candidate(id, at(20), Deciding::Refuse("x".into()), &note("candidate.refuse", 60)).await;
    assert_eq!(gone.unwrap(), Decided::Gone);
}

async fn a_fixed_answer_is_written_once_at_a_time_and_counted(database: Database) {
    let store = database.open().await;
    let answer = |text: &str, when: i64| CuratedAnswer {
        id: "a".into(),
        forms: vec!["收钱吗".into()],
        answer: text.into(),
        owner: ANNA,
        expires_on: "2026-12-31".parse().unwrap(),
        author: ANNA,
        written_at: at(when),
        approved_by: None,
        off: false,
        hits: 0,
    };
    let written = note("answer.write", 1);
    assert!(store.write_answer(&answer("不收", 1), None, &written).await.unwrap());
    assert!(!store.write_answer(&answer("收", 2), None, &written).await.unwrap());
    for _ in 0..2 {
        store.count_answer("a").await.unwrap();
    }
    let approved = CuratedAnswer { approved_by: Some(BERT), ..answer("不收", 1) };
    assert!(store.write_answer(&approved, Some(at(1)), &written).await.unwrap());
    let known = store.curated_answer("a").await.unwrap();
    assert_eq!(known, Some(CuratedAnswer { hits: 2, ..approved }));
    assert!(store.write_answer(&answer("还是不收", 5), Some(at(1)), &written).await.unwrap());
    assert!(!store.write_answer(&answer("收", 6), Some(at(1)), &written).await.unwrap());
    let all = store.curated_answers().await.unwrap();
    assert_eq!((all.len(), all[0].answer.as_str(), all[0].hits, all[0].approved_by), (1, "还是不收", 2, None));
    assert_eq!(store.audit_after(0, 9).await.unwrap().len(), 3);
}
