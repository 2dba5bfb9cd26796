//! Reviews: the queue, each case with its history, and the releases.

mod queue;
mod releases;
mod rows;
mod save;
pub(in crate::store) mod tables;

pub use queue::{QueueAsk, QueueCounts, QueueCursor, QueueFilter, QueueRow, QueueSort, QueueTab};
pub use save::ReviewWrite;
pub(in crate::store) use save::open_review;
