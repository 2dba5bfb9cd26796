//! One message from the first word to the stored outcome: begun, walked, followed, stopped.

mod follow;
mod job;
mod learn;
mod live;
mod start;
mod stop;
mod walk;
mod write;

pub use live::LiveTurns;
pub use start::{Said, StartedTurn};
