//! One message from the first word to the stored outcome: begun, walked, followed, stopped.

mod follow;
mod job;
mod live;
mod start;
mod stop;
mod walk;

pub use live::LiveTurns;
