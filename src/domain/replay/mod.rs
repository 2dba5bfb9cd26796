//! What a change of the rubric would do: known cases judged by the rules in force and by a draft of them, side by side.
//!
//! Nothing here judges: [`super::rubric::judge`] does, twice. [`replay`] says which verdicts flip and which change did it,
//! [`examine`] which rows of a decision table can ever hold, by going through all that can be answered.

mod change;
mod examine;
mod mixed;
mod reach;
mod rescore;
mod run;
#[cfg(test)]
mod tests;

pub use change::{Change, changes};
pub use examine::{RowReport, TableReport, Unreached, examine};
pub use reach::TooComplex;
pub use rescore::{Moved, rescored};
pub use run::{Causes, KnownCase, Origin, Replay, Replayed, Shift, replay};
