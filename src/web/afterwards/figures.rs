//! The figures of the desk: charts drawn on the server, each with its table, and the same as a spreadsheet.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use minijinja::{Value, context};
use serde::Deserialize;

use crate::domain::{Locale, SeeFigures};
use crate::messages::say;
use crate::service::afterwards::{Graph, Line};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// The address of the page.
const HERE: &str = "/staff/figures";
/// The kind of a spreadsheet.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Between which days.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

impl Wanted {
    /// The days; nothing for one that was left empty or is none.
    fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        (self.from.trim().parse().ok(), self.to.trim().parse().ok())
    }

    /// Whether something was written that is no day.
    fn bad(&self) -> bool {
        let wrong = |text: &str, day: Option<NaiveDate>| !text.trim().is_empty() && day.is_none();
        let (from, to) = self.days();
        wrong(&self.from, from) || wrong(&self.to, to)
    }
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<SeeFigures>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let days = if wanted.bad() { (None, None) } else { wanted.days() };
    let figures = match state.service.figures(&may, days, locale).await {
        Ok(figures) => figures,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let context = context! {
        from => figures.span.from.to_string(),
        to => figures.span.to.to_string(),
        bad => wanted.bad(),
        graphs => figures.graphs.iter().map(|graph| view(graph, locale)).collect::<Vec<_>>(),
    };
    render_for(&who, HERE, "afterwards/figures.html", context, locale)
}

fn view(graph: &Graph, locale: Locale) -> Value {
    let cells = |row: &Line| {
        let cells = row.iter().map(|value| context! { text => value.shown(), number => value.is_number() });
        cells.collect::<Vec<_>>()
    };
    // A column is one of numbers when its first row is.
    let numbers: Vec<bool> = graph
        .table
        .rows
        .first()
        .map(|row| row.iter().map(crate::service::afterwards::Value::is_number).collect())
        .unwrap_or_default();
    let head = graph.table.head.iter().enumerate();
    let head = head.map(|(place, name)| context! { name, number => numbers.get(place).copied().unwrap_or(false) });
    context! {
        name => graph.name,
        title => say(locale, &format!("figures.{}", graph.name), &[]),
        notes => graph.notes.clone(),
        // Drawn here and escaped by the crate that draws.
        svg => graph.svg.clone().map(Value::from_safe_string),
        head => head.collect::<Vec<_>>(),
        rows => graph.table.rows.iter().map(cells).collect::<Vec<_>>(),
        more => graph.more,
    }
}

/// The spreadsheet.
pub(super) async fn file(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<SeeFigures>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let days = if wanted.bad() { (None, None) } else { wanted.days() };
    match state.service.figures_file(&may, days, locale).await {
        Ok(made) => {
            let name = format!("attachment; filename=\"{}.xlsx\"", made.name);
            ([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}
