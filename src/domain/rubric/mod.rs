//! The rubric: policy staff's rules for whether AI fits, and whether now is the time. Pure arithmetic on data.

mod agreement;
mod ask;
mod definition;
mod flips;
mod ids;
mod judge;
mod leaning;
mod scores;
#[cfg(test)]
mod tests;

pub use agreement::{Agreement, agreement};
pub use ask::next_criterion;
pub use definition::{
    AnswerOption, Condition, CoverageMin, Criterion, Decision, Group, KnockOut, Preparation, Rubric, StopSign, Vector,
};
pub use flips::{Flip, Step, flips};
pub use ids::{CriterionId, KnockOutId};
pub use judge::{GroupScore, Judgement, judge};
pub use leaning::leaning;
pub use scores::{Evidence, Score, Scores};
