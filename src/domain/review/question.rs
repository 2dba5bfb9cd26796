//! A question of a translator to the owner; the answer comes back into its field.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FieldId;
use crate::domain::StaffId;

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
