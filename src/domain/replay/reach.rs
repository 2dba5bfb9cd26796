//! All that the answers of one group can mean to a decision table: gone through criterion by criterion, with answers that
//! mean the same to every row counted as one, so that nothing is left out and nothing is gone through twice.

use std::collections::HashSet;

use thiserror::Error;

use crate::domain::rubric::{Condition, Criterion, Group, Rubric};
use crate::domain::{CriterionId, Evidence, KnockOutId, Score, Scores};

/// Highest score of a criterion.
const BEST: u8 = 3;
/// A row is a bit of a mark.
const ROWS: usize = 60;
/// More ways than this are not gone through.
const MOST: usize = 1_500_000;

/// The table asks for more than can be gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the table asks for more than can be gone through")]
pub struct TooComplex;

/// What the answers of a group mean to the table, a bit a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark {
    /// Every condition on this group holds.
    pub(super) holds: u64,
    /// The timing is too low, or one of those scored 0 on which the row looks.
    pub(super) late: u64,
    /// One of the row's knock-outs is triggered.
    pub(super) triggered: u64,
    /// Enough of the group is answered, and all that is required.
    pub(super) enough: bool,
}

/// A mark with answers that have it.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    pub(super) mark: Mark,
    answers: Vec<(CriterionId, Option<Choice>)>,
}

/// How a criterion may be answered.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    value: u8,
    evidence: Evidence,
    knock_out: Option<KnockOutId>,
}

/// The way so far; points and answered weight by their bits, so that they can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Way {
    points: u64,
    answered: u64,
    mark: Mark,
}

/// A way, where it came from, and the choice that led here.
struct Node {
    way: Way,
    from: usize,
    choice: usize,
}

impl Reached {
    /// Puts the answers into scores.
    pub(super) fn put(&self, scores: &mut Scores) {
        for (id, choice) in &self.answers {
            match choice {
                Some(Choice { value, evidence, knock_out }) => {
                    scores.known.insert(id.clone(), Score { value: *value, evidence: *evidence });
                    scores.knock_outs.extend(knock_out.clone());
                }
                None => {
                    scores.unknown.insert(id.clone());
                }
            }
        }
    }
}

/// A bit for each row of which something holds.
pub(super) fn bits(rubric: &Rubric, of: impl Fn(&Condition) -> bool) -> u64 {
    let rows = rubric.decisions.iter().enumerate().filter(|(_, row)| of(&row.when));
    rows.fold(0, |bits, (place, _)| bits | (1 << place))
}

/// Every mark that answers of the group can have, each once.
///
/// # Errors
/// [`TooComplex`].
pub(super) fn reached(rubric: &Rubric, group: Group) -> Result<Vec<Reached>, TooComplex> {
    if rubric.decisions.len() > ROWS {
        return Err(TooComplex);
    }
    let criteria: Vec<&Criterion> = rubric.group(group).collect();
    let offered: Vec<Vec<Option<Choice>>> = criteria.iter().map(|criterion| choices(rubric, criterion)).collect();
    let layers = layers(rubric, &criteria, &offered)?;
    let total: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
    let mut known = HashSet::new();
    let mut reached = vec![];
    for (place, node) in layers.last().into_iter().flatten().enumerate() {
        let mark = summed(rubric, group, total, &node.way);
        if known.insert(mark) {
            reached.push(Reached { mark, answers: answers(&layers, place, &criteria, &offered) });
        }
    }
    Ok(reached)
}

/// The ways after no criterion, after one, and so on.
fn layers(
    rubric: &Rubric,
    criteria: &[&Criterion],
    offered: &[Vec<Option<Choice>>],
) -> Result<Vec<Vec<Node>>, TooComplex> {
    let nothing = Mark { holds: u64::MAX, late: 0, triggered: 0, enough: true };
    let start = Way { points: 0.0_f64.to_bits(), answered: 0.0_f64.to_bits(), mark: nothing };
    let mut layers = vec![vec![Node { way: start, from: 0, choice: 0 }]];
    let mut count = 1;
    for (criterion, choices) in criteria.iter().zip(offered) {
        let effects: Vec<Mark> = choices.iter().map(|choice| effect(rubric, criterion, choice.as_ref())).collect();
        let mut known = HashSet::new();
        let mut next = vec![];
        for (from, node) in layers.last().into_iter().flatten().enumerate() {
            for (choice, effect) in effects.iter().enumerate() {
                let value = choices[choice].as_ref().map(|choice| choice.value);
                let way = after(&node.way, criterion.weight, value, *effect);
                if known.insert(way) {
                    next.push(Node { way, from, choice });
                }
            }
        }
        count += next.len();
        if count > MOST {
            return Err(TooComplex);
        }
        layers.push(next);
    }
    Ok(layers)
}

