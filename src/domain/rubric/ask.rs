//! Which criterion to ask next: what could rule AI out comes first, cheapest first; then by weight.

use super::{Criterion, Rubric, Scores, judge};
use crate::domain::VerdictCode;

/// The one criterion to ask next, or `None` when a verdict stands or nothing is left to ask.
///
/// Nothing is asked once a knock-out was triggered, and nothing that was answered, 不清楚 included.
pub fn next_criterion<'a>(rubric: &'a Rubric, scores: &Scores) -> Option<&'a Criterion> {
    if judge(rubric, scores).code != VerdictCode::NotEnoughInfo {
        return None;
    }
    let first = rubric.ask_order.iter().find(|id| !scores.settled(id));
    if let Some(id) = first {
        return rubric.criterion(id.as_str());
    }
    // With a required criterion unknown no answer to another one can lead to a verdict: the owner is let go.
    let hopeless = rubric.required.iter().any(|id| scores.unknown.contains(id));
    if hopeless { None } else { heaviest_open(rubric, scores) }
}

/// The open criterion of greatest weight .
fn heaviest_open<'a>(rubric: &'a Rubric, scores: &Scores) -> Option<&'a Criterion> {
    let mut best: Option<&Criterion> = None;
    for criterion in rubric.criteria.iter().filter(|c| !scores.settled(&c.id)) {
        if best.is_none_or(|b| criterion.weight > b.weight) {
            best = Some(criterion);
        }
    }
    best
}
