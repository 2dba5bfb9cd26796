//! A case on the desk: the talk, the form, the judgement, what stands in the way, and who did what.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, actor, judged};
use crate::domain::review::{
    Block, Field, Grade, Judging, Note, OwnerQuestion, PlainField, ReadingResult, Step, StepKind, WhySecond,
};
use crate::domain::rubric::Judgement;
use crate::domain::{
    CaseCode, CaseHit, CaseSummary, ConversationId, Evidence, Fact, Locale, PhotoId, PolicyHit, Provenance,
    ReviewState, Specification, StaffId, Translate, TurnId, TurnState, Verdict, VerdictCode,
};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::ReleaseNote;

/// A case as a member of the staff sees it.
#[derive(Debug, Clone, Serialize)]
pub struct CaseView {
    /// Whose.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// The owner's language.
    pub locale: Locale,
    /// Counts the steps; every write names it.
    pub version: u32,
    /// How far it is.
    pub state: ReviewState,
    /// What the queue shows.
    pub summary: CaseSummary,
    /// Since when the owner waits.
    pub requested_at: DateTime<Utc>,
    /// By when there should be an answer.
    pub due_at: DateTime<Utc>,
    /// How it stands towards the one who looks.
    pub standing: Standing,
    /// The talk, oldest first.
    pub talk: Vec<TalkTurn>,
    /// What is known.
    pub facts: Vec<Fact>,
    /// The newest draft, while nobody has taken the case and there is no form.
    pub draft: Option<Specification>,
    /// The title of the form.
    pub title: String,
    /// The form; empty before somebody has taken the case.
    pub fields: Vec<FieldView>,
    /// The owner's reading.
    pub plain: Vec<PlainField>,
    /// The judgement as it is worked on; a second reader's own.
    pub judging: Option<Judging>,
    /// What the arithmetic says of it.
    pub judgement: Option<Judgement>,
    /// The verdict in words; for a second reader that of their own scores, never the first one's.
    pub verdict: Option<Verdict>,
    /// What translators asked.
    pub questions: Vec<OwnerQuestion>,
    /// What stands in the way of an approval.
    pub blocks: Vec<Block>,
    /// The second reading.
    pub second: Option<SecondView>,
    /// Why a second reader will be needed.
    pub second_needed: Vec<WhySecond>,
    /// Whether anything was changed: 通过 or 修改后通过.
    pub edited: bool,
    /// Similar cases.
    pub cases: Vec<CaseHit>,
    /// Policies in force.
    pub policies: Vec<PolicyHit>,
    /// The history, oldest first; nothing for a second reader.
    pub steps: Vec<Step>,
    /// Numbers of the releases.
    pub releases: u32,
    /// The releases, the first one first.
    pub released: Vec<ReleaseNote>,
    /// Private notes of the staff, the oldest first; a second reader sees their own alone.
    pub notes: Vec<Note>,
    /// Why it was declined or withdrawn.
    pub closing: Option<String>,
    /// The owner's number, for who has the case.
    pub phone: Option<String>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
    /// When this was read.
    pub read_at: DateTime<Utc>,
    /// Whether a model can write a line anew.
    pub has_model: bool,
    /// What owners may not be told of any more.
    pub gone: Vec<crate::service::curation::Gone>,
}

/// How a case stands towards the one who looks at it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own that a page asks")]
pub struct Standing {
    /// Who has it.
    pub holder: Option<StaffId>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
    /// It is theirs.
    pub mine: bool,
    /// They may write.
    pub writable: bool,
    /// They read as second reader and do not see the first one's judgement.
    pub blind: bool,
    /// It was theirs and went back because nothing happened for too long.
    pub lapsed: bool,
    /// They may take it.
    pub claimable: bool,
    /// They lead a team.
    pub lead: bool,
    /// It should have been answered.
    pub overdue: bool,
    /// The owner has gone on since the draft.
    pub moved: bool,
}

/// A turn of the talk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TalkTurn {
    /// Its id.
    pub id: TurnId,
    /// The owner's words.
    pub message: String,
    /// What was answered.
    pub reply: Option<String>,
    /// The question that was put.
    pub question: Option<String>,
    /// How far it came.
    pub state: TurnState,
    /// When.
    pub at: DateTime<Utc>,
    /// The photos that came with it.
    pub photos: Vec<PhotoId>,
    /// What produced the answer: models, prompts, versions, fallbacks.
    pub provenance: Option<Provenance>,
}

/// A field with its grade.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldView {
    /// The field.
    #[serde(flatten)]
    pub field: Field,
    /// How good its evidence is.
    pub grade: Grade,
}

/// A second reading.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecondView {
    /// Why it is needed.
    pub why: Vec<WhySecond>,
    /// Who reads.
    pub by: Option<StaffId>,
    /// What came of it.
    pub result: Option<ReadingResult>,
    /// The second reader's verdict by their own scores, once given.
    pub verdict: Option<VerdictCode>,
    /// Their scores, once given.
    pub judging: Option<Judging>,
}

