//! The owner's side of a review: how far it is, what a translator asks, the answer, and the release.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::review::{QuestionId, Refusal};
use crate::domain::{AuditNote, HandoverState, OwnerMessage, Release, ReleasedDocument, Review};
use crate::redaction::Vault;
use crate::service::conversation::Access;
use crate::service::{Service, ServiceError};
use crate::store::{ReviewWrite, StoreError};

/// Times that an answer is tried again when a translator writes at the same moment.
const TRIES: usize = 5;

/// A review as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OwnerReview {
    /// How far it is.
    pub state: HandoverState,
    /// What translators asked, the oldest first.
    pub questions: Vec<QuestionForOwner>,
    /// Why it was declined or withdrawn.
    pub closing: Option<String>,
    /// What was released last, unless it was taken back.
    pub release: Option<ReleaseForOwner>,
}

/// A question as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuestionForOwner {
    /// Names it.
    pub id: QuestionId,
    /// What is asked.
    pub text: String,
    /// Who asks.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What was answered; empty when the owner did not know, nothing when it is open.
    pub answer: Option<String>,
}

/// A release as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseForOwner {
    /// Its number.
    pub number: u32,
    /// When it was released.
    pub at: DateTime<Utc>,
    /// What was released.
    pub document: ReleasedDocument,
}

impl Service {
    /// The review of the conversation, when it was handed over.
    ///
    /// # Errors
    /// The database's.
    pub async fn review_for_owner(&self, access: &Access) -> Result<Option<OwnerReview>, ServiceError> {
        let id = access.conversation().id;
        let Some(review) = self.parts.store.review(id).await? else { return Ok(None) };
        let release = self.release_in_force(&review).await?.map(|release| ReleaseForOwner {
            number: release.number,
            at: release.at,
            document: release.document,
        });
        Ok(Some(OwnerReview {
            state: state_for_owner(&review),
            questions: self.questions(&review).await?,
            closing: review.work.closing.clone(),
            release,
        }))
    }

    /// The newest release, unless it was taken back: those before it were replaced and do not come into force again.
    pub(super) async fn release_in_force(&self, review: &Review) -> Result<Option<Release>, ServiceError> {
        if review.releases == 0 {
            return Ok(None);
        }
        let newest = self.parts.store.release(review.conversation_id, review.releases).await?;
        Ok(newest.filter(|release| release.withdrawn.is_none()))
    }

    async fn questions(&self, review: &Review) -> Result<Vec<QuestionForOwner>, ServiceError> {
        let asked: Vec<_> = review.work.questions.iter().filter(|asked| !asked.withdrawn).collect();
        if asked.is_empty() {
            return Ok(vec![]);
        }
        let names = self.staff_names().await?;
        let seen = asked.into_iter().map(|asked| QuestionForOwner {
            id: asked.id,
            text: asked.text.clone(),
            asked_by: names.get(&asked.by).cloned().unwrap_or_default(),
            asked_at: asked.asked_at,
            answer: asked.answer.clone(),
        });
        Ok(seen.collect())
    }

    /// Takes the owner's answer to a translator's question; nothing said means that the owner does not know. Answering the
    /// same again is no error: a phone that lost the connection tries again.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], [`ServiceError::ReviewRefused`] when there is no such open question,
    /// [`ServiceError::TalkStopped`] when law or secrecy forbids to keep it, or the database's.
    pub async fn answer_translator(
        &self,
        access: &Access,
        question: QuestionId,
        said: Option<&OwnerMessage>,
    ) -> Result<OwnerReview, ServiceError> {
        let id = access.conversation().id;
        if said.is_some_and(|said| self.stop_sign(access, said).is_some()) {
            return Err(ServiceError::TalkStopped);
        }
        let said = said.map(OwnerMessage::as_str).unwrap_or_default();
        let masked = self.masked_answer(access, said)?;
        for _ in 0..TRIES {
            let review = self.parts.store.review(id).await?.ok_or(ServiceError::NoReview)?;
            let known = review.work.questions.iter().find(|asked| asked.id == question);
            if known.is_some_and(|asked| asked.answer.as_deref() == Some(said)) {
                break;
            }
            let now = self.parts.clock.now();
            let acted = review.answered(question, said, &masked, now)?;
            let note = AuditNote {
                at: now,
                staff: None,
                action: "review.answered".to_owned(),
                subject: Some(id.to_string()),
                detail: format!("{{\"version\":{},\"question\":{question}}}", acted.step.version),
            };
            let write = ReviewWrite { acted: &acted, release: None, audit: Some(&note) };
            match self.parts.store.write_review(write).await {
                Ok(()) => break,
                Err(StoreError::Stale) => {}
                Err(other) => return Err(other.into()),
            }
        }
        let shown = self.review_for_owner(access).await?.ok_or(ServiceError::NoReview)?;
        let taken = shown.questions.iter().any(|asked| asked.id == question && asked.answer.is_some());
        if taken { Ok(shown) } else { Err(ServiceError::ReviewRefused(Box::new(Refusal::NoQuestion))) }
    }

    /// The answer as a provider may read it.
    fn masked_answer(&self, access: &Access, said: &str) -> Result<String, ServiceError> {
        let vault: Vault = serde_json::from_str(&access.conversation().vault).map_err(|_| StoreError::Corrupt {
            what: "conversations.vault",
            reason: "it does not read back".to_owned(),
        })?;
        Ok(self.parts.redactor.blank(said, &vault))
    }
}

/// What an owner is told of how far it is.
pub(in crate::service) fn state_for_owner(review: &Review) -> HandoverState {
    review.state.for_owner(review.open_questions().next().is_some())
}
