//! Why something at the bench was refused.

use thiserror::Error;

use crate::domain::bench::{QueryFault, SettingsFault};

/// Why it was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BenchError {
    /// A query cannot be saved or changed.
    #[error(transparent)]
    Query(#[from] QueryFault),
    /// Settings cannot be kept or promoted.
    #[error("settings out of their bounds")]
    Settings(Vec<SettingsFault>),
    /// There is nothing to run: no saved query.
    #[error("no query is saved")]
    NothingToRun,
    /// There is no such run.
    #[error("there is no such run")]
    NoRun,
    /// A gap is not among the solved ones.
    #[error("the gap is not solved")]
    GapNotSolved,
    /// There is no gap of that name.
    #[error("there is no such gap")]
    NoGap,
}
