//! What the page shows of single needs: the matrices, the worst of them with the reasons, and what was not asked.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Report;
use super::f1::Confusion;
use crate::domain::{Locale, VerdictCode};
use crate::evaluation::measure::Measured;
use crate::messages::say;

/// How many needs are shown as the worst.
const WORST: usize = 10;
/// How many of what was not asked are shown.
const UNMET: usize = 40;

/// A confusion matrix with its labels in words.
#[derive(Debug, Serialize)]
pub(super) struct Matrix {
    pub(super) title: String,
    pub(super) classes: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// The needs of one expected label.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) cells: Vec<Cell>,
}

/// How often one label was taken for another.
#[derive(Debug, Serialize)]
pub(super) struct Cell {
    pub(super) count: usize,
    /// Share of its row, in steps of ten percent: how dark it is.
    pub(super) shade: usize,
    pub(super) right: bool,
}

/// A need that went wrong, and how.
#[derive(Debug, Serialize)]
pub(super) struct Worst {
    pub(super) id: String,
    pub(super) verdict: String,
    pub(super) expected: String,
    pub(super) why: Vec<String>,
}

/// Something that was not asked, and where.
#[derive(Debug, Serialize)]
pub(super) struct Unmet {
    pub(super) text: String,
    pub(super) ids: Vec<String>,
}

/// The matrix of `fit` or `timing`.
pub(super) fn matrix(name: &str, confusion: &Confusion, locale: Locale) -> Matrix {
    let classes: &[&str] = match name {
        "fit" => &["suitable", "suitable_with_conditions", "not_suitable"],
        _ => &["now", "pilot_first", "prepare_first", "not_now"],
    };
    let silent = confusion.0.values().any(|row| row.contains_key("none"));
    let columns: Vec<&str> = classes.iter().copied().chain(silent.then_some("none")).collect();
    let word = |class: &str| say(locale, &format!("evaluation.{name}_{class}"), &[]);
    let row = |expected: &&str| {
        let total: usize = columns.iter().map(|class| confusion.count(expected, class)).sum();
        let cell = |predicted: &&str| {
            let count = confusion.count(expected, predicted);
            let shade = (count * 10).checked_div(total).unwrap_or_default();
            Cell { count, shade, right: expected == predicted }
        };
        Row { label: word(expected), cells: columns.iter().map(cell).collect() }
    };
    Matrix {
        title: say(locale, &format!("page.group_{name}"), &[]),
        classes: columns.iter().map(|class| word(class)).collect(),
        rows: classes.iter().map(row).collect(),
    }
}

/// A verdict in words.
pub(super) fn verdict(code: Option<VerdictCode>, locale: Locale) -> String {
    let name = code.and_then(|code| serde_json::to_value(code).ok());
    let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or("none");
    if name == "none" { "—".to_owned() } else { say(locale, &format!("page.verdict_{name}"), &[]) }
}

/// The needs that went wrong most, the worst first.
pub(super) fn worst(report: &Report, locale: Locale) -> Vec<Worst> {
    let mut ranked: Vec<(usize, &Measured)> = report.per_need.iter().map(|need| (badness(need), need)).collect();
    ranked.retain(|(badness, _)| *badness > 0);
    ranked.sort_by_key(|(badness, _)| std::cmp::Reverse(*badness));
    ranked.into_iter().take(WORST).map(|(_, need)| shown(need, locale)).collect()
}

/// What weighs most is what does harm: a leak, an invented figure, a trap; then wrong labels, then gaps.
fn badness(need: &Measured) -> usize {
    let wrong = |met: Option<bool>, weight: usize| if met == Some(false) { weight } else { 0 };
    let missing = need.missing_must_ask.len() + need.spec_must_have.iter().filter(|have| !have.present).count();
    let harm = need.redaction_leaks.len() * 20 + need.unsupported_numbers.len() * 10 + need.trap_hits.len() * 10;
    let labels = wrong(need.right.fit, 6) + wrong(need.right.timing, 4) + wrong(need.right.task, 4);
    harm + labels + wrong(need.right.sector, 2) + missing + if need.error.is_some() { 30 } else { 0 }
}

fn shown(need: &Measured, locale: Locale) -> Worst {
    let words = |kind: &str, class: Option<serde_json::Value>| {
        let class = class.as_ref().and_then(serde_json::Value::as_str).unwrap_or("none").to_owned();
        say(locale, &format!("evaluation.{kind}_{class}"), &[])
    };
    let fit = need.expected.fit.and_then(|fit| serde_json::to_value(fit).ok());
    let timing = need.expected.timing.and_then(|timing| serde_json::to_value(timing).ok());
    let expected = format!("{} · {}", words("fit", fit), words("timing", timing));
    Worst { id: need.id.clone(), verdict: verdict(need.verdict_code, locale), expected, why: why(need, locale) }
}

/// Everything that went wrong, a line each.
fn why(need: &Measured, locale: Locale) -> Vec<String> {
    let told = |key: &str, what: &str| say(locale, &format!("evaluation.why_{key}"), &[("what", what)]);
    let mut lines: Vec<String> = need.error.iter().map(|error| told("error", error)).collect();
    lines.extend(need.redaction_leaks.iter().map(|kind| told("leak", kind)));
    lines.extend(need.unsupported_numbers.iter().map(|figure| told("number", figure)));
    lines.extend(need.trap_hits.iter().map(|trap| told("trap", trap)));
    let task = need.predicted.ai_task.map_or("—", crate::domain::AiTask::as_str);
    let sector = need.predicted.sector_code.as_deref().unwrap_or("—");
    lines.extend(
        (need.right.fit == Some(false) || need.right.timing == Some(false))
            .then(|| told("fit", &verdict(need.leaning, locale))),
    );
    lines.extend((need.right.task == Some(false)).then(|| told("task", task)));
    lines.extend((need.right.sector == Some(false)).then(|| told("sector", sector)));
    lines.extend(need.missing_must_ask.iter().map(|ask| told("ask", ask)));
    let absent = need.spec_must_have.iter().filter(|have| !have.present);
    lines.extend(absent.map(|have| told("have", &have.text)));
    lines
}

/// What was neither asked nor said, what is missing most often first.
pub(super) fn unmet(report: &Report) -> Vec<Unmet> {
    let mut by_text: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for need in &report.per_need {
        for text in &need.missing_must_ask {
            by_text.entry(text).or_default().push(need.id.clone());
        }
    }
    let mut all: Vec<Unmet> = by_text.into_iter().map(|(text, ids)| Unmet { text: text.to_owned(), ids }).collect();
    all.sort_by_key(|unmet| std::cmp::Reverse(unmet.ids.len()));
    all.truncate(UNMET);
    all
}
