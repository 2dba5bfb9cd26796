//! The one next question.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CriterionId, Fact};

/// A question that an owner can answer with a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// Names what is asked: a criterion (`F2`), a fact of the playbook (`output`), or one of [`Asks`]' own names. The same
    /// key is never put to an owner twice once it was answered.
    pub key: String,
    /// The criterion that the answer helps to score.
    pub criterion: Option<CriterionId>,
    /// What the answer is for.
    pub asks: Asks,
    /// At most 40 characters.
    pub text: String,
    /// An example of an answer.
    pub example: String,
    /// Two to four answers; 不清楚 is always possible as well.
    pub options: Vec<String>,
}

/// What an answer is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Asks {
    /// A criterion of the rubric, in its own words.
    Criterion,
    /// A fact of the task's playbook; it may help to score a criterion.
    Fact,
    /// What the trouble is, of an owner who only wants AI.
    Trouble,
    /// What exactly the need is about, where the owner's words leave that open; the options are kinds of tasks.
    Detail,
    /// Which trade.
    Trade,
    /// Which of several needs comes first; the options are the owner's words.
    Need,
    /// Which of two statements holds.
    Conflict {
        /// What was known.
        known: Box<Fact>,
        /// What was said now.
        said: Box<Fact>,
    },
}

/// What the owner taps, or types, when the answer is not known.
pub const DO_NOT_KNOW: &str = "不清楚";
