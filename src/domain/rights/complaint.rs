//! A complaint with a number to ask by and a day by which it is answered.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ConversationId;

/// The longest complaint, in characters.
pub const MAX_COMPLAINT: usize = 2_000;

/// A complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Complaint {
    /// The number to ask by.
    pub number: String,
    /// The conversation that it is about, when it was made from within one.
    #[serde(skip)]
    pub conversation_id: Option<ConversationId>,
    /// What is complained of.
    #[serde(skip)]
    pub text: String,
    /// When it came.
    pub made_at: DateTime<Utc>,
    /// The day by which it is answered.
    pub due: NaiveDate,
}
