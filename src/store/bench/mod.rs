//! The retrieval bench: saved queries, runs, versions of the settings of a search, and what fills gaps.

mod gaps;
mod queries;
mod runs;
mod settings;
mod tables;

pub use gaps::{GapBegun, HeardTalk};
pub use runs::RunHead;
