//! Why something was not done with the knowledge.

use thiserror::Error;

use crate::domain::bench::Figure;
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
    /// The saved queries of the bench would find less, and nobody has said why that is right; the figure that falls, in
    /// thousandths.
    #[error("a figure of the bench would fall")]
    Lowers {
        /// Which.
        figure: Figure,
        /// As it is.
        before: u16,
        /// As it would be.
        after: u16,
    },
    /// A text is too long.
    #[error("at most {0} characters")]
    TooLong(usize),
    /// Another item has this id.
    #[error("the id is taken")]
    IdTaken,
    /// A view without a name, or one too many.
    #[error("no such view can be kept")]
    BadView,
}
