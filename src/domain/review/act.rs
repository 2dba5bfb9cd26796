//! One action on a review: checked, carried out, and written down as a step.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use thiserror::Error;

use super::action::{Action, Step, StepKind};
use super::blocks::blocks;
use super::edit::answer;
use super::{Block, FieldId, LEASE_MINUTES, Lease, QuestionId, Review, ReviewState, WhySecond};
use crate::domain::{Dossier, Knowledge, Specification, StaffId, TurnId, Verdict};

/// Longest text of a field, a question or a reason, in characters.
const LONGEST: usize = 2_000;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub id: StaffId,
    /// Whether they lead a team.
    pub lead: bool,
}

/// What an action is judged by, beside the review itself.
#[derive(Debug, Clone, Copy)]
pub struct Grounding<'a> {
    /// What the owner said.
    pub dossier: &'a Dossier,
    /// What is published.
    pub knowledge: &'a Knowledge,
    /// What is judged now.
    pub verdict: &'a Verdict,
    /// Today, by which a policy is in force or not.
    pub today: NaiveDate,
    /// Why a second reader is needed.
    pub second_reader: &'a [WhySecond],
    /// The newest draft.
    pub draft: &'a NewDraft,
}

/// The newest draft of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDraft {
    /// What was drafted.
    pub specification: Specification,
    /// In which turn; nothing when it was drafted for the review.
    pub turn: Option<TurnId>,
}

/// What came of an action.
#[derive(Debug, Clone, PartialEq)]
pub struct Acted {
    /// The review now.
    pub review: Review,
    /// What to write into the history.
    pub step: Step,
}

/// Why an action is refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody else has the case.
    #[error("another member of the staff has the case")]
    NotHolder {
        /// Who.
        holder: StaffId,
    },
    /// Nobody has it: it must be claimed first, or the lease has expired.
    #[error("the case must be claimed first")]
    NotClaimed,
    /// Not in this state.
    #[error("not while the case is {0:?}")]
    WrongState(ReviewState),
    /// The form has no such field or line.
    #[error("no such field")]
    NoField,
    /// There is no such question that is open.
    #[error("no such question")]
    NoQuestion,
    /// The rubric has no such criterion, or no such score.
    #[error("no such criterion or score")]
    NoCriterion,
    /// A reason must be given.
    #[error("a reason is missing")]
    NoReason,
    /// A text is empty.
    #[error("the text is empty")]
    NoText,
    /// A text is too long; the number is the most characters.
    #[error("the text is too long, at most {0} characters")]
    TooLong(usize),
    /// There is nothing that would change.
    #[error("nothing to do")]
    Nothing,
    /// First and second reader must be two people.
    #[error("the second reader must be another person")]
    SamePerson,
    /// Only a lead, or the first reader giving way, settles a disagreement.
    #[error("only a lead may do this")]
    LeadOnly,
    /// Something stands in the way of an approval.
    #[error("the approval is blocked")]
    Blocked(Vec<Block>),
}

/// What a step says beside who, when and what.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) field: Option<FieldId>,
    pub(super) about: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) reason: Option<String>,
}

pub(super) type Done = Result<(StepKind, Told), Refusal>;

impl Review {
    /// Does it, or says why not.
    ///
    /// # Errors
    /// [`Refusal`]; the review stays as it was.
    pub fn act(
        &self,
        action: &Action,
        by: Actor,
        grounding: &Grounding<'_>,
        now: DateTime<Utc>,
    ) -> Result<Acted, Refusal> {
        let mut next = self.clone();
        let (kind, told) = next.carry_out(action, by, grounding, now)?;
        // Every sign of life renews the lease of who works on it.
        if let Some(lease) = next.lease.as_mut().filter(|lease| lease.holder == by.id && lease.until.is_some()) {
            lease.until = Some(now + Duration::minutes(LEASE_MINUTES));
        }
        Ok(next.stepped(kind, told, Some(by.id), now))
    }

    /// Everything that stands in the way of an approval.
    pub fn blocks(&self, grounding: &Grounding<'_>) -> Vec<Block> {
        blocks(self, grounding)
    }

