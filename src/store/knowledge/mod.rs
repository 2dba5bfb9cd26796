//! The knowledge that staff curate, as it is in force: entries, their version as a whole, and the log of their changes.

mod entries;
pub(in crate::store) mod ledger;
mod log;
mod sum;
mod tables;

pub use entries::Missing;
pub use log::{InForce, KnowledgeChange, KnowledgeState, Mark};
pub(in crate::store) use sum::Sum;
