//! What a curator sees of a candidate: the draft against the original, what was hidden, and the check.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::form::{CandidateForm, case_of};
use crate::domain::afterwards::{CaseDraft, Proposal, ProposalState};
use crate::domain::candidate::{Assessment, Combination, assess};
use crate::domain::{CaseCode, ConversationId, Curate, SectorRef, StaffId};
use crate::service::afterwards::{Hidden, Part, parts};
use crate::service::knowledge::Problem;
use crate::service::lab::LabError;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::Candidate;

/// Most candidates that are listed.
const LISTED: u64 = 100;

/// A line of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateRow {
    /// The code of the case.
    pub code: CaseCode,
    /// In one line.
    pub title: String,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// When it was proposed or decided on.
    pub at: DateTime<Utc>,
    /// Who proposed it or decided.
    pub by: String,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The number of the record of the check.
    pub record: Option<String>,
}

/// A candidate.
#[derive(Debug, Clone)]
pub struct CandidateView {
    /// The code of the case.
    pub code: CaseCode,
    /// The candidate.
    pub candidate: Candidate,
    /// The form.
    pub form: CandidateForm,
    /// The draft beside the original, text by text.
    pub compared: Vec<Compared>,
    /// What is hidden in the original.
    pub hidden: Vec<Hidden>,
    /// What was typed and is hidden as well.
    pub hidden_now: Vec<Hidden>,
    /// The check of the form; nothing while it is no whole case.
    pub assessment: Option<Assessment>,
    /// What a case still lacks.
    pub problems: Vec<Problem>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
}

/// A text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The field.
    pub name: &'static str,
    /// The parts in order.
    pub pieces: Vec<Piece>,
}

/// A part of a compared text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both.
    Same(String),
    /// In the original alone.
    Gone(String),
    /// In the draft alone.
    New(String),
}

impl Service {
    /// Candidates in a state, the oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn candidates(
        &self,
        _may: &May<Curate>,
        state: ProposalState,
    ) -> Result<Vec<CandidateRow>, ServiceError> {
        let names = self.staff_names().await?;
        let name = |id: &StaffId| names.get(id).cloned().unwrap_or_default();
        let mut rows = vec![];
        for candidate in self.parts.store.candidates(state, LISTED).await? {
            let Some(talk) = self.parts.store.conversation(candidate.conversation).await? else { continue };
            let Proposal { draft, at, by, .. } = candidate.proposal;
            let (by, at) = candidate.decided.map_or((name(&by), at), |(by, at)| (name(&by), at));
            rows.push(CandidateRow {
                code: talk.case_code,
                title: draft.title,
                sector: draft.sector,
                at,
                by,
                reason: candidate.reason,
                record: candidate.assessment.map(|assessment| assessment.id),
            });
        }
        Ok(rows)
    }

    /// A candidate, with the form as it was typed or as it is stored.
    ///
    /// # Errors
    /// [`LabError::NoCandidate`], or the database's.
    pub async fn candidate_view(
        &self,
        _may: &May<Curate>,
        code: &str,
        typed: Option<CandidateForm>,
    ) -> Result<CandidateView, ServiceError> {
        let (id, code, candidate) = self.candidate_named(code).await?;
        let (original, mut coarse) = self.original_draft(id).await.map_err(Self::no_candidate)?;
        drop(original.clone().cleaned(|text| coarse.over(text)));
        let hidden = std::mem::take(&mut coarse.hidden);
        let form = typed.unwrap_or_else(|| CandidateForm::of(&candidate.proposal.draft));
        let draft = form.onto(&candidate.proposal.draft, &mut coarse);
        let (assessment, problems) = match case_of(&draft) {
            Ok((case, _)) => (Some(self.assessed(id, &case, "").await?), vec![]),
            Err(problems) => (None, problems),
        };
        Ok(CandidateView {
            code,
            compared: compared(&original, &draft),
            hidden,
            hidden_now: coarse.hidden,
            assessment,
            problems,
            names: self.staff_names().await?,
            form,
            candidate,
        })
    }

    /// The candidate of the case of that code.
    pub(super) async fn candidate_named(
        &self,
        code: &str,
    ) -> Result<(ConversationId, CaseCode, Candidate), ServiceError> {
        let code = CaseCode::parse(code).ok_or(LabError::NoCandidate)?;
        let id = self.parts.store.case_of_code(&code).await?.ok_or(LabError::NoCandidate)?;
        let candidate = self.parts.store.candidate(id).await?.ok_or(LabError::NoCandidate)?;
        Ok((id, code, candidate))
    }

    /// Checks the case as it would be published.
    pub(super) async fn assessed(
        &self,
        id: ConversationId,
        case: &crate::domain::Case,
        reason: &str,
    ) -> Result<Assessment, ServiceError> {
        let own = Combination::of(Some(&case.sector), case.region.as_deref(), case.company_size.as_deref());
        let knowing = self.knowing();
        let published =
            knowing.knowledge.cases.iter().filter(|other| other.id != case.id).map(|other| {
                Combination::of(Some(&other.sector), other.region.as_deref(), other.company_size.as_deref())
            });
        let mut others: Vec<Combination> = published.collect();
        others.extend(self.parts.store.combinations(id).await?);
        let photos = self.parts.store.photos_by_turn(id).await?.len();
        let record = self.parts.ids.id().to_string();
        Ok(assess(record, case, own.peers(&others), photos, reason))
    }

    /// A case that can no longer be proposed is a candidate no more.
    pub(super) fn no_candidate(error: ServiceError) -> ServiceError {
        match error {
            ServiceError::Afterwards(_) => LabError::NoCandidate.into(),
            other => other,
        }
    }
}

/// Every text beside its original.
fn compared(original: &CaseDraft, draft: &CaseDraft) -> Vec<Compared> {
    let (before, after) = (original.texts(), draft.texts());
    let texts = [
        ("title", &before.title, &after.title),
        ("process_step", &before.process_step, &after.process_step),
        ("owner_words", &before.owner_words, &after.owner_words),
        ("problem", &before.problem, &after.problem),
        ("approach", &before.approach, &after.approach),
        ("data_used", &before.data_used, &after.data_used),
        ("result", &before.result, &after.result),
        ("lessons", &before.lessons, &after.lessons),
    ];
    let shown = texts.into_iter().filter(|(_, before, after)| !before.is_empty() || !after.is_empty());
    shown.map(|(name, before, after)| Compared { name, pieces: pieces(before, after) }).collect()
}

fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let told = |text: String| Some(text).filter(|text| !text.is_empty());
    let of = |part: Part| match part {
        Part::Same(text) => [told(text).map(Piece::Same), None],
        Part::Other(gone, made) => [told(gone).map(Piece::Gone), told(made).map(Piece::New)],
    };
    parts(before, after).into_iter().flat_map(of).flatten().collect()
}

impl CandidateView {
    /// Whether it waits to be decided on.
    pub fn waits(&self) -> bool {
        self.candidate.proposal.state == ProposalState::Proposed
    }
}
