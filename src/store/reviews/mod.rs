//! Reviews: the queue, each case with its history and notes, the releases, and the filters that people keep.

mod consents;
mod filters;
mod notes;
mod queue;
mod releases;
mod rows;
mod save;
pub(in crate::store) mod tables;

pub(in crate::store) use consents::find_consent;
pub use filters::SavedFilter;
pub use queue::{QueueAsk, QueueCounts, QueueCursor, QueueFilter, QueueRow, QueueSort, QueueTab};
pub use releases::ReleaseNote;
pub use save::ReviewWrite;
pub(in crate::store) use save::open_review;
