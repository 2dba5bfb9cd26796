//! One action on a review: checked, carried out, and written down as a step.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::action::{Action, Missing, Refusal, Step, StepKind};
use super::blocks::blocks;
use super::{
    Block, Field, FieldId, FieldState, Judging, LEASE_MINUTES, Lease, Mark, OwnerQuestion, QuestionId, Review,
    ReviewState, Sheet, WhySecond,
};
use crate::domain::{Dossier, Knowledge, Origin, Specification, StaffId, TO_CONFIRM, TurnId, Verdict};

/// Longest text of a field, a question or a reason, in characters.
const LONGEST: usize = 2_000;
/// Longest question to an owner, in characters.
const LONGEST_QUESTION: usize = 200;

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

    fn work_on_sheet(&mut self, action: &Action, by: Actor, grounding: &Grounding<'_>, now: DateTime<Utc>) -> Done {
        match action {
            Action::TakeDraft => return Ok(self.take_draft(grounding)),
            Action::Ask { field, question } => return self.ask(*field, question, by, now),
            Action::TakeBackQuestion { question } => return self.take_back(*question),
            _ => {}
        }
        let sheet = self.work.sheet.as_mut().ok_or(Refusal::NoField)?;
        match action {
            Action::Accept { field } => on_field(sheet, *field, by, StepKind::Accept, |field| {
                field.state = FieldState::Accepted;
                Ok(())
            }),
            Action::AcceptRest => accept_rest(sheet, by),
            Action::Edit { field, text, basis } => {
                let text = filled(text)?;
                on_field(sheet, *field, by, StepKind::Edit, |field| {
                    edit(field, text, basis.as_deref(), grounding);
                    Ok(())
                })
            }
            Action::MarkUnknown { field } => on_field(sheet, *field, by, StepKind::MarkUnknown, |field| {
                TO_CONFIRM.clone_into(&mut field.text);
                field.origin = Origin::ToConfirm;
                (field.state, field.mark, field.newer) = (FieldState::Unknown, Mark::Human, None);
                Ok(())
            }),
            Action::LeaveOut { field } => on_field(sheet, *field, by, StepKind::LeaveOut, |field| {
                field.state = FieldState::LeftOut;
                Ok(())
            }),
            Action::Restore { field } => on_field(sheet, *field, by, StepKind::Restore, |field| {
                field.text = field.newer.take().or_else(|| field.drafted.clone()).ok_or(Refusal::Nothing)?;
                field.drafted = Some(field.text.clone());
                field.mark = Mark::Ai;
                field.state = FieldState::Open;
                Ok(())
            }),
            Action::AddField { section, label, text, basis } => add(sheet, (*section, label, text, basis), by),
            Action::EditPlain { line, text } => {
                let text = filled(text)?;
                let plain = sheet.plain.get_mut(*line).ok_or(Refusal::NoField)?;
                let before = std::mem::replace(&mut plain.text, text.to_owned());
                let told = Told { about: Some(plain.title.clone()), ..changed(before, text) };
                Ok((StepKind::EditPlain, told))
            }
            Action::EditTitle { text } => {
                let text = filled(text)?;
                let before = std::mem::replace(&mut sheet.title, text.to_owned());
                Ok((StepKind::EditTitle, changed(before, text)))
            }
            _ => Err(Refusal::Nothing),
        }
    }

    fn take_draft(&mut self, grounding: &Grounding<'_>) -> (StepKind, Told) {
        let NewDraft { specification, turn } = grounding.draft;
        let sheet = self.work.sheet.as_ref().map(|sheet| sheet.refreshed(specification, *turn));
        self.work.sheet = Some(sheet.unwrap_or_else(|| Sheet::of(specification, *turn)));
        let (dossier, rubric) = (grounding.dossier, &grounding.knowledge.rubric);
        let judging = self.work.judging.as_ref().map(|judging| judging.refreshed(dossier, rubric));
        self.work.judging = Some(judging.unwrap_or_else(|| Judging::of(dossier, rubric)));
        self.work.moved = false;
        (StepKind::TakeDraft, Told { about: turn.map(|turn| turn.to_string()), ..Told::default() })
    }

    pub(super) fn ask(&mut self, field: Option<FieldId>, question: &str, by: Actor, now: DateTime<Utc>) -> Done {
        let question = filled(question)?;
        if question.chars().count() > LONGEST_QUESTION {
            return Err(Refusal::TooLong(LONGEST_QUESTION));
        }
        if let Some(id) = field {
            let sheet = self.work.sheet.as_mut().ok_or(Refusal::NoField)?;
            let field = sheet.field_mut(id).ok_or(Refusal::NoField)?;
            field.state = FieldState::Asked;
            field.by = Some(by.id);
        }
        let id = self.work.questions.len().try_into().map_or(QuestionId::MAX, |count: QuestionId| count + 1);
        self.work.questions.push(OwnerQuestion {
            id,
            field,
            text: question.to_owned(),
            by: by.id,
            asked_at: now,
            answer: None,
            answered_at: None,
            withdrawn: false,
        });
        let told = Told { field, about: Some(id.to_string()), after: Some(question.to_owned()), ..Told::default() };
        Ok((StepKind::Ask, told))
    }

    fn take_back(&mut self, id: QuestionId) -> Done {
        let asked = self.work.questions.iter_mut().find(|asked| asked.id == id && asked.is_open());
        let asked = asked.ok_or(Refusal::NoQuestion)?;
        asked.withdrawn = true;
        let (field, text) = (asked.field, asked.text.clone());
        let waits = self.work.questions.iter().any(|other| other.field == field && other.is_open());
        let sheet = self.work.sheet.as_mut().filter(|_| !waits);
        if let Some(field) = sheet.zip(field).and_then(|(sheet, id)| sheet.field_mut(id)) {
            field.state = FieldState::Open;
        }
        let told = Told { field, about: Some(id.to_string()), before: Some(text), ..Told::default() };
        Ok((StepKind::TakeBackQuestion, told))
    }

    /// Sends what is missing to the owner.
    pub(super) fn ask_all(&mut self, missing: &[Missing], by: Actor, now: DateTime<Utc>) -> Result<String, Refusal> {
        if missing.is_empty() {
            return Err(Refusal::NoReason);
        }
        for one in missing {
            self.ask(one.field, &one.question, by, now)?;
        }
        Ok(missing.iter().map(|one| one.question.trim()).collect::<Vec<_>>().join("\n"))
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

fn changed(before: String, after: &str) -> Told {
    Told { before: Some(before), after: Some(after.to_owned()), ..Told::default() }
}

/// Changes one field and tells what it said before and says now.
fn on_field(
    sheet: &mut Sheet,
    id: FieldId,
    by: Actor,
    kind: StepKind,
    change: impl FnOnce(&mut Field) -> Result<(), Refusal>,
) -> Done {
    let field = sheet.field_mut(id).ok_or(Refusal::NoField)?;
    let before = field.text.clone();
    change(field)?;
    field.by = Some(by.id);
    let told = if field.text == before { Told::default() } else { changed(before, &field.text) };
    Ok((kind, Told { field: Some(id), about: Some(field.label.clone()), ..told }))
}

fn accept_rest(sheet: &mut Sheet, by: Actor) -> Done {
    let open = sheet.fields.iter_mut().filter(|field| field.state == FieldState::Open && !field.doubtful);
    let accepted = open.map(|field| (field.state, field.by) = (FieldState::Accepted, Some(by.id))).count();
    if accepted == 0 {
        return Err(Refusal::Nothing);
    }
    Ok((StepKind::Accept, Told { after: Some(accepted.to_string()), ..Told::default() }))
}

/// A person's words: theirs to answer for, unless they only say otherwise what the owner or a source said.
fn edit(field: &mut Field, text: &str, basis: Option<&str>, grounding: &Grounding<'_>) {
    text.clone_into(&mut field.text);
    (field.state, field.mark, field.newer) = (FieldState::Edited, Mark::Human, None);
    let basis = basis.map(str::trim).filter(|basis| !basis.is_empty());
    if let Some(basis) = basis {
        field.origin = Origin::Reviewer { basis: basis.to_owned() };
    } else if matches!(field.origin, Origin::ToConfirm) || !supported(field, grounding) {
        field.origin = Origin::Reviewer { basis: String::new() };
    }
}

/// Whether every figure of the line is the owner's or stands in what it cites.
fn supported(field: &Field, grounding: &Grounding<'_>) -> bool {
    let grounds = crate::domain::spec_check::Grounds {
        dossier: grounding.dossier,
        knowledge: grounding.knowledge,
        verdict: grounding.verdict,
    };
    let cited = crate::domain::spec_check::cited(&grounds, &field.item());
    crate::domain::numbers::unsupported(&field.text, &[&grounding.dossier.words(), &cited]).is_empty()
}

fn add(sheet: &mut Sheet, (section, label, text, basis): (u8, &str, &str, &str), by: Actor) -> Done {
    let (label, text) = (filled(label)?, filled(text)?);
    if usize::from(section) >= crate::domain::SECTION_TITLES.len() {
        return Err(Refusal::NoField);
    }
    let id = sheet.next_field;
    sheet.next_field += 1;
    let place = sheet.fields.iter().rposition(|field| field.section <= section).map_or(0, |last| last + 1);
    let field = Field {
        id,
        section,
        label: label.to_owned(),
        text: text.to_owned(),
        origin: Origin::Reviewer { basis: basis.trim().to_owned() },
        doubtful: false,
        drafted: None,
        newer: None,
        mark: Mark::Human,
        state: FieldState::Edited,
        by: Some(by.id),
    };
    sheet.fields.insert(place, field);
    let told = Told { field: Some(id), about: Some(label.to_owned()), after: Some(text.to_owned()), ..Told::default() };
    Ok((StepKind::AddField, told))
}

/// Puts an answer into its field; returns what stood there.
fn answer(field: &mut Field, masked: &str) -> String {
    let before = field.text.clone();
    if masked.is_empty() {
        TO_CONFIRM.clone_into(&mut field.text);
        (field.origin, field.state) = (Origin::ToConfirm, FieldState::Unknown);
    } else {
        masked.clone_into(&mut field.text);
        (field.origin, field.state) = (Origin::Owner { quote: masked.to_owned() }, FieldState::Accepted);
    }
    (field.mark, field.doubtful) = (Mark::Owner, false);
    before
}
