//! A rubric that has some of the changes of a draft and no others, to see which of them turns a verdict.

use super::Change;
use crate::domain::rubric::{Criterion, Rubric};

/// The rules `before` with some of what differs in `after`.
pub(super) fn mixed(before: &Rubric, after: &Rubric, some: &[&Change]) -> Rubric {
    let mut mix = before.clone();
    for change in some {
        apply(change, &mut mix, after);
    }
    mix
}

fn apply(change: &Change, mix: &mut Rubric, after: &Rubric) {
    match change {
        Change::Weight { criterion, .. } => {
            if let (Some(old), Some(new)) = (find(mix, criterion.as_str()), after.criterion(criterion.as_str())) {
                (old.weight, old.group) = (new.weight, new.group);
            }
        }
        Change::Options(criterion) => {
            if let (Some(old), Some(new)) = (find(mix, criterion.as_str()), after.criterion(criterion.as_str())) {
                old.options.clone_from(&new.options);
            }
        }
        Change::Added(criterion) => mix.criteria.extend(after.criterion(criterion.as_str()).cloned()),
        Change::Removed(criterion) => mix.criteria.retain(|known| known.id != *criterion),
        Change::Required => mix.required.clone_from(&after.required),
        Change::Coverage => mix.coverage_min = after.coverage_min,
        Change::Row(row) => {
            let place = row.saturating_sub(1);
            if let (Some(old), Some(new)) = (mix.decisions.get_mut(place), after.decisions.get(place)) {
                old.clone_from(new);
            }
        }
        Change::Table => mix.decisions.clone_from(&after.decisions),
    }
}

fn find<'a>(rubric: &'a mut Rubric, id: &str) -> Option<&'a mut Criterion> {
    rubric.criteria.iter_mut().find(|criterion| criterion.id.as_str() == id)
}