    /// The owner's answer to a question, back into its field; nothing said means that the owner does not know.
    ///
    /// # Errors
    /// [`Refusal::NoQuestion`] when there is none of that number that is open.
    pub fn answered(
        &self,
        question: QuestionId,
        said: &str,
        masked: &str,
        now: DateTime<Utc>,
    ) -> Result<Acted, Refusal> {
        let mut next = self.clone();
        let asked = next.work.questions.iter_mut().find(|asked| asked.id == question && asked.is_open());
        let asked = asked.ok_or(Refusal::NoQuestion)?;
        asked.answer = Some(said.to_owned());
        asked.answered_at = Some(now);
        let field = asked.field;
        let sheet = next.work.sheet.as_mut();
        let before = sheet.zip(field).and_then(|(sheet, id)| sheet.field_mut(id)).map(|field| answer(field, masked));
        if next.state == ReviewState::AsksOwner && next.open_questions().next().is_none() {
            next.back_to_work(now);
        }
        let told = Told {
            field,
            about: Some(question.to_string()),
            before,
            after: Some(masked.to_owned()),
            ..Told::default()
        };
        Ok(next.stepped(StepKind::Answered, told, None, now))
    }

    /// A lease that expired: the case goes back into the queue, with everything that was worked out.
    pub fn expired(&self, now: DateTime<Utc>) -> Option<Acted> {
        let lease = self.lease?;
        let until = lease.until.filter(|until| *until <= now)?;
        let mut next = self.clone();
        match self.state {
            ReviewState::Working => {
                next.state = ReviewState::Waiting;
                next.lease = None;
            }
            ReviewState::Second => {
                if let Some(second) = next.work.second.as_mut() {
                    (second.by, second.judging) = (None, None);
                }
                next.lease = None;
            }
            _ => return None,
        }
        let told = Told { about: Some(lease.holder.to_string()), after: Some(until.to_rfc3339()), ..Told::default() };
        Some(next.stepped(StepKind::Expired, told, None, now))
    }

    /// The owner handed it over again, or has gone on: what was closed is opened, a draft under review must be looked at.
    #[must_use]
    pub fn handed_over_again(&self, again: &Self, now: DateTime<Utc>) -> Acted {
        let mut next = Self { summary: again.summary.clone(), ..self.clone() };
        if !self.state.is_open() {
            next.state = ReviewState::Waiting;
            next.lease = None;
            next.requested_at = again.requested_at;
            next.due_at = again.due_at;
            next.work.approval = None;
            next.work.closing = None;
        }
        next.work.moved = next.work.sheet.is_some();
        if self.state == ReviewState::Approved {
            // What was approved is not what the owner says now.
            next.work.approval = None;
            next.back_to_work(now);
        }
        next.stepped(StepKind::HandedOver, Told::default(), None, now)
    }

    pub(super) fn back_to_work(&mut self, now: DateTime<Utc>) {
        let until = Some(now + Duration::minutes(LEASE_MINUTES));
        self.lease = self.lease.map(|lease| Lease { until, ..lease });
        self.state = if self.lease.is_some() { ReviewState::Working } else { ReviewState::Waiting };
    }

    fn stepped(mut self, kind: StepKind, told: Told, by: Option<StaffId>, at: DateTime<Utc>) -> Acted {
        self.version += 1;
        self.updated_at = at;
        let Told { field, about, before, after, reason } = told;
        let step = Step { version: self.version, at, by, kind, field, about, before, after, reason };
        Acted { review: self, step }
    }

    fn carry_out(&mut self, action: &Action, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        match action {
            Action::Claim => self.claim(by, grounding, now),
            Action::Unclaim => self.unclaim(by, now),
            Action::Transfer { to, reason } => self.transfer(*to, reason, by, now),
            Action::AskSecond { .. }
            | Action::GiveSecond { .. }
            | Action::Settle { .. }
            | Action::Approve
            | Action::Return { .. }
            | Action::Decline { .. }
            | Action::Release
            | Action::Reopen { .. }
            | Action::Withdraw { .. } => self.decide(action, by, grounding, now),
            Action::Score { .. } | Action::Override { .. } | Action::DropOverride => {
                self.judge(action, by, grounding, now)
            }
            _ => {
                self.must_hold(by, now)?;
                self.work_on_sheet(action, by, grounding, now)
            }
        }
    }

