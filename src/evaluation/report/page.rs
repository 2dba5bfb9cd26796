//! The page of a report: one self-contained file with pictures made here and no script.

use anyhow::Context;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;
use serde_json::Value;

use super::chart::{bar, percent};
use super::view::{Matrix, matrix, unmet, worst};
use super::{FIGURES, Figures, Report};
use crate::domain::{Locale, VerdictCode};
use crate::messages::{in_language, say};

const TEMPLATE: &str = include_str!("page.html");
/// Figures that are shares and get a bar; the others are counts.
const SHARES: [&str; 8] = [
    "task_accuracy",
    "sector_accuracy",
    "division_accuracy",
    "fit_macro_f1",
    "timing_macro_f1",
    "must_ask",
    "spec_must_have",
    "traps",
];

/// One figure as the page shows it.
#[derive(Serialize)]
struct Shown {
    label: String,
    value: String,
    bar: Option<String>,
    change: Option<String>,
    better: Option<bool>,
}

/// One kind of need as the page shows it.
#[derive(Serialize)]
struct Kind {
    name: String,
    needs: usize,
    values: Vec<String>,
}

/// A verdict that flipped, in words.
#[derive(Serialize)]
struct Flipped {
    id: String,
    before: String,
    now: String,
}

/// Everything on the page.
#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    words: std::collections::BTreeMap<String, String>,
    report: &'a Report,
    figures: Vec<Shown>,
    columns: Vec<String>,
    kinds: Vec<Kind>,
    matrices: Vec<Matrix>,
    worst: Vec<super::view::Worst>,
    unmet: Vec<super::view::Unmet>,
    flipped: Vec<Flipped>,
}

/// Renders the page.
///
/// # Errors
/// When the template is wrong, which a test rules out.
pub(super) fn page(report: &Report, locale: Locale) -> anyhow::Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page.html", TEMPLATE).context("the page's template")?;
    let prefix = "evaluation.";
    let words = in_language(locale).into_iter();
    let page = Page {
        lang: if locale == Locale::En { "en" } else { "zh-CN" },
        words: words.filter_map(|(key, text)| Some((key.strip_prefix(prefix)?.to_owned(), text))).collect(),
        figures: figures(report, locale),
        columns: SHARES.iter().map(|name| say(locale, &format!("evaluation.{name}"), &[])).collect(),
        kinds: report.per_kind.iter().map(|(name, figures)| kind(name, figures, locale)).collect(),
        matrices: vec![
            matrix("fit", &report.confusion.fit, locale),
            matrix("timing", &report.confusion.timing, locale),
        ],
        worst: worst(report, locale),
        unmet: unmet(report),
        flipped: flipped(report, locale),
        report,
    };
    Ok(environment.get_template("page.html")?.render(Serde(&page))?)
}

/// Every figure; tokens only where they are counted.
fn figures(report: &Report, locale: Locale) -> Vec<Shown> {
    let counted = |name: &str| name != "tokens_per_need" || report.figures.tokens_per_need.is_some();
    let names = FIGURES.iter().filter(|(name, _)| counted(name));
    names.map(|(name, good)| shown(report, name, *good, locale)).collect()
}

fn figure(figures: &Figures, name: &str) -> Option<f64> {
    serde_json::to_value(figures).ok()?.get(name).and_then(Value::as_f64)
}

fn shown(report: &Report, name: &str, good: bool, locale: Locale) -> Shown {
    let value = figure(&report.figures, name);
    let change = report.against.as_ref().and_then(|against| against.figures.get(name));
    let is_share = SHARES.contains(&name);
    let difference = change.map(|change| change.difference).filter(|difference| difference.abs() > 5e-4);
    Shown {
        label: say(locale, &format!("evaluation.{name}"), &[]),
        value: if is_share { percent(value) } else { number(value) },
        bar: value.filter(|_| is_share).map(|value| bar(value, change.map(|change| change.before), good)),
        change: difference.map(|d| if is_share { format!("{:+.1}", d * 100.0) } else { format!("{d:+.2}") }),
        better: difference.map(|difference| (difference > 0.0) == good),
    }
}

/// A count or a mean: whole numbers without a fraction.
fn number(value: Option<f64>) -> String {
    value.map_or_else(
        || "—".to_owned(),
        |value| {
            if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { format!("{value:.2}") }
        },
    )
}

fn kind(name: &str, figures: &Figures, locale: Locale) -> Kind {
    let known = format!("evaluation.kind_{name}");
    let said = say(locale, &known, &[]);
    Kind {
        name: if said == known { name.to_owned() } else { said },
        needs: figures.needs,
        values: SHARES.iter().map(|name| percent(figure(figures, name))).collect(),
    }
}

fn flipped(report: &Report, locale: Locale) -> Vec<Flipped> {
    let shown = |code: Option<VerdictCode>, leaning: Option<VerdictCode>| {
        let verdict = super::view::verdict(code, locale);
        let leaning = super::view::verdict(leaning.filter(|_| leaning != code), locale);
        if leaning == "—" {
            verdict
        } else {
            say(locale, "evaluation.leaning", &[("verdict", &verdict), ("to", &leaning)])
        }
    };
    let flips = report.against.iter().flat_map(|against| &against.flipped);
    flips
        .map(|flip| Flipped {
            id: flip.id.clone(),
            before: shown(flip.before, flip.leaning_before),
            now: shown(flip.now, flip.leaning_now),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::report::About;

    #[test]
    fn an_empty_report_has_its_page_in_both_languages_and_no_script() {
        let report = Report::new(vec![], About { set: "<set>".to_owned(), ..About::default() });
        for locale in [Locale::ZhCn, Locale::En] {
            let page = page(&report, locale).unwrap();
            assert!(page.contains("&lt;set&gt;") && !page.contains("<script") && !page.contains("http"), "{page}");
            assert!(!page.contains("evaluation."), "a message is missing: {page}");
        }
    }
}
