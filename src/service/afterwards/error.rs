//! Why something that comes after a review was refused.

use thiserror::Error;

use crate::domain::afterwards::{FollowUpFault, ProposalFault};
use crate::service::drafting::RewriteError;

/// Why it was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AfterwardsError {
    /// A line was not written anew.
    #[error(transparent)]
    Rewrite(#[from] RewriteError),
    /// What became of a case was not said.
    #[error(transparent)]
    FollowUp(#[from] FollowUpFault),
    /// No release of the case is in force, or it is too early to ask.
    #[error("the case is not to be followed up yet")]
    NotDue,
    /// The case cannot be proposed.
    #[error(transparent)]
    Proposal(#[from] ProposalFault),
}
