//! The one next question.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::CriterionId;

/// A question that an owner can answer with a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// The criterion it is asked for.
    pub criterion: CriterionId,
    /// At most 40 characters.
    pub text: String,
    /// An example of an answer.
    pub example: String,
    /// Two to four answers; 不清楚 is always possible as well.
    pub options: Vec<String>,
}

/// What the owner taps, or types, when the answer is not known.
pub const DO_NOT_KNOW: &str = "不清楚";
