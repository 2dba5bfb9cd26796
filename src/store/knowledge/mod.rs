//! The knowledge that staff curate, as it is in force: entries, their version as a whole, and the log of their changes.

mod entries;
mod ledger;
mod log;
mod sum;
mod tables;

pub use entries::Missing;
pub(in crate::store) use entries::{Head, lock, write_heads};
pub use log::{InForce, KnowledgeChange, KnowledgeState, Mark};
pub(in crate::store) use sum::Sum;