    /// Whoever changes something must have it, and it must be under review.
    ///
    /// # Errors
    /// [`Refusal`], which says who has it or how far it is.
    pub fn must_hold(&self, by: Actor, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.state != ReviewState::Working {
            return Err(Refusal::WrongState(self.state));
        }
        match self.holder(now) {
            Some(holder) if holder == by.id => Ok(()),
            Some(holder) => Err(Refusal::NotHolder { holder }),
            None => Err(Refusal::NotClaimed),
        }
    }
}

/// A text that says something and is not too long.
pub(super) fn filled(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Refusal::NoText),
        length if length > LONGEST => Err(Refusal::TooLong(LONGEST)),
        _ => Ok(text),
    }
}

/// A reason that was given.
pub(super) fn reason(text: &str) -> Result<String, Refusal> {
    match filled(text) {
        Ok(text) => Ok(text.to_owned()),
        Err(Refusal::NoText) => Err(Refusal::NoReason),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::*;
    use super::super::*;
    use super::*;
    use crate::domain::{CriterionId, Evidence, VerdictCode};

    fn any_action() -> impl Strategy<Value = Action> {
        let text = prop_oneof![Just(String::new()), Just("一个理由".to_owned())];
        let id = 1u128..4;
        let field = 1u32..10;
        prop_oneof![
            5 => Just(Action::Claim),
            1 => Just(Action::Unclaim),
            1 => (id, text.clone()).prop_map(|(to, reason)| Action::Transfer { to: person(to).id, reason }),
            2 => field.clone().prop_map(|field| Action::Accept { field }),
            2 => (field.clone(), text.clone()).prop_map(|(field, text)| Action::Edit { field, text, basis: None }),
            1 => field.clone().prop_map(|field| Action::MarkUnknown { field }),
            1 => (field, text.clone()).prop_map(|(field, question)| Action::Ask { field: Some(field), question }),
            1 => (1u32..4).prop_map(|question| Action::TakeBackQuestion { question }),
            2 => (0u8..4, text.clone()).prop_map(|(score, reason)| Action::Score {
                criterion: CriterionId::from("F2"), score: Some(score), evidence: Evidence::E1, reason }),
            1 => text.clone().prop_map(|reason| Action::Override { verdict: VerdictCode::SuitableNow, reason }),
            1 => text.clone().prop_map(|reason| Action::AskSecond { reason }),
            3 => text.clone().prop_map(|note| Action::GiveSecond { note }),
            1 => text.clone().prop_map(|reason| Action::Settle { keep: Keep::First, reason }),
            6 => Just(Action::Approve),
            1 => text.clone().prop_map(|question| Action::Return { missing: vec![Missing { field: None, question }] }),
            1 => text.clone().prop_map(|note| Action::Decline { reason: DeclineReason::Other, note }),
            6 => Just(Action::Release),
            1 => text.clone().prop_map(|reason| Action::Reopen { reason }),
            1 => text.prop_map(|reason| Action::Withdraw { reason }),
            1 => Just(Action::TakeDraft),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn nothing_is_released_that_nobody_approved(
            acts in proptest::collection::vec((1u128..4, any_action(), any::<bool>()), 1..60),
            second in any::<bool>(),
        ) {
            let mut desk = Desk::new();
            if second {
                desk.why = vec![WhySecond::Random];
            }
            let mut approved = false;
            for (who, action, late) in acts {
                if late {
                    desk.minute += 10;
                }
                let before = desk.review.clone();
                match desk.tries(who, &action) {
                    Ok(StepKind::Approve) => {
                        approved = true;
                        let second_done = desk.review.work.second.as_ref().is_some_and(SecondReading::is_settled);
                        prop_assert!(!second || second_done, "approved without a second reader");
                    }
                    Ok(StepKind::Release) => {
                        prop_assert!(approved && before.state == ReviewState::Approved);
                        prop_assert!(before.work.approval.is_some());
                        approved = false;
                    }
                    Ok(_) => {}
                    Err(_) => prop_assert_eq!(&desk.review, &before, "a refusal changes nothing"),
                }
                let released = desk.review.state == ReviewState::Released;
                prop_assert!(!released || desk.review.work.approval.is_some());
                if let Some(lease) = desk.review.lease {
                    prop_assert!(desk.review.state.is_open() && desk.review.state != ReviewState::Waiting || lease.until.is_none());
                }
            }
        }
    }
}
