//! Fixed answers to common questions: written by one curator, consented to by another, given in the talk.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::answers::{AnswerFault, CuratedAnswer, answer_to};
use crate::domain::{AuditNote, Curate, StaffId};
use crate::service::lab::LabError;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// An answer as a form gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerForm {
    /// The ways of asking, a line each.
    pub forms: String,
    /// The answer.
    pub answer: String,
    /// The last day.
    pub expires_on: String,
    /// Turned off.
    pub off: bool,
}

/// An answer with the names of those who have to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// The answer.
    pub answer: CuratedAnswer,
    /// Who looks after it.
    pub owner: String,
    /// Who wrote it last.
    pub author: String,
    /// Who consented.
    pub approved_by: Option<String>,
    /// Whether owners hear it today.
    pub holds: bool,
    /// Whether it is over or will be within thirty days.
    pub ends_soon: bool,
}

impl Service {
    /// Every fixed answer, what is asked most first.
    ///
    /// # Errors
    /// The database's.
    pub async fn answers(&self, _may: &May<Curate>) -> Result<Vec<AnswerView>, ServiceError> {
        let (answers, names) = tokio::try_join!(self.parts.store.curated_answers(), self.staff_names())?;
        let today = self.parts.clock.today();
        let name = |id: StaffId| names.get(&id).cloned().unwrap_or_default();
        let view = |answer: CuratedAnswer| AnswerView {
            owner: name(answer.owner),
            author: name(answer.author),
            approved_by: answer.approved_by.map(name),
            holds: answer.holds(today),
            ends_soon: (answer.expires_on - today).num_days() <= 30,
            answer,
        };
        Ok(answers.into_iter().map(view).collect())
    }

    /// Which answer an owner who says this would hear today.
    ///
    /// # Errors
    /// The database's.
    pub async fn try_answer(&self, _may: &May<Curate>, said: &str) -> Result<Option<CuratedAnswer>, ServiceError> {
        self.curated(said, true).await
    }

    /// Writes an answer, a new one when `id` is nothing; who has consented to it before has to do so anew.
    ///
    /// # Errors
    /// [`LabError::Answer`] when it cannot be used, [`LabError::Decided`] when somebody else has written meanwhile, or the
    /// database's.
    pub async fn write_answer(
        &self,
        may: &May<Curate>,
        id: Option<&str>,
        seen: Option<DateTime<Utc>>,
        form: &AnswerForm,
    ) -> Result<(), ServiceError> {
        let today = self.parts.clock.today();
        let known = match id {
            Some(id) => Some(self.parts.store.curated_answer(id).await?.ok_or(LabError::NoAnswer)?),
            None => None,
        };
        let expires_on: NaiveDate =
            form.expires_on.trim().parse().map_err(|_| LabError::Answer(AnswerFault::BadDay))?;
        let new = CuratedAnswer {
            id: known.as_ref().map_or_else(|| self.parts.ids.id().to_string(), |known| known.id.clone()),
            forms: form.forms.lines().map(str::to_owned).collect(),
            answer: form.answer.clone(),
            owner: known.as_ref().map_or(may.staff().id, |known| known.owner),
            expires_on,
            author: may.staff().id,
            written_at: self.parts.clock.now(),
            approved_by: None,
            off: form.off,
            hits: known.as_ref().map_or(0, |known| known.hits),
        };
        let mut new = new.checked(today).map_err(LabError::Answer)?;
        // To turn one off and on again, or to let it hold for longer, changes nothing that an owner hears.
        if let Some(known) = known.filter(|known| (&known.forms, &known.answer) == (&new.forms, &new.answer)) {
            (new.approved_by, new.author) = (known.approved_by, known.author);
        }
        let note = self.answer_note(may, &new.id, "answer.write");
        if self.parts.store.write_answer(&new, seen, &note).await? { Ok(()) } else { Err(LabError::Decided.into()) }
    }

    /// Consents to an answer as it was written at that time: from now on owners hear it.
    ///
    /// # Errors
    /// [`LabError::Answer`] for who wrote it, [`LabError::NoAnswer`], [`LabError::Decided`], or the database's.
    pub async fn approve_answer(&self, may: &May<Curate>, id: &str, seen: DateTime<Utc>) -> Result<(), ServiceError> {
        let known = self.parts.store.curated_answer(id).await?.ok_or(LabError::NoAnswer)?;
        known.may_approve(may.staff().id).map_err(LabError::Answer)?;
        let new = CuratedAnswer { approved_by: Some(may.staff().id), ..known };
        let note = self.answer_note(may, id, "answer.approve");
        if self.parts.store.write_answer(&new, Some(seen), &note).await? {
            Ok(())
        } else {
            Err(LabError::Decided.into())
        }
    }

    /// The answer to what an owner has said, today.
    pub(in crate::service) async fn curated(
        &self,
        said: &str,
        asked: bool,
    ) -> Result<Option<CuratedAnswer>, ServiceError> {
        let answers = self.parts.store.curated_answers().await?;
        Ok(answer_to(said, asked, &answers, self.parts.clock.today()).cloned())
    }

    fn answer_note(&self, may: &May<Curate>, id: &str, action: &str) -> AuditNote {
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: action.to_owned(),
            subject: Some(id.to_owned()),
            detail: String::new(),
        }
    }
}
