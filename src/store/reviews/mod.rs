//! Reviews: the queue, each case with its history, and the releases, consents.

mod consents;
mod queue;
mod releases;
mod rows;
mod save;
mod tables;

pub use queue::{QueueAsk, QueueCounts, QueueCursor, QueueFilter, QueueRow, QueueSort, QueueTab};
pub use save::ReviewWrite;
pub(in crate::store) use save::open_review;
