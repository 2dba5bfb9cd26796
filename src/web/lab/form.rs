//! The form's fields as the templates take them: name, words, what was typed, and what is wrong with it.

use minijinja::{Value, context};

use super::rubric::told;
use crate::domain::afterwards::VERDICTS;
use crate::domain::rubric::{Group, judge};
use crate::domain::{Locale, VerdictCode};
use crate::messages::say;
use crate::service::lab::{LabView, Words};

fn said(locale: Locale, name: &str) -> String {
    say(locale, &format!("lab.{name}"), &[])
}

/// What is wrong with a field.
pub(super) fn wrong(view: &LabView, field: &str, locale: Locale) -> Option<String> {
    let found = view.faults.iter().filter(|fault| fault.field == field).map(|fault| told(fault, locale));
    let found: Vec<String> = found.collect();
    (!found.is_empty()).then(|| found.join(" "))
}

/// A field; its words are those of `key` in the catalogue.
pub(super) fn field(view: &LabView, name: &str, key: &str, (kind, rows): (&str, u8), locale: Locale) -> Value {
    context! {
        name,
        label => said(locale, &format!("field_{key}")),
        value => view.sheet.text(name),
        wrong => wrong(view, name, locale),
        kind,
        rows,
    }
}

/// Fields outside of any list.
pub(super) fn plain(view: &LabView, names: &[&str], locale: Locale) -> Vec<Value> {
    let one = |name: &&str| {
        let shape = match *name {
            "note" | "reason" => ("area", 3),
            "title" => ("line", 1),
            _ => ("number", 1),
        };
        field(view, name, &name.replace('.', "_"), shape, locale)
    };
    names.iter().map(one).collect()
}

/// The criteria, group by group.
pub(super) fn groups(view: &LabView, locale: Locale) -> Vec<Value> {
    let group = |(group, name): &(Group, &str)| {
        let ids = view.rubric.group(*group).map(|criterion| criterion.id.as_str());
        let sum: f64 = view.rubric.group(*group).map(|criterion| criterion.weight).sum();
        context! {
            name => *name,
            title => said(locale, &format!("group_{name}")),
            sum => sum.to_string(),
            full => (sum - 100.0).abs() < 1e-9,
            wrong => wrong(view, &format!("weights.{name}"), locale),
            criteria => ids.map(|id| criterion(view, id, locale)).collect::<Vec<_>>(),
        }
    };
    [(Group::Fit, "fit"), (Group::Timing, "timing")].iter().map(group).collect()
}

fn criterion(view: &LabView, id: &str, locale: Locale) -> Value {
    let at = |name: &str| format!("c.{id}.{name}");
    let fields = [
        ("weight", "number", 1),
        ("name", "line", 1),
        ("owner_name", "line", 1),
        ("question", "area", 2),
        ("example", "area", 2),
        ("english", "line", 1),
        ("ask", "number", 1),
    ];
    let fields = fields.map(|(name, kind, rows)| field(view, &at(name), name, (kind, rows), locale));
    let slots = view.sheet.list(&at("options"));
    let any = view.faults.iter().any(|fault| fault.field.starts_with(&format!("c.{id}.")));
    context! {
        id,
        title => view.sheet.text(&at("name")),
        weight => view.sheet.text(&at("weight")),
        group_field => at("group"),
        group => view.sheet.text(&at("group")),
        fields,
        required_field => at("required"),
        required => view.sheet.ticked(&at("required")),
        options_field => at("options"),
        options => slots.join(","),
        wrong => wrong(view, &at("options"), locale),
        // One that was just added, or in which something is wrong, stands open.
        open => any || view.sheet.text(&at("name")).is_empty(),
        more => slots.len() < 4,
        answers => slots.iter().enumerate().map(|(place, slot)| answer(view, (id, slot), place, locale)).collect::<Vec<_>>(),
    }
}

fn answer(view: &LabView, (id, slot): (&str, &str), place: usize, locale: Locale) -> Value {
    let at = |name: &str| format!("c.{id}.o.{slot}.{name}");
    let out = view.sheet.text(&at("knock_out"));
    let outs = view.sheet.list("knock_outs").into_iter().map(|known| {
        let name = view.sheet.text(&format!("k.{known}.name")).to_owned();
        context! { chosen => known == out, words => format!("{known} {name}"), id => known }
    });
    context! {
        number => place + 1,
        text => field(view, &at("text"), "text", ("line", 1), locale),
        score => field(view, &at("score"), "score", ("number", 1), locale),
        reason => field(view, &at("reason"), "why", ("line", 1), locale),
        out_field => at("knock_out"),
        out_wrong => wrong(view, &at("knock_out"), locale),
        outs => outs.collect::<Vec<_>>(),
        drop => format!("drop_option:{id}/{slot}"),
    }
}

/// What rules AI out.
pub(super) fn knock_outs(view: &LabView, locale: Locale) -> Vec<Value> {
    let one = |id: String| {
        let fields = [("name", "line", 1), ("message", "area", 3), ("come_back", "area", 2)];
        let fields = fields.map(|(name, kind, rows)| {
            field(view, &format!("k.{id}.{name}"), &format!("out_{name}"), (kind, rows), locale)
        });
        let any = view.faults.iter().any(|fault| fault.field.starts_with(&format!("k.{id}.")));
        context! { title => view.sheet.text(&format!("k.{id}.name")), open => any, fields, id }
    };
    view.sheet.list("knock_outs").into_iter().map(one).collect()
}

/// The verdicts to choose from.
pub(super) fn verdicts(chosen: &str, words: Words<'_>) -> Vec<Value> {
    let one = |code: VerdictCode| {
        let name = serde_json::to_value(code).ok();
        let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
        context! { name, words => words.verdict(code), chosen => name == chosen }
    };
    VERDICTS.into_iter().map(one).collect()
}

/// The known cases: what the form expects of them and what its rules give.
pub(super) fn vectors(view: &LabView, locale: Locale) -> Vec<Value> {
    let words = Words { locale, rubric: &view.rubric };
    let one = |vector: &crate::domain::rubric::Vector| {
        let name = format!("v.{}.verdict", vector.id);
        let judgement = judge(&view.rubric, &vector.scores(&view.rubric));
        let before = view.before.vectors.iter().find(|known| known.id == vector.id);
        let before = before.map(|known| words.verdict(judge(&view.before, &known.scores(&view.before)).code));
        context! {
            id => vector.id.as_str(),
            title => vector.title.as_str(),
            verdicts => verdicts(view.sheet.text(&name), words),
            wrong => wrong(view, &name, locale),
            gives => words.verdict(judgement.code),
            fit => format!("{:.1}", judgement.fit.score),
            timing => format!("{:.1}", judgement.timing.score),
            differs => judgement.code != vector.verdict,
            before,
            name,
        }
    };
    view.rubric.vectors.iter().map(one).collect()
}
