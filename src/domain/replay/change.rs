//! What differs between two versions of a rubric, change by change, as far as it can touch a verdict.

use std::collections::BTreeSet;

use crate::domain::CriterionId;
use crate::domain::rubric::{AnswerOption, Criterion, Rubric};

/// One change that can be tried by itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Another weight, or another group.
    Weight {
        /// Of which criterion.
        criterion: CriterionId,
        /// The weight before.
        from: f64,
        /// The weight now.
        to: f64,
    },
    /// Other scores or knock-outs of the answers.
    Options(CriterionId),
    /// A criterion that was not there.
    Added(CriterionId),
    /// A criterion that is gone.
    Removed(CriterionId),
    /// Another list of what must be known.
    Required,
    /// Another least share of what must be answered.
    Coverage,
    /// Other conditions or another verdict in one row of the table, counted from 1.
    Row(usize),
    /// Rows were added, taken out or moved: the table as a whole.
    Table,
}

/// Everything in which `after` may judge otherwise than `before`.
pub fn changes(before: &Rubric, after: &Rubric) -> Vec<Change> {
    let mut found = vec![];
    for old in &before.criteria {
        match after.criterion(old.id.as_str()) {
            Some(new) => found.extend(of_criterion(old, new)),
            None => found.push(Change::Removed(old.id.clone())),
        }
    }
    let new = after.criteria.iter().filter(|new| before.criterion(new.id.as_str()).is_none());
    found.extend(new.map(|new| Change::Added(new.id.clone())));
    let set = |rubric: &Rubric| rubric.required.iter().cloned().collect::<BTreeSet<_>>();
    if set(before) != set(after) {
        found.push(Change::Required);
    }
    if before.coverage_min != after.coverage_min {
        found.push(Change::Coverage);
    }
    found.extend(of_table(before, after));
    found
}

fn of_criterion(old: &Criterion, new: &Criterion) -> Vec<Change> {
    let id = || old.id.clone();
    let weight = (old.weight, old.group) != (new.weight, new.group);
    let weight = weight.then(|| Change::Weight { criterion: id(), from: old.weight, to: new.weight });
    let judged = |options: &[AnswerOption]| -> Vec<_> {
        options.iter().map(|option| (option.text.clone(), option.score, option.knock_out.clone())).collect()
    };
    let options = (judged(&old.options) != judged(&new.options)).then(|| Change::Options(id()));
    weight.into_iter().chain(options).collect()
}

/// Rows one by one where they are the same rows in the same order, else the table as one change.
fn of_table(before: &Rubric, after: &Rubric) -> Vec<Change> {
    if before.decisions == after.decisions {
        return vec![];
    }
    let verdicts = |rubric: &Rubric| rubric.decisions.iter().map(|row| row.verdict).collect::<Vec<_>>();
    if before.decisions.len() != after.decisions.len() {
        return vec![Change::Table];
    }
    let rows = before.decisions.iter().zip(&after.decisions).enumerate();
    let rows: Vec<Change> =
        rows.filter(|(_, (old, new))| old != new).map(|(place, _)| Change::Row(place + 1)).collect();
    // Two rows that changed places differ both: they make sense together only.
    let moved = verdicts(before) != verdicts(after) && rows.len() > 1;
    if moved { vec![Change::Table] } else { rows }
}
