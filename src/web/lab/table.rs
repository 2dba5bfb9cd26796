//! The decision table as a form: a row's conditions, and what was found out about the row.

use minijinja::{Value, context};

use super::form::{field, verdicts, wrong};
use crate::domain::Locale;
use crate::domain::replay::{RowReport, Unreached};
use crate::messages::say;
use crate::service::lab::{LabView, Words, asks};

/// Empty lines for what more a row may ask.
const EMPTY: usize = 1;

/// The rows in order.
pub(super) fn rows(view: &LabView, locale: Locale) -> Vec<Value> {
    let slots = view.sheet.list("rows");
    let last = slots.len();
    slots.iter().enumerate().map(|(place, slot)| row(view, (slot, place, last), locale)).collect()
}

fn row(view: &LabView, (slot, place, count): (&str, usize, usize), locale: Locale) -> Value {
    let words = Words { locale, rubric: &view.rubric };
    let at = |name: &str| format!("r.{slot}.{name}");
    let chosen = view.sheet.list(&at("knock_outs"));
    let outs = view.sheet.list("knock_outs").into_iter().map(|id| {
        let title = view.sheet.text(&format!("k.{id}.name")).to_owned();
        context! { chosen => chosen.contains(&id), title, id }
    });
    let limits = ["fit_below", "fit_at_least", "timing_below", "timing_at_least"];
    let limits = limits.map(|name| field(view, &at(name), name, ("number", 1), locale));
    let lines: usize = view.sheet.text(&at("lines")).parse().unwrap_or(0);
    let when = view.rubric.decisions.get(place).map(|row| words.condition(&row.when));
    let report = view.table.as_ref().and_then(|table| table.as_ref().ok()).and_then(|table| table.rows.get(place));
    let any = view.faults.iter().any(|fault| fault.field.starts_with(&format!("r.{slot}.")));
    let shown = lines + EMPTY;
    context! {
        slot,
        number => place + 1,
        first => place == 0,
        last => place + 1 == count,
        open => any || slot.starts_with('n'),
        verdict_field => at("verdict"),
        verdicts => verdicts(view.sheet.text(&at("verdict")), words),
        wrong => wrong(view, &at("verdict"), locale),
        when,
        outs_field => at("knock_outs"),
        outs => outs.collect::<Vec<_>>(),
        limits,
        not_enough_field => at("not_enough"),
        not_enough => view.sheet.ticked(&at("not_enough")),
        no_zero_field => at("no_zero"),
        no_zero => view.sheet.ticked(&at("no_zero")),
        lines_field => at("lines"),
        lines_count => shown,
        lines => (0..shown).map(|line| self::line(view, (slot, line), locale)).collect::<Vec<_>>(),
        report => report.map(|report| self::report(report, words)),
    }
}

/// What a row asks of one criterion.
fn line(view: &LabView, (slot, line): (&str, usize), locale: Locale) -> Value {
    let at = |name: &str| format!("r.{slot}.q.{line}.{name}");
    let (criterion, what) = (view.sheet.text(&at("criterion")), view.sheet.text(&at("what")));
    let criteria = view.sheet.list("criteria").into_iter().map(|id| {
        let name = view.sheet.text(&format!("c.{id}.name"));
        context! { chosen => id == criterion, words => format!("{id} {name}"), id => id.clone() }
    });
    let whats = asks().into_iter().map(|ask| {
        let (kind, value) = ask.split_once(':').unwrap_or((&ask, ""));
        let words = say(locale, &format!("lab.ask_{kind}"), &[("n", &value.to_uppercase())]);
        context! { chosen => ask == what, words, name => ask.clone() }
    });
    context! {
        number => line + 1,
        criterion_field => at("criterion"),
        criteria => criteria.collect::<Vec<_>>(),
        what_field => at("what"),
        whats => whats.collect::<Vec<_>>(),
        wrong => wrong(view, &at("criterion"), locale),
    }
}

/// What was found out about a row.
pub(super) fn report(report: &RowReport, words: Words<'_>) -> Value {
    let behind: Vec<String> = report.behind.iter().map(usize::to_string).collect();
    let (dead, example) = match (&report.unreached, &report.example) {
        (Some(Unreached::Never), _) => (Some("never"), None),
        (Some(Unreached::Taken(scores)), _) => (Some("taken"), Some(scores)),
        (None, example) => (None, example.as_ref()),
    };
    context! { dead, example => example.map(|scores| words.scores(scores)), behind => behind.join("、") }
}
