//! What curators try their rules on: talks with what was judged of them, the newest first, and how verdicts turned out.

mod answers;
mod candidates;
mod cases;
mod outcomes;
mod tables;

pub use candidates::{Candidate, Decided, Deciding};
pub use cases::JudgedTalk;
pub use outcomes::Turned;
