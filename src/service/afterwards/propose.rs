//! Proposes a released case for the case base, without what names the firm and with its owner's consent alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::AfterwardsError;
use super::coarse::Coarse;
use crate::domain::afterwards::{CaseDraft, DraftParts, DraftTexts, Proposal, ProposalFault, ProposalState};
use crate::domain::{
    AiTask, AuditNote, CaseCode, Conversation, ConversationId, Release, Review, ReviewState, Source, StaffId, Translate,
};
use crate::redaction::Vault;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{Proposing, StoreError};

/// Most words of the trade by which a case is found.
const KEYWORDS: usize = 8;

/// Something that was hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// How often.
    pub count: usize,
}

/// A case on its way into the case base.
#[derive(Debug, Clone)]
pub struct ProposalView {
    /// Whose.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// The release that the draft is made from.
    pub release: u32,
    /// What would be proposed.
    pub draft: CaseDraft,
    /// What was hidden in it.
    pub hidden: Vec<Hidden>,
    /// How often each kind of identifier was hidden.
    pub kinds: BTreeMap<String, usize>,
    /// What is proposed already.
    pub proposed: Option<Proposal>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
}

/// A released case with what its draft is made of.
struct Released {
    conversation: Conversation,
    review: Review,
    release: Release,
}

impl Service {
    /// The draft of a case for the case base, and what is hidden in it.
    ///
    /// # Errors
    /// [`ServiceError::Afterwards`] when the case cannot be proposed, [`ServiceError::NoReview`], or the database's.
    pub async fn proposal_draft(
        &self,
        _may: &May<Translate>,
        id: ConversationId,
    ) -> Result<ProposalView, ServiceError> {
        let released = self.released(id).await?;
        let (draft, coarse) = self.coarse_draft(&released).await?;
        let (proposed, names) = tokio::try_join!(self.parts.store.proposal(id), self.staff_names())?;
        Ok(ProposalView {
            conversation_id: id,
            case_code: released.conversation.case_code.clone(),
            release: released.release.number,
            draft,
            hidden: coarse.hidden,
            kinds: coarse.kinds,
            proposed,
            names,
        })
    }

    /// Proposes a case with the texts as a person left them; what should be hidden is hidden in them once more.
    ///
    /// # Errors
    /// As [`Self::proposal_draft`]; [`ProposalFault::OtherRelease`] when `release` is not the newest one.
    pub async fn propose_case(
        &self,
        may: &May<Translate>,
        id: ConversationId,
        release: u32,
        texts: &DraftTexts,
    ) -> Result<(), ServiceError> {
        let released = self.released(id).await?;
        if released.release.number != release {
            return Err(fault(ProposalFault::OtherRelease));
        }
        let (draft, mut coarse) = self.coarse_draft(&released).await?;
        let draft = draft.with(texts).map_err(fault)?.cleaned(|text| coarse.over(text));
        let proposal = Proposal {
            by: may.staff().id,
            at: self.parts.clock.now(),
            state: ProposalState::Proposed,
            release,
            draft,
            hidden: coarse.kinds,
        };
        let note = AuditNote {
            at: proposal.at,
            staff: Some(proposal.by),
            action: "review.propose".to_owned(),
            subject: Some(id.to_string()),
            detail: serde_json::json!({ "release": release, "draft": proposal.draft.id }).to_string(),
        };
        match self.parts.store.propose_case(id, &proposal, released.release.at, &note).await? {
            Proposing::Done => Ok(()),
            Proposing::NoConsent => Err(fault(ProposalFault::NoConsent)),
            Proposing::OtherRelease => Err(fault(ProposalFault::OtherRelease)),
            Proposing::Decided => Err(fault(ProposalFault::Decided)),
        }
    }

    /// The case with its newest release, when others may learn from it.
    async fn released(&self, id: ConversationId) -> Result<Released, ServiceError> {
        let store = &self.parts.store;
        let review = store.review(id).await?.ok_or(ServiceError::NoReview)?;
        let conversation = store.conversation(id).await?.ok_or(ServiceError::NoReview)?;
        if review.state != ReviewState::Released {
            return Err(fault(ProposalFault::NotReleased));
        }
        let release = store.release(id, review.releases).await?.filter(|release| release.withdrawn.is_none());
        let release = release.ok_or_else(|| fault(ProposalFault::NotReleased))?;
        if conversation.dossier.stopped.is_some() {
            return Err(fault(ProposalFault::Stopped));
        }
        if !store.may_be_learnt_from(id).await? {
            return Err(fault(ProposalFault::NoConsent));
        }
        Ok(Released { conversation, review, release })
    }

    async fn coarse_draft(&self, released: &Released) -> Result<(CaseDraft, Coarse<'_>), ServiceError> {
        let (draft, mut coarse) = self.draft_of(released).await?;
        Ok((draft.cleaned(|text| coarse.over(text)), coarse))
    }

    /// The draft of a case as it is before anything is hidden in it, and what hides it: for those who compare.
    ///
    /// # Errors
    /// As [`Self::proposal_draft`].
    pub(in crate::service) async fn original_draft(
        &self,
        id: ConversationId,
    ) -> Result<(CaseDraft, Coarse<'_>), ServiceError> {
        let released = self.released(id).await?;
        self.draft_of(&released).await
    }

    async fn draft_of(&self, released: &Released) -> Result<(CaseDraft, Coarse<'_>), ServiceError> {
        let Released { conversation, review, release } = released;
        let follow_ups = self.parts.store.follow_ups(conversation.id).await?;
        let knowing = self.knowing();
        let dossier = &conversation.dossier;
        let need = dossier.needs(&knowing.knowledge).cloned().collect::<Vec<_>>().join("；");
        let task = dossier.ai_task.unwrap_or(AiTask::Other);
        let name = knowing.knowledge.playbook(task).map(|book| book.name.clone()).unwrap_or_default();
        let mut keywords: Vec<String> = vec![];
        for found in knowing.lexicon.find(&need) {
            if keywords.len() < KEYWORDS && !keywords.iter().any(|word| word == found.word) {
                keywords.push(found.word.to_owned());
            }
        }
        let vault: Vault = serde_json::from_str(&conversation.vault).map_err(|_| StoreError::Corrupt {
            what: "conversations.vault",
            reason: "it does not read back".to_owned(),
        })?;
        let draft = CaseDraft::of(DraftParts {
            document: &release.document,
            need: &need,
            task: (task, &name),
            sector: review.summary.sector.as_ref(),
            area: review.summary.area.as_deref(),
            follow_ups: &follow_ups,
            keywords: &keywords,
            source: &source(&release.document.provider, release.at),
            id: &self.draft_id(task),
        });
        Ok((draft.map_err(fault)?, Coarse::new(&self.parts.redactor, vault)))
    }

    /// A name that leads back to nothing: neither the case nor its time stands in it.
    fn draft_id(&self, task: AiTask) -> String {
        let secret = self.parts.ids.secret();
        format!("{}-{}", task.as_str().replace('_', "-"), hex::encode(&secret[..4]))
    }
}

/// Where a draft comes from; the year is told, the day is not.
fn source(provider: &str, released: DateTime<Utc>) -> Source {
    Source {
        title: "本平台审核签发的案件，经企业主同意，已隐去企业信息".to_owned(),
        publisher: provider.to_owned(),
        url: None,
        date: Some(released.format("%Y").to_string()),
        grade: None,
    }
}

fn fault(fault: ProposalFault) -> ServiceError {
    AfterwardsError::from(fault).into()
}
