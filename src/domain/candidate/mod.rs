//! Candidates for the case base: how likely a de-identified case still leads back to its firm (compliance.md C-31, C-32).

mod assess;
mod codes;

pub use assess::{Assessment, Combination, ENOUGH, assess};
pub use codes::{telling_codes, telling_days};
