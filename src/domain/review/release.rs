//! A release: the approved specification as it was given to the owner, numbered, signed and never changed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{CaseCode, ConversationId, Specification, StaffId, Verdict};

/// A release as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// Whose it is.
    pub conversation_id: ConversationId,
    /// 1 for the first of a case.
    pub number: u32,
    /// Who released it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was released.
    pub document: ReleasedDocument,
    /// The signed file that everything else is made from: the document as sealed JSON.
    pub sealed: Vec<u8>,
    /// When and why it was taken back.
    pub withdrawn: Option<(DateTime<Utc>, String)>,
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReleasedDocument {
    /// The case.
    pub case_code: CaseCode,
    /// The number of the release.
    pub number: u32,
    /// The specification in both readings, under the label that says who reviewed it.
    pub specification: Specification,
    /// The verdict.
    pub verdict: Verdict,
    /// Why the verdict stands against the arithmetic, when it does.
    pub override_reason: Option<String>,
    /// The name of who approved it.
    pub reviewer: String,
    /// The name of the second reader.
    pub second_reader: Option<String>,
    /// The day on which it was released, in Wenzhou.
    pub released_on: String,
    /// Who provides the service.
    pub provider: String,
}
