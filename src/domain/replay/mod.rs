//! What a change of the rules would do, and how well the rules in force did: known cases judged by the rules in force and by
//! a draft of them, specifications before and after, shares with honest bounds.
//!
//! Nothing here judges: [`super::rubric::judge`] does, twice. [`replay()`] says which verdicts flip and which change did it,
//! [`examine()`] which rows of a decision table can ever hold, by going through all that can be answered.

mod change;
mod examine;
mod lines;
mod mixed;
mod reach;
mod rescore;
mod run;
#[cfg(test)]
mod tests;
mod wilson;

pub use change::{Change, changes};
pub use examine::{RowReport, TableReport, Unreached, examine};
pub use lines::{LineChange, line_changes};
pub use reach::TooComplex;
pub use rescore::{Moved, rescored};
pub use run::{Causes, KnownCase, Origin, Replay, Replayed, Shift, replay};
pub use wilson::{Share, wilson};
