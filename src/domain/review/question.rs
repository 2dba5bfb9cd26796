//! A question of a translator to the owner, asked and taken back; the answer comes back into its field.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::act::{Actor, Done, Refusal, Told, filled};
use super::action::{Missing, StepKind};
use super::{FieldId, FieldState, Review};
use crate::domain::StaffId;

/// Longest question to an owner, in characters.
const LONGEST: usize = 200;

/// Numbers a question within its case, from 1.
pub type QuestionId = u32;

/// A question to the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnerQuestion {
    /// Names it.
    pub id: QuestionId,
    /// The field that the answer goes into.
    pub field: Option<FieldId>,
    /// What is asked.
    pub text: String,
    /// Who asks.
    pub by: StaffId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What the owner said; empty when the owner does not know.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// The translator took it back.
    #[serde(default)]
    pub withdrawn: bool,
}

impl OwnerQuestion {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && !self.withdrawn
    }
}

impl Review {
    pub(super) fn ask(&mut self, field: Option<FieldId>, question: &str, by: Actor, now: DateTime<Utc>) -> Done {
        let question = filled(question)?;
        if question.chars().count() > LONGEST {
            return Err(Refusal::TooLong(LONGEST));
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

    pub(super) fn take_back(&mut self, id: QuestionId) -> Done {
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
