//! Why an import was refused.

use thiserror::Error;

use crate::domain::imports::Stage;
use crate::intake::IntakeError;
use crate::service::documents::ModelFault;

/// Why it was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    /// No file was sent.
    #[error("no file")]
    NoFile,
    /// The file is of no kind that is read.
    #[error("not a kind of file that is read")]
    Kind,
    /// The file is too large.
    #[error("the file is too large")]
    TooLarge,
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] IntakeError),
    /// No row with headings was found in it.
    #[error("no headings")]
    NoHeads,
    /// There is no such job.
    #[error("no such job")]
    NoJob,
    /// The job is at another stage by now.
    #[error("the job is at another stage: {0:?}")]
    Stage(Stage),
    /// Two columns were said to mean the same, or one that every row must fill is not there.
    #[error("the mapping does not do")]
    Mapping,
    /// Nothing was chosen.
    #[error("nothing was chosen")]
    NothingChosen,
    /// Who imports does not publish.
    #[error("who imports does not publish")]
    Own,
    /// There is nothing of this import that waits for a second person.
    #[error("nothing waits")]
    NothingWaits,
    /// A model proposed nothing.
    #[error(transparent)]
    Model(#[from] ModelFault),
    /// The document holds no text.
    #[error("no text")]
    NoText,
    /// An item of that id is there already.
    #[error("the id is taken")]
    Taken,
    /// A file could not be written.
    #[error("the file could not be written")]
    Unwritten,
}

impl ImportError {
    /// A file that could not be written; whoever waits for it is told so, the log holds why.
    pub(in crate::service) fn unwritten(why: impl std::fmt::Display) -> Self {
        tracing::error!(%why, "a file could not be written");
        Self::Unwritten
    }
}
