//! Every action on a case goes through here: right, version, rules of the review, one transaction with its audit entry.

use super::case::actor;
use crate::domain::review::{Acted, Action, LEASE_MINUTES, Lease, Review, Step, StepKind};
use crate::domain::{ConversationId, Translate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{ReviewWrite, StoreError};

/// What an action came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The review now.
    pub review: Review,
    /// The step that was written.
    pub step: Step,
}

/// What others did since the version that a write was made on.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The version now.
    pub version: u32,
    /// Their steps, the oldest first.
    pub steps: Vec<Step>,
}

impl Service {
    /// Does something with a case, on the version of it that was seen.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], [`ServiceError::StaleReview`] with what others did meanwhile,
    /// [`ServiceError::ReviewRefused`], [`ServiceError::NoStaff`] for a transfer to nobody, or the database's.
    pub async fn act_on_review(
        &self,
        may: &May<Translate>,
        id: ConversationId,
        seen: u32,
        action: &Action,
    ) -> Result<Changed, ServiceError> {
        let case = self.case(id).await?;
        if case.review.version != seen {
            return Err(self.conflict(id, seen).await?);
        }
        if let Action::Transfer { to, .. } = action {
            let known = self.parts.store.staff(*to).await?;
            known.filter(crate::domain::Staff::has::<Translate>).ok_or(ServiceError::NoStaff)?;
        }
        let now = self.parts.clock.now();
        let acted = case.review.act(action, actor(may), &case.grounding(), now)?;
        let release = match acted.step.kind {
            StepKind::Release => Some(self.make_release(&case, &acted).await?),
            _ => None,
        };
        let note = audit_note(may, id, &acted);
        let write = ReviewWrite { acted: &acted, release: release.as_ref(), audit: Some(&note) };
        match self.parts.store.write_review(write).await {
            Ok(()) => {}
            Err(StoreError::Stale) => return Err(self.conflict(id, seen).await?),
            Err(other) => return Err(other.into()),
        }
        let Acted { review, step } = acted;
        Ok(Changed { review, step })
    }

    /// A sign of life: whoever has a case keeps it for another while.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn renew_review(&self, may: &May<Translate>, id: ConversationId) -> Result<Review, ServiceError> {
        let mut review = self.parts.store.review(id).await?.ok_or(ServiceError::NoReview)?;
        let now = self.parts.clock.now();
        let own = review.holder(now) == Some(may.staff().id);
        if let Some(lease) = review.lease.filter(|lease| own && lease.until.is_some()) {
            let until = lease.until.max(Some(now + chrono::Duration::minutes(LEASE_MINUTES)));
            review.lease = Some(Lease { until, ..lease });
            self.parts.store.renew_lease(&review).await?;
        }
        Ok(review)
    }

    pub(super) async fn conflict(&self, id: ConversationId, seen: u32) -> Result<ServiceError, ServiceError> {
        let review = self.parts.store.review(id).await?.ok_or(ServiceError::NoReview)?;
        let steps = self.parts.store.review_steps(id, seen).await?;
        Ok(ServiceError::StaleReview(Box::new(Conflict { version: review.version, steps })))
    }
}

/// Kinds, fields and versions: no words of anyone.
fn audit_note(may: &May<Translate>, id: ConversationId, acted: &Acted) -> crate::domain::AuditNote {
    let step = &acted.step;
    let kind = serde_json::to_value(step.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
    let about = step.about.as_deref().filter(|_| matches!(step.kind, StepKind::Score | StepKind::Release));
    let detail = serde_json::json!({ "version": step.version, "field": step.field, "about": about });
    crate::domain::AuditNote {
        at: step.at,
        staff: Some(may.staff().id),
        action: format!("review.{}", kind.unwrap_or_default()),
        subject: Some(id.to_string()),
        detail: detail.to_string(),
    }
}
