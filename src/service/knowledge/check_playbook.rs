//! What must hold of a playbook beyond its shape: questions an owner can answer, measures that can be tested.

use std::collections::BTreeSet;

use super::problem::Report;
use crate::domain::numbers::figures_in;
use crate::domain::{FactToAsk, Layer, Playbook};

/// The longest question, in characters.
const ASK_MAX: usize = 40;
/// The longest answer on a button, in characters.
const OPTION_MAX: usize = 24;

/// Words that say nothing (spec-writing.md part 3).
const FORBIDDEN: [&str; 5] = ["赋能", "一站式", "智能化升级", "100%准确", "完全替代人工"];

pub(super) fn playbook(book: &Playbook, name: &str, report: &mut Report<'_>) {
    report.require(book.task.as_str() == name, "", "task", "the same as the file name");
    for (field, list) in lists(book) {
        report.require(!list.is_empty(), "", field, "at least one");
        for text in list {
            report.require(!text.trim().is_empty(), "", field, "no empty text");
            plain(text, "", field, report);
        }
    }
    facts(book, report);
    indicators(book, report);
    for way in &book.conventional {
        let known = ["K1", "K6"].contains(&way.knock_out.as_str());
        report.require(known, &way.name, "knock_out", "K1 or K6");
        groups(&way.signals, &way.name, report);
    }
    for hazard in &book.hazards {
        report.require(!hazard.safe_way.is_empty(), &hazard.name, "safe_way", "must not be empty");
        groups(&hazard.signals, &hazard.name, report);
    }
    requirements(book, report);
}

fn requirements(book: &Playbook, report: &mut Report<'_>) {
    for required in &book.requirements {
        let entry = required.label.as_str();
        report.require((1..=12).contains(&required.section), entry, "requirements.section", "1 to 12");
        report.require(!entry.trim().is_empty(), entry, "requirements.label", "must not be empty");
        report.require(!required.text.trim().is_empty(), entry, "requirements.text", "must not be empty");
        plain(&required.text, entry, "requirements.text", report);
        if !required.signals.is_empty() {
            groups(&required.signals, entry, report);
        }
    }
}

fn lists(book: &Playbook) -> [(&'static str, &Vec<String>); 8] {
    [
        ("signals", &book.signals),
        ("data", &book.data),
        ("acceptance", &book.acceptance),
        ("environment", &book.environment),
        ("integration", &book.integration),
        ("outputs", &book.outputs),
        ("cost_drivers", &book.cost_drivers),
        ("traps", &book.traps),
    ]
}

fn facts(book: &Playbook, report: &mut Report<'_>) {
    let mut keys = BTreeSet::new();
    report.require(!book.facts.is_empty(), "", "facts", "at least one");
    for fact in &book.facts {
        let entry = fact.key.as_str();
        report.require(keys.insert(entry), entry, "facts.key", "stands twice");
        let length = fact.ask.chars().count();
        report.require(length <= ASK_MAX, entry, "facts.ask", format!("at most {ASK_MAX} characters, has {length}"));
        report.require(fact.example.starts_with("比如"), entry, "facts.example", "begins with 比如");
        report.require((1..=14).contains(&fact.section), entry, "facts.section", "1 to 14");
        options(fact, report);
    }
}

/// The answers to tap: few, short, and none that scores what the question does not ask.
fn options(fact: &FactToAsk, report: &mut Report<'_>) {
    let entry = fact.key.as_str();
    let count = fact.options.len();
    report.require(count == 0 || (2..=4).contains(&count), entry, "facts.options", "two to four, or none");
    for option in &fact.options {
        let length = option.text.chars().count();
        let fine = (1..=OPTION_MAX).contains(&length);
        report.require(fine, entry, "facts.options.text", format!("1 to {OPTION_MAX} characters, has {length}"));
        let scored = option.score.is_some() || option.knock_out.is_some();
        report.require(!scored || fact.criterion.is_some(), entry, "facts.options.score", "the fact has no criterion");
        report.require(option.score.is_none_or(|score| score <= 3), entry, "facts.options.score", "0 to 3");
        let words = option.signs.iter().all(|word| !word.trim().is_empty());
        report.require(words, entry, "facts.options.signs", "no empty word");
    }
}

fn indicators(book: &Playbook, report: &mut Report<'_>) {
    for layer in [Layer::Business, Layer::Model, Layer::Engineering] {
        let has = book.indicators.iter().any(|indicator| indicator.layer == layer);
        // A need that is not answered by AI has no model to measure.
        let fine = has || (layer == Layer::Model && book.task.needs_no_ai());
        report.require(fine, "", "indicators.layer", format!("at least one of {layer:?}"));
    }
    for indicator in &book.indicators {
        let entry = indicator.name.as_str();
        let bare = indicator.name.contains("准确率");
        report.require(!bare, entry, "indicators.name", "准确率 must be split into misses and false alarms");
        for (field, text) in
            [("unit", &indicator.unit), ("samples", &indicator.samples), ("conditions", &indicator.conditions)]
        {
            report.require(!text.trim().is_empty(), entry, field, "must not be empty");
            plain(text, entry, field, report);
        }
    }
}

/// A playbook's text holds no figure of its own and no empty words.
fn plain(text: &str, entry: &str, field: &str, report: &mut Report<'_>) {
    let figure = figures_in(text).into_iter().find(|f| text[f.range.clone()].contains(|c: char| c.is_ascii_digit()));
    let own = figure.map(|f| text[f.range].to_owned());
    report.require(own.is_none(), entry, field, format!("holds the figure {}", own.as_deref().unwrap_or_default()));
    let word = FORBIDDEN.iter().find(|word| text.contains(*word));
    report.require(word.is_none(), entry, field, format!("holds the word {}", word.unwrap_or(&"")));
}

fn groups(signals: &[Vec<String>], entry: &str, report: &mut Report<'_>) {
    let fine =
        !signals.is_empty() && signals.iter().all(|group| !group.is_empty() && group.iter().all(|w| !w.is_empty()));
    report.require(fine, entry, "signals", "groups of words, none of them empty");
}
