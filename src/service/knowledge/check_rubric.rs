//! What must hold of a rubric: weights that add up, answers that can be tapped, a table without gaps, its own vectors.

use std::collections::BTreeSet;

use super::problem::Report;
use crate::domain::CriterionId;
use crate::domain::rubric::{Condition, Criterion, Group, Rubric, Vector, judge, next_criterion};

pub(super) fn rubric(rubric: &Rubric, name: &str, report: &mut Report<'_>) {
    report.require(rubric.version == name, "", "version", "the same as the file name");
    for group in [Group::Fit, Group::Timing] {
        let sum: f64 = rubric.group(group).map(|criterion| criterion.weight).sum();
        report.require(
            (sum - 100.0).abs() < 1e-9,
            "",
            "criteria.weight",
            format!("{group:?} adds up to {sum}, not 100"),
        );
    }
    let ids: BTreeSet<&CriterionId> = rubric.criteria.iter().map(|criterion| &criterion.id).collect();
    report.require(ids.len() == rubric.criteria.len(), "", "criteria.id", "an id stands twice");
    for (field, list) in [("required", &rubric.required), ("ask_order", &rubric.ask_order)] {
        for id in list.iter().filter(|id| !ids.contains(id)) {
            report.require(false, "", field, format!("{id} is no criterion"));
        }
    }
    for criterion in &rubric.criteria {
        check_criterion(rubric, criterion, report);
    }
    for sign in &rubric.stop_signs {
        let fine = sign.signals.iter().all(|group| !group.is_empty() && group.iter().all(|w| !w.trim().is_empty()));
        report.require(fine, &sign.name, "stop_signs.signals", "groups of words, none of them empty");
    }
    let last = rubric.decisions.last().map(|row| &row.when);
    report.require(last == Some(&Condition::default()), "", "decisions", "the last row must hold always");
    for vector in &rubric.vectors {
        check_vector(rubric, vector, report);
    }
}

fn check_criterion(rubric: &Rubric, criterion: &Criterion, report: &mut Report<'_>) {
    let entry = criterion.id.as_str();
    report.require(criterion.question.chars().count() <= 40, entry, "question", "at most 40 characters");
    report.require((2..=4).contains(&criterion.options.len()), entry, "options", "two to four");
    let filled = [&criterion.question, &criterion.name, &criterion.owner_name];
    report.require(
        filled.iter().all(|text| !text.trim().is_empty()),
        entry,
        "question",
        "question and names not empty",
    );
    for option in &criterion.options {
        let words = option.signs.iter().chain([&option.text]);
        report.require(words.into_iter().all(|w| !w.trim().is_empty()), entry, "options.signs", "no empty word");
        report.require(option.score <= 3, entry, "options.score", "0 to 3");
        if let Some(id) = &option.knock_out {
            report.require(
                rubric.knock_out(id.as_str()).is_some(),
                entry,
                "options.knock_out",
                format!("{id} is none"),
            );
        }
    }
}

fn check_vector(rubric: &Rubric, vector: &Vector, report: &mut Report<'_>) {
    let entry = vector.id.as_str();
    let counts = (rubric.group(Group::Fit).count(), rubric.group(Group::Timing).count());
    let given = (vector.fit_scores.len(), vector.timing_scores.len());
    report.require(counts == given, entry, "vectors", "one score for each criterion, -1 for unknown");
    let scores = vector.scores(rubric);
    let judgement = judge(rubric, &scores);
    let verdict = judgement.code == vector.verdict;
    report.require(verdict, entry, "vectors.verdict", format!("the table gives {:?}", judgement.code));
    for (field, want, got) in
        [("vectors.fit", vector.fit, judgement.fit.score), ("vectors.timing", vector.timing, judgement.timing.score)]
    {
        let fine = want.is_none_or(|want| (want - got).abs() < 0.05);
        report.require(fine, entry, field, format!("the weights give {got}"));
    }
    if let Some(ask) = &vector.ask {
        let next = next_criterion(rubric, &scores).map(|criterion| &criterion.id);
        report.require(next == Some(ask), entry, "vectors.ask", format!("{next:?} would be asked"));
    }
}
