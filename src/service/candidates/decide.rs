//! Changes a candidate, takes it into the case base as a draft, or refuses it.

use chrono::{DateTime, Utc};

use super::form::{CandidateForm, case_of};
use crate::domain::afterwards::Proposal;
use crate::domain::curation::{Days, ItemKey, NewVersion, Origin, Seen};
use crate::domain::{AuditNote, ConversationId, Curate, EntryKind};
use crate::service::lab::LabError;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{Decided, Deciding};

impl Service {
    /// Keeps the form as the proposal; everything that names the firm is hidden in it once more.
    ///
    /// # Errors
    /// [`LabError::NoCandidate`], [`LabError::Decided`], or the database's.
    pub async fn change_candidate(
        &self,
        may: &May<Curate>,
        code: &str,
        seen: DateTime<Utc>,
        form: &CandidateForm,
    ) -> Result<(), ServiceError> {
        let (id, _, candidate) = self.candidate_named(code).await?;
        let (_, mut coarse) = self.original_draft(id).await.map_err(Self::no_candidate)?;
        let draft = form.onto(&candidate.proposal.draft, &mut coarse);
        let proposal = Proposal { draft, hidden: coarse.kinds, ..candidate.proposal };
        let note = self.note(may, id, "candidate.change", String::new());
        self.decided(id, seen, Deciding::Change(Box::new(proposal)), &note).await
    }

    /// Takes a candidate into the case base as a draft, which a second person publishes; gives the key of the case.
    ///
    /// # Errors
    /// [`LabError::BadCase`] when it is no whole case, [`LabError::Telling`] when the check found something and nobody says
    /// why it may go all the same, [`LabError::NoCandidate`], [`LabError::Decided`], or the database's.
    pub async fn take_candidate(
        &self,
        may: &May<Curate>,
        code: &str,
        seen: DateTime<Utc>,
        (form, reason): (&CandidateForm, &str),
    ) -> Result<ItemKey, ServiceError> {
        let (id, _, candidate) = self.candidate_named(code).await?;
        let (_, mut coarse) = self.original_draft(id).await.map_err(Self::no_candidate)?;
        let draft = form.onto(&candidate.proposal.draft, &mut coarse);
        let (case, body) = case_of(&draft).map_err(LabError::BadCase)?;
        let assessment = self.assessed(id, &case, reason).await?;
        if assessment.asks_why() && assessment.reason.is_empty() {
            return Err(LabError::Telling.into());
        }
        let key = ItemKey::new(EntryKind::Case, case.id.clone());
        let detail = serde_json::json!({ "case": case.id, "record": assessment.id, "peers": assessment.peers });
        let note = self.note(may, id, "candidate.take", detail.to_string());
        let version = NewVersion {
            key: key.clone(),
            body,
            author: may.staff().id,
            at: note.at,
            note: String::new(),
            days: Days::default(),
            origin: Origin::Candidate(id),
            submit: false,
            seen: Some(Seen { number: 0, revision: 0 }),
        };
        self.decided(id, seen, Deciding::Take(Box::new((version, assessment))), &note).await?;
        Ok(key)
    }

    /// Refuses a candidate.
    ///
    /// # Errors
    /// [`LabError::NoReason`], [`LabError::NoCandidate`], [`LabError::Decided`], or the database's.
    pub async fn refuse_candidate(
        &self,
        may: &May<Curate>,
        code: &str,
        seen: DateTime<Utc>,
        reason: &str,
    ) -> Result<(), ServiceError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(LabError::NoReason.into());
        }
        let (id, ..) = self.candidate_named(code).await?;
        let note = self.note(may, id, "candidate.refuse", String::new());
        self.decided(id, seen, Deciding::Refuse(reason.to_owned()), &note).await
    }

    async fn decided(
        &self,
        id: ConversationId,
        seen: DateTime<Utc>,
        deciding: Deciding,
        note: &AuditNote,
    ) -> Result<(), ServiceError> {
        match self.parts.store.decide_candidate(id, seen, deciding, note).await? {
            Decided::Done => Ok(()),
            Decided::Gone => Err(LabError::NoCandidate.into()),
            Decided::Stale => Err(LabError::Decided.into()),
        }
    }

    fn note(&self, may: &May<Curate>, id: ConversationId, action: &str, detail: String) -> AuditNote {
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: action.to_owned(),
            subject: Some(id.to_string()),
            detail,
        }
    }
}
