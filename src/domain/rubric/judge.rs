//! From scores to a verdict: group scores, coverage, and the first row of the decision table that holds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Condition, Decision, Group, Rubric, Scores};
use crate::domain::VerdictCode;

/// What the arithmetic says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// The verdict.
    pub code: VerdictCode,
    /// Does AI fit?
    pub fit: GroupScore,
    /// Is now the time?
    pub timing: GroupScore,
    /// Whether coverage and required criteria suffice for a verdict by scores.
    pub enough: bool,
    /// The row of the decision table that held, from 1; 0 when none did.
    pub row: usize,
}

/// The result of one group of criteria.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupScore {
    /// 0 to 100 over the answered weight, to one decimal; 0 when nothing is answered.
    pub score: f64,
    /// Percent of the weight that is answered.
    pub coverage: f64,
}

/// Judges `scores` by `rubric`. Never asks the time, never fails: with nothing known it says so.
pub fn judge(rubric: &Rubric, scores: &Scores) -> Judgement {
    let fit = group_score(rubric, scores, Group::Fit);
    let timing = group_score(rubric, scores, Group::Timing);
    let enough = fit.coverage >= rubric.coverage_min.fit
        && timing.coverage >= rubric.coverage_min.timing
        && rubric.required.iter().all(|id| scores.known.contains_key(id));
    let sums = Sums { fit: fit.score, timing: timing.score, enough };
    let row = rubric.decisions.iter().enumerate().find(|(_, row)| holds(&row.when, scores, &sums));
    let (row, code) = row.map_or((0, VerdictCode::NotEnoughInfo), |(place, row)| (place + 1, row.verdict));
    Judgement { code, fit, timing, enough, row }
}

/// The verdict of the first row that holds.
pub(super) fn decide<'a>(mut rows: impl Iterator<Item = &'a Decision>, scores: &Scores, sums: &Sums) -> VerdictCode {
    rows.find(|row| holds(&row.when, scores, sums)).map_or(VerdictCode::NotEnoughInfo, |row| row.verdict)
}

/// The sums of what is known, taken as if it were enough.
pub(super) fn sums(rubric: &Rubric, scores: &Scores) -> Sums {
    let score = |group| group_score(rubric, scores, group).score;
    Sums { fit: score(Group::Fit), timing: score(Group::Timing), enough: true }
}

/// What the conditions of a row are held against.
pub(super) struct Sums {
    fit: f64,
    timing: f64,
    enough: bool,
}

fn group_score(rubric: &Rubric, scores: &Scores, group: Group) -> GroupScore {
    let mut answered = 0.0;
    let mut points = 0.0;
    let mut total = 0.0;
    for criterion in rubric.group(group) {
        total += criterion.weight;
        if let Some(value) = scores.value(&criterion.id) {
            answered += criterion.weight;
            points += criterion.weight * f64::from(value);
        }
    }
    // Divided last, so that with weights in halves every sum is exact and a tie is rounded up, as by hand.
    let percent = |part: f64, whole: f64| {
        if whole > 0.0 { (part * 1_000.0 / whole).round() / 10.0 } else { 0.0 }
    };
    GroupScore { score: percent(points, 3.0 * answered), coverage: percent(answered, total) }
}

fn holds(when: &Condition, scores: &Scores, sums: &Sums) -> bool {
    let value = |id| scores.value(id);
    let late =
        when.timing_below.is_none_or(|limit| sums.timing < limit) || when.or_zero.iter().any(|id| value(id) == Some(0));
    (when.knock_outs.is_empty() || when.knock_outs.iter().any(|k| scores.knock_outs.contains(k)))
        && (!when.not_enough || !sums.enough)
        && when.fit_below.is_none_or(|limit| sums.fit < limit)
        && when.fit_at_least.is_none_or(|limit| sums.fit >= limit)
        && when.timing_at_least.is_none_or(|limit| sums.timing >= limit)
        && late
        && (!when.no_zero || scores.known.values().all(|s| s.value > 0))
        && when.at_most.iter().all(|(id, most)| value(id).is_some_and(|v| v <= *most))
        && when.at_least.iter().all(|(id, least)| value(id).is_some_and(|v| v >= *least))
        && when.evidence.iter().all(|(id, least)| scores.known.get(id).is_some_and(|s| s.evidence >= *least))
}
