//! What must hold of example needs beyond their shape.

use std::collections::BTreeSet;

use super::problem::Report;
use crate::domain::{ExampleNeed, ExampleNeeds};

/// Highest score of a criterion.
const BEST: u8 = 3;

pub(super) fn needs(needs: &ExampleNeeds, name: &str, report: &mut Report<'_>) {
    report.require(needs.task.to_string() == name, "", "task", "the same as the file name");
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for need in &needs.needs {
        report.require(ids.insert(&need.id), &need.id, "id", "stands twice in this file");
        one(need, report);
    }
}

fn one(need: &ExampleNeed, report: &mut Report<'_>) {
    let entry = need.id.as_str();
    report.require(!need.said.trim().is_empty(), entry, "said", "must not be empty");
    for heard in &need.heard {
        let there = !heard.quote.is_empty() && need.said.contains(&heard.quote);
        report.require(there, entry, "heard.quote", format!("{}: not in what was said", heard.quote));
        report.require(heard.score.is_none_or(|score| score <= BEST), entry, "heard.score", "0 to 3");
    }
    for told in &need.told {
        let filled = !told.ask.trim().is_empty() && !told.answer.trim().is_empty();
        report.require(filled, entry, "told", "question and answer must not be empty");
        report.require(told.score.is_none_or(|score| score <= BEST), entry, "told.score", "0 to 3");
    }
}
