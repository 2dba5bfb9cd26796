//! Why something was not done with the knowledge.

use thiserror::Error;

use crate::domain::curation::Fault;

/// Why it was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CurationError {
    /// There is no such item or version.
    #[error("no such item")]
    NoItem,
    /// A version may not be moved on.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// A reason is missing.
    #[error("no reason")]
    NoReason,
    /// A text is too long.
    #[error("at most {0} characters")]
    TooLong(usize),
    /// Another item has this id.
    #[error("the id is taken")]
    IdTaken,
    /// Publishing would lower what the bench measures, and nobody has said why it is right all the same.
    #[error("publishing would lower a figure of the bench")]
    Lowers,
    /// A view without a name, or one too many.
    #[error("no such view can be kept")]
    BadView,
    /// There is no such pair (any more).
    #[error("no such pair")]
    NoPair,
    /// The pair was changed since it was shown, or a colleague has decided on it.
    #[error("the pair was changed since")]
    PairChanged,
    /// One of both has an open version, which merging would lose.
    #[error("one of both has an open version")]
    MergeBusy,
    /// One of both is not in force.
    #[error("one of both is not in force")]
    MergeGone,
    /// What was made of an owner's case must be the one that stays, or it could not be taken back with the consent.
    #[error("what was made of an owner's case must stay")]
    MergeOwners,
}
