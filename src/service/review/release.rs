//! Makes the release of an approved case: the document as the owner gets it, under the label that says who reviewed it, signed.

use serde_json::Value;

use super::case::Case;
use crate::domain::review::{Acted, Refusal};
use crate::domain::{ExportFormat, Release, ReleasedDocument, ReviewState, StaffId};
use crate::export::{SealAbout, SealedFormat, seal};
use crate::messages::say;
use crate::service::{Service, ServiceError};
use crate::store::StoreError;

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
        let sealed = self.sealed(case, &document).await?;
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

    /// The signed file: the document with the metadata that the law wants, as sealed JSON.
    async fn sealed(&self, case: &Case, document: &ReleasedDocument) -> Result<Vec<u8>, ServiceError> {
        let about = SealAbout { case_code: document.case_code.0.clone(), release: document.number };
        let produce_id = format!("{}-R{}", document.case_code, document.number);
        let aigc: Value = serde_json::from_str(&self.aigc(&produce_id).to_json()).map_err(|_| ServiceError::NoFile)?;
        let mut file = serde_json::to_value(document).map_err(|_| ServiceError::NoFile)?;
        if let (Value::Object(file), Value::Object(aigc)) = (&mut file, aigc) {
            file.extend(aigc);
        }
        let bytes = serde_json::to_vec_pretty(&file).map_err(|_| ServiceError::NoFile)?;
        let sealed = seal(bytes, SealedFormat::Json, &about, &self.parts.signing).map_err(|error| {
            tracing::error!(%error, "a release could not be sealed");
            ServiceError::NoFile
        })?;
        // A second try of the same release meets its own note.
        let turn = case.turns.last().map(|turn| turn.id).ok_or(ServiceError::NoSpecification)?;
        match self.note_export(produce_id, case.conversation.id, turn, ExportFormat::Json).await {
            Ok(()) | Err(ServiceError::Store(StoreError::Duplicate(_))) => Ok(sealed),
            Err(other) => Err(other),
        }
    }
}