fn after(way: &Way, weight: f64, value: Option<u8>, effect: Mark) -> Way {
    let (mut points, mut answered) = (f64::from_bits(way.points), f64::from_bits(way.answered));
    if let Some(value) = value {
        points += weight * f64::from(value);
        answered += weight;
    }
    let mark = Mark {
        holds: way.mark.holds & effect.holds,
        late: way.mark.late | effect.late,
        triggered: way.mark.triggered | effect.triggered,
        enough: way.mark.enough && effect.enough,
    };
    Way { points: points.to_bits(), answered: answered.to_bits(), mark }
}

/// How a criterion may be answered: unknown, or any score; a score that an answer gives triggers the answer's knock-out, and
/// one that only a person can give triggers none. How good the evidence is matters only where the table asks for it.
fn choices(rubric: &Rubric, criterion: &Criterion) -> Vec<Option<Choice>> {
    let asked = rubric.decisions.iter().any(|row| row.when.evidence.contains_key(&criterion.id));
    let grades: &[Evidence] = if asked { &[Evidence::E2, Evidence::E1, Evidence::E3] } else { &[Evidence::E1] };
    let mut choices = vec![];
    for value in (0..=BEST).rev() {
        let mut outs: Vec<Option<KnockOutId>> = vec![];
        for option in criterion.options.iter().filter(|option| option.score == value) {
            if !outs.contains(&option.knock_out) {
                outs.push(option.knock_out.clone());
            }
        }
        if outs.is_empty() {
            outs.push(None);
        }
        for knock_out in outs {
            let choice =
                grades.iter().map(|grade| Some(Choice { value, evidence: *grade, knock_out: knock_out.clone() }));
            choices.extend(choice);
        }
    }
    choices.push(None);
    choices
}

/// What one answer means to every row.
fn effect(rubric: &Rubric, criterion: &Criterion, choice: Option<&Choice>) -> Mark {
    let id = &criterion.id;
    let value = choice.map(|choice| choice.value);
    let holds = bits(rubric, |when| {
        (!when.no_zero || value != Some(0))
            && when.at_most.get(id).is_none_or(|most| value.is_some_and(|value| value <= *most))
            && when.at_least.get(id).is_none_or(|least| value.is_some_and(|value| value >= *least))
            && when.evidence.get(id).is_none_or(|least| choice.is_some_and(|choice| choice.evidence >= *least))
    });
    let late = bits(rubric, |when| value == Some(0) && when.or_zero.contains(id));
    let out = choice.and_then(|choice| choice.knock_out.as_ref());
    let triggered = bits(rubric, |when| out.is_some_and(|out| when.knock_outs.contains(out)));
    Mark { holds, late, triggered, enough: value.is_some() || !rubric.required.contains(id) }
}

/// The mark with what the sums of the group mean.
fn summed(rubric: &Rubric, group: Group, total: f64, way: &Way) -> Mark {
    let (points, answered) = (f64::from_bits(way.points), f64::from_bits(way.answered));
    let percent = |part: f64, whole: f64| if whole > 0.0 { (part * 1_000.0 / whole).round() / 10.0 } else { 0.0 };
    let (score, coverage) = (percent(points, 3.0 * answered), percent(answered, total));
    let least = if group == Group::Fit { rubric.coverage_min.fit } else { rubric.coverage_min.timing };
    let fit = group == Group::Fit;
    let holds = bits(rubric, |when| {
        if fit {
            when.fit_below.is_none_or(|limit| score < limit) && when.fit_at_least.is_none_or(|limit| score >= limit)
        } else {
            when.timing_at_least.is_none_or(|limit| score >= limit)
        }
    });
    let late = bits(rubric, |when| !fit && when.timing_below.is_none_or(|limit| score < limit));
    let mark = way.mark;
    Mark { holds: mark.holds & holds, late: mark.late | late, enough: mark.enough && coverage >= least, ..mark }
}

/// The answers that lead to a node of the last layer.
fn answers(
    layers: &[Vec<Node>],
    place: usize,
    criteria: &[&Criterion],
    offered: &[Vec<Option<Choice>>],
) -> Vec<(CriterionId, Option<Choice>)> {
    let mut at = place;
    let mut found = vec![];
    for depth in (1..layers.len()).rev() {
        let Some(node) = layers[depth].get(at) else { break };
        let (criterion, choices) = (criteria[depth - 1], &offered[depth - 1]);
        found.push((criterion.id.clone(), choices.get(node.choice).cloned().flatten()));
        at = node.from;
    }
    found.reverse();
    found
}