impl Service {
    /// Opens a case on the desk.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn open_review(&self, may: &May<Translate>, id: ConversationId) -> Result<CaseView, ServiceError> {
        let case = self.case(id).await?;
        let store = &self.parts.store;
        let (steps, photos, names, notes, released) = tokio::try_join!(
            store.review_steps(id, 0),
            store.photos_by_turn(id),
            self.staff_names(),
            store.review_notes(id),
            store.release_notes(id),
        )?;
        let standing = self.standing(may, &case, steps.last());
        let contact = if standing.mine { store.contact(id).await? } else { None };
        let rubric = &case.knowing.knowledge.rubric;
        let work = &case.review.work;
        let blind = standing.blind;
        let own = work.second.as_ref().filter(|_| blind).and_then(|second| second.judging.clone());
        let own_verdict = || own.as_ref().map(|own| judged(Some(own), &case.conversation, &case.knowing));
        let verdict = if blind { own_verdict() } else { Some(case.verdict.clone()) };
        // Before anybody has taken the case it is judged as the draft judges it.
        let first = || work.judging.clone().unwrap_or_else(|| Judging::of(&case.conversation.dossier, rubric));
        let judging = if blind { own } else { Some(first()) };
        let seen = notes.into_iter().filter(|note| !blind || note.by == may.staff().id);
        Ok(CaseView {
            conversation_id: id,
            case_code: case.conversation.case_code.clone(),
            locale: case.conversation.locale,
            version: case.review.version,
            state: case.review.state,
            summary: case.review.summary.clone(),
            requested_at: case.review.requested_at,
            due_at: case.review.due_at,
            talk: talk(&case, &photos),
            facts: case.conversation.dossier.facts.clone(),
            draft: work.sheet.is_none().then(|| case.draft.specification.clone()),
            title: work.sheet.as_ref().map_or_else(|| case.review.summary.title.clone(), |sheet| sheet.title.clone()),
            fields: fields(&case),
            plain: work.sheet.as_ref().map(|sheet| sheet.plain.clone()).unwrap_or_default(),
            judgement: judging.as_ref().map(|judging| judging.judgement(rubric)),
            judging,
            verdict,
            questions: work.questions.clone(),
            blocks: if standing.writable && !blind { case.blocks() } else { vec![] },
            second: second(&case, blind),
            second_needed: case.second_reader.clone(),
            edited: case.edited(),
            cases: case.outcome().map(|outcome| outcome.cases.clone()).unwrap_or_default(),
            policies: case.outcome().map(|outcome| outcome.policies.clone()).unwrap_or_default(),
            steps: if blind { vec![] } else { steps },
            releases: case.review.releases,
            released,
            notes: seen.collect(),
            closing: work.closing.clone(),
            phone: contact.map(|contact| contact.phone),
            names,
            has_model: self.rewrites(&case),
            standing,
            read_at: self.parts.clock.now(),
            gone: self.gone_for(work.sheet.as_ref(), case.outcome()).await?,
        })
    }

    fn standing(&self, may: &May<Translate>, case: &Case, last: Option<&Step>) -> Standing {
        let (review, me) = (&case.review, actor(may));
        let now = self.parts.clock.now();
        let holder = review.holder(now);
        let mine = holder == Some(me.id);
        let first = review.work.approval.as_ref().map(|approval| approval.by);
        let second = review.state == ReviewState::Second;
        let expired = last.is_some_and(|step| {
            step.kind == StepKind::Expired && step.about.as_deref() == Some(me.id.to_string().as_str())
        });
        let left = review.lease.is_some_and(|lease| lease.holder == me.id) && holder.is_none();
        let claimable = matches!(review.state, ReviewState::Waiting | ReviewState::Working | ReviewState::Second);
        Standing {
            holder,
            until: review.lease.and_then(|lease| lease.until),
            mine,
            writable: mine && matches!(review.state, ReviewState::Working | ReviewState::Second),
            // Who might still become the second reader is not to see the first one's judgement either.
            blind: second && first != Some(me.id) && !me.lead || (second && mine),
            lapsed: expired || left,
            claimable: holder.is_none() && claimable && !(second && first == Some(me.id)),
            lead: me.lead,
            overdue: review.is_overdue(now),
            moved: review.work.moved,
        }
    }
}

/// The talk, oldest first; `photos` by the turn that they came with.
fn talk(case: &Case, photos: &[(TurnId, PhotoId)]) -> Vec<TalkTurn> {
    let turns = case.turns.iter().map(|turn| TalkTurn {
        id: turn.id,
        message: turn.message.clone(),
        reply: turn.outcome.as_ref().map(|outcome| outcome.reply.clone()),
        question: turn.outcome.as_ref().and_then(|outcome| Some(outcome.question.as_ref()?.text.clone())),
        state: turn.state,
        at: turn.started_at,
        photos: photos.iter().filter(|(of, _)| *of == turn.id).map(|(_, photo)| *photo).collect(),
        provenance: turn.provenance.clone(),
    });
    turns.collect()
}

fn fields(case: &Case) -> Vec<FieldView> {
    let answers = &case.conversation.dossier.answers;
    let heard = |quote: &str| {
        let same = answers.values().filter(|answer| !answer.quote.is_empty() && answer.quote == quote);
        same.map(|answer| answer.evidence).max().or(Some(Evidence::E1))
    };
    let all = case.review.work.sheet.iter().flat_map(|sheet| &sheet.fields);
    all.map(|field| FieldView { grade: field.grade(heard), field: field.clone() }).collect()
}

/// A second reading in progress shows nothing of itself; a finished one shows both.
fn second(case: &Case, blind: bool) -> Option<SecondView> {
    let second = case.review.work.second.as_ref()?;
    let result = second.result.clone().filter(|_| !blind);
    let judging = second.judging.clone().filter(|_| result.is_some());
    Some(SecondView {
        why: second.why.clone(),
        by: second.by,
        verdict: result.as_ref().map(|result| result.second),
        result,
        judging,
    })
}
