//! A case as everything about its review needs it: conversation, newest draft, what is judged now, and what stands in the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Duration, NaiveDate};

use crate::domain::payback::payback;
use crate::domain::review::{Actor, Block, Grounding, Judging, NewDraft, Review, SecondRule, WhySecond};
use crate::domain::{CaseSummary, Conversation, ConversationId, Dossier, Outcome, StaffId, Turn, Verdict};
use crate::service::drafting::verdict_for;
use crate::service::{Knowing, Service, ServiceError};
use crate::store::StoreError;

/// The rules of the house for reviews; from the configuration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewRules {
    /// Days in which an owner should have an answer.
    pub answer_days: i64,
    /// When a second reader is needed.
    pub second: SecondRule,
}

impl Default for ReviewRules {
    fn default() -> Self {
        Self { answer_days: 3, second: SecondRule::default() }
    }
}

/// A case, loaded.
pub(super) struct Case {
    pub(super) conversation: Conversation,
    pub(super) review: Review,
    pub(super) turns: Vec<Turn>,
    pub(super) draft: NewDraft,
    pub(super) verdict: Verdict,
    pub(super) second_reader: Vec<WhySecond>,
    pub(super) knowing: Arc<Knowing>,
    pub(super) today: NaiveDate,
}

/// The review of what is handed over.
pub fn review_opened(
    conversation: &Conversation,
    outcome: Option<&Outcome>,
    area: Option<String>,
    at: chrono::DateTime<chrono::Utc>,
    rules: ReviewRules,
) -> Review {
    let summary = CaseSummary::of(&conversation.dossier, outcome, area);
    Review::opened(conversation.id, summary, at, at + Duration::days(rules.answer_days))
}

impl Case {
    /// What an action is judged by.
    pub(super) fn grounding(&self) -> Grounding<'_> {
        Grounding {
            dossier: &self.conversation.dossier,
            knowledge: &self.knowing.knowledge,
            verdict: &self.verdict,
            today: self.today,
            second_reader: &self.second_reader,
            draft: &self.draft,
        }
    }

    /// What stands in the way of an approval.
    pub(super) fn blocks(&self) -> Vec<Block> {
        self.review.blocks(&self.grounding())
    }

    /// Whether a person changed a line, a score or the verdict.
    pub(super) fn edited(&self) -> bool {
        let work = &self.review.work;
        let judged = work.judging.as_ref().is_some_and(|judging| {
            judging.overriding.is_some() || judging.scores.values().any(|score| score.by.is_some())
        });
        judged || work.sheet.as_ref().is_some_and(crate::domain::review::Sheet::edited)
    }

    /// The newest result of the talk.
    pub(super) fn outcome(&self) -> Option<&Outcome> {
        self.turns.iter().rev().find_map(|turn| turn.outcome.as_ref())
    }
}

impl Service {
    /// Loads a case with its review.
    pub(super) async fn case(&self, id: ConversationId) -> Result<Case, ServiceError> {
        let store = &self.parts.store;
        let mut review = store.review(id).await?.ok_or(ServiceError::NoReview)?;
        let conversation = store.conversation(id).await?.ok_or(ServiceError::NoReview)?;
        let turns = store.turns(id).await?;
        let knowing = self.knowing();
        let draft = self.newest_draft(&conversation, &turns, &knowing).await?;
        // The owner may have gone on without handing it over again.
        let newer = |sheet: &crate::domain::review::Sheet| draft.turn.is_some() && sheet.turn != draft.turn;
        review.work.moved = review.work.sheet.as_ref().is_some_and(newer);
        let verdict = judged(review.work.judging.as_ref(), &conversation, &knowing);
        let rubric = &knowing.knowledge.rubric;
        let money = money(&conversation.dossier, &knowing);
        let second_reader = self.parts.review.second.reasons(&review, &conversation.dossier, money, rubric);
        let today = self.parts.clock.today();
        Ok(Case { conversation, review, turns, draft, verdict, second_reader, knowing, today })
    }
}

impl Service {
    /// What every member of the staff is called, those who left included.
    pub(in crate::service) async fn staff_names(&self) -> Result<BTreeMap<StaffId, String>, StoreError> {
        let all = self.parts.store.all_staff().await?;
        Ok(all.into_iter().map(|staff| (staff.id, staff.name)).collect())
    }
}

/// The verdict as it is judged now, worded; one that stands against the arithmetic is explained by its reason.
pub(super) fn judged(judging: Option<&Judging>, conversation: &Conversation, knowing: &Knowing) -> Verdict {
    let (dossier, locale) = (&conversation.dossier, conversation.locale);
    let Some(judging) = judging else { return verdict_for(&knowing.knowledge, dossier, locale) };
    let mut verdict = verdict_for(&knowing.knowledge, &judging.onto(dossier), locale);
    if let Some(overriding) = &judging.overriding {
        verdict.code = overriding.verdict;
        verdict.explanation.clone_from(&overriding.reason);
        verdict.flips.clear();
    }
    verdict
}

/// The most that is at stake, in yuan: what the owner means to spend, or loses in a year.
fn money(dossier: &Dossier, knowing: &Knowing) -> Option<f64> {
    let sum = payback(dossier, &knowing.knowledge)?;
    [sum.investment, sum.saved].into_iter().flatten().reduce(f64::max)
}

/// Who acts, by their rights.
pub(super) fn actor<R: crate::domain::Right>(may: &crate::service::staff::May<R>) -> Actor {
    Actor { id: may.staff().id, lead: may.staff().has::<crate::domain::LeadTeam>() }
}
