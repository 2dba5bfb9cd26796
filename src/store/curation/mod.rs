//! The curated items and their versions; whatever they change of what is in force is written in the same transaction.
//!
//! Every change takes the lock of the knowledge first, so that at most one version of an item is open and at most one in
//! force, whoever writes at the same moment; the unique indexes of the table hold it too.

mod cited;
mod follow;
mod forget;
mod items;
mod needs;
pub(in crate::store) mod open;
mod page;
pub(in crate::store) mod publish;
mod rows;
pub(in crate::store) mod shelf;
pub(in crate::store) mod steps;
pub(in crate::store) mod tables;
mod views;

pub use cited::{Citation, CitedBy};
pub(in crate::store) use follow::{follow, turn_off};
pub(in crate::store) use forget::forget_candidate;
pub(in crate::store) use items::version_in;
pub use needs::NeedRow;
pub use open::{MergeOpening, NewMerge};
pub use page::{ItemAsk, ItemCursor, ItemFilter, ItemOrder};
pub use steps::Withdrawing;
