//! Why something in the lab was not done.

use thiserror::Error;

use crate::domain::answers::AnswerFault;
use crate::service::knowledge::Problem;

/// Why it was not done.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LabError {
    /// There is no such version of the rubric.
    #[error("there is no such version of the rubric")]
    NoRubric,
    /// There is no such playbook.
    #[error("there is no such playbook")]
    NoPlaybook,
    /// What was written is no playbook.
    #[error("the playbook is ill-formed")]
    BadPlaybook(Vec<Problem>),
    /// The candidate is gone: its owner took the consent back, or its release was.
    #[error("there is no such candidate")]
    NoCandidate,
    /// Somebody has decided on it, or changed it, meanwhile.
    #[error("somebody has decided meanwhile")]
    Decided,
    /// A refusal needs a reason.
    #[error("a reason is missing")]
    NoReason,
    /// Something in the text still leads back to the firm.
    #[error("something still leads back to the firm")]
    Telling,
    /// What was written is no case.
    #[error("the case is ill-formed")]
    BadCase(Vec<Problem>),
    /// There is no such answer.
    #[error("there is no such answer")]
    NoAnswer,
    /// The answer cannot be used.
    #[error(transparent)]
    Answer(AnswerFault),
}
