//! The page of a replay: what a draft of the rubric would do to known cases, and the same as a spreadsheet.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;

use super::{HERE, spreadsheet};
use crate::domain::afterwards::VERDICTS;
use crate::domain::replay::{Origin, Replayed};
use crate::domain::rubric::Judgement;
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::lab::{MOST, ReplayView, Wanted, Words, origin};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// Talks that are replayed when nobody says how many.
const USUAL: usize = 200;
/// Cases that a page shows; the spreadsheet has them all.
const SHOWN: usize = 100;

/// What is wanted.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    n: Option<String>,
    examples: Option<String>,
    done: Option<String>,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let talks = self.n.as_deref().and_then(|n| n.trim().parse().ok()).unwrap_or(USUAL).clamp(1, MOST);
        Wanted { talks, examples: self.examples.is_some() }
    }
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(version): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let wanted = asked.wanted();
    let view = match state.service.rubric_replay(&may, &version, wanted).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let words = Words { locale, rubric: &view.draft.rubric };
    let done = asked.done.as_deref().filter(|done| ["save", "replay", "submit"].contains(done));
    let flips: Vec<&Replayed> = view.replay.flipped().collect();
    let context = context! {
        version => version.as_str(),
        in_force => view.before.version.as_str(),
        state => say(locale, &format!("lab.state_{}", view.draft.state.name()), &[]),
        is_open => view.draft.state.open(),
        note => view.draft.note.as_str(),
        done,
        n => wanted.talks,
        most => MOST,
        examples => wanted.examples,
        counts => counts(&view, locale),
        changes => view.replay.changes.iter().map(|change| words.change(change)).collect::<Vec<_>>(),
        matrix => matrix(&view, words),
        verdicts => VERDICTS.map(|code| words.verdict(code)),
        flips => flips.iter().take(SHOWN).map(|one| flip(&view, one, words)).collect::<Vec<_>>(),
        more => flips.len().saturating_sub(SHOWN),
        unsure => view.replay.cases.iter().filter(|one| one.moved.iter().any(|moved| moved.to.is_none())).count(),
        table => table(&view, words),
        complex => view.table.is_err(),
    };
    render_for(&who, HERE, "lab/replay.html", context, locale)
}

/// The spreadsheet.
pub(super) async fn file(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(version): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match state.service.rubric_replay_file(&may, &version, asked.wanted(), locale).await {
        Ok(made) => spreadsheet(made),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn counts(view: &ReplayView, locale: Locale) -> Vec<Value> {
    let one = |of: Origin| {
        let (all, flips) = view.counts(of);
        (all > 0).then(|| context! { name => origin(of, locale), all, flips })
    };
    [Origin::Review, Origin::Draft, Origin::Vector, Origin::Example].into_iter().filter_map(one).collect()
}

/// The rows and columns in which there is anything.
fn matrix(view: &ReplayView, words: Words<'_>) -> Value {
    let counts = &view.replay.matrix;
    let columns: Vec<usize> = (0..7).filter(|column| counts.iter().any(|row| row[*column] > 0)).collect();
    let rows = (0..7).filter(|row| counts[*row].iter().any(|count| *count > 0)).map(|row| {
        let cells = columns.iter().map(|column| context! { count => counts[row][*column], same => row == *column });
        context! { name => words.verdict(VERDICTS[row]), cells => cells.collect::<Vec<_>>() }
    });
    let head: Vec<String> = columns.iter().map(|column| words.verdict(VERDICTS[*column])).collect();
    context! { head, rows => rows.collect::<Vec<_>>() }
}

fn flip(view: &ReplayView, one: &Replayed, words: Words<'_>) -> Value {
    let case = &view.cases[one.place];
    let side = |judgement: &Judgement| {
        context! {
            verdict => words.verdict(judgement.code),
            fit => format!("{:.1}", judgement.fit.score),
            timing => format!("{:.1}", judgement.timing.score),
            row => judgement.row,
        }
    };
    context! {
        name => case.name.as_str(),
        origin => origin(case.origin, words.locale),
        sector => case.sector.as_ref().map(|sector| sector.name.as_str()),
        before => side(&one.before),
        after => side(&one.after),
        causes => one.causes.as_ref().map(|causes| words.causes(causes)),
        shifts => words.shifts(&one.shifts),
        moved => words.moved(&one.moved),
        wanted => case.wanted.map(|code| words.verdict(code)),
    }
}

/// The table of the draft with an example for each row.
fn table(view: &ReplayView, words: Words<'_>) -> Vec<Value> {
    let rows = view.draft.rubric.decisions.iter().enumerate().map(|(place, row)| {
        let report = view.table.as_ref().ok().and_then(|table| table.rows.get(place));
        context! {
            number => place + 1,
            verdict => words.verdict(row.verdict),
            when => words.condition(&row.when),
            report => report.map(|report| super::table::report(report, words)),
        }
    });
    rows.collect()
}
