//! Replays known needs as real talks and compares what comes of them with what people expected; never used by the service.
//!
//! Read in this order: [`need`] (the lines of a set), [`mod@replay`] (a simulated owner at the service), [`matching`] (which
//! fact answers which question: the heart of the tool's honesty), [`measure`] (what one replay is worth), [`report`] (the
//! figures of them all).

pub mod matching;
pub mod measure;
mod need;
mod recorder;
mod replay;
pub mod report;
mod rubric;
mod run;

pub use need::{Fit, Need, NeedProblem, Timing, read_needs};
pub use recorder::{Recorded, Recorder};
pub use replay::{Exchange, Replayed, Stage, replay};
pub use rubric::trial_rubric;
pub use run::run;
