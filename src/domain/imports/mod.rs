//! Importing many entries at once: a file, what each of its rows would do, and the job that does it.

mod job;
mod row;

pub use job::{Counts, Job, Plan, SheetPlan, Stage, Work};
pub use row::{CellFault, Checked, Like, Remark, Verdict};
