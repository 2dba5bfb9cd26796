//! The retrieval bench: saved queries, runs, and versions of the settings of a search.

mod queries;
mod runs;
mod settings;
mod tables;

pub use runs::RunHead;
