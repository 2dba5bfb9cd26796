//! Makes the release of an approved case: the document as the owner gets it, under the label that says who reviewed it, signed.

use super::case::Case;
use crate::domain::review::{Acted, Refusal};
use crate::domain::{Release, ReleasedDocument, ReviewState, StaffId};
use crate::messages::say;
use crate::service::{Service, ServiceError};

impl Service {
    /// The release that a step makes.
    pub(super) async fn make_release(&self, case: &Case, acted: &Acted) -> Result<Release, ServiceError> {
        let review = &acted.review;
        let wrong = || Refusal::WrongState(ReviewState::Approved);
        let sheet = review.work.sheet.as_ref().ok_or_else(wrong)?;
        let approval = review.work.approval.as_ref().ok_or_else(wrong)?;
        let by = acted.step.by.ok_or_else(wrong)?;
        let names = self.staff_names().await?;
        let name = |id: StaffId| names.get(&id).cloned().unwrap_or_default();
        let second = review.work.second.as_ref().filter(|second| second.result.is_some()).and_then(|second| second.by);
        let locale = case.conversation.locale;
        let reviewer = name(approval.by);
        let label = say(locale, "label.reviewed", &[("name", &reviewer)]);
        let document = ReleasedDocument {
            case_code: case.conversation.case_code.clone(),
            number: review.releases,
            specification: sheet.specification(&label),
            verdict: case.verdict.clone(),
            override_reason: review
                .work
                .judging
                .as_ref()
                .and_then(|judging| Some(judging.overriding.as_ref()?.reason.clone())),
            reviewer,
            second_reader: second.map(name),
            released_on: self.parts.clock.today().to_string(),
            provider: self.parts.provider.clone(),
        };
        let sealed = self.sealed(&document)?;
        Ok(Release {
            conversation_id: review.conversation_id,
            number: review.releases,
            by,
            at: acted.step.at,
            document,
            sealed,
            withdrawn: None,
        })
    }

    fn sealed(&self, document: &ReleasedDocument) -> Result<Vec<u8>, ServiceError> {
        serde_json::to_vec_pretty(document).map_err(|_| ServiceError::NoFile)
    }
}
