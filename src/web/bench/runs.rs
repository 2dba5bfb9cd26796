//! Runs: the list, one run, and two side by side.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::{HERE, figures, item_address, kind_name};
use crate::domain::bench::{Compared, Figure, Run, RunQuery, compare};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::bench::RunHead;
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// With which settings to run.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RunForm {
    #[serde(default)]
    settings: String,
}

/// With which earlier run to compare.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Beside {
    #[serde(default)]
    with: String,
}

/// The list of runs.
pub(super) async fn list(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
) -> Response {
    match listed(&state, (&may, &who), None, locale).await {
        Ok(page) => page,
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Runs every saved query.
pub(super) async fn run(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Sent(form): Sent<RunForm>,
) -> Response {
    match state.service.run_bench(&may, form.settings.parse().ok()).await {
        Ok(number) => Redirect::to(&format!("{HERE}/runs/{number}")).into_response(),
        Err(error @ ServiceError::Bench(_)) => {
            let error = ApiError::service(&error, locale);
            match listed(&state, (&may, &who), Some(error.words()), locale).await {
                Ok(page) => (error.status(), page).into_response(),
                Err(error) => refused_by(&ApiError::service(&error, locale), locale),
            }
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

async fn listed(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    error: Option<String>,
    locale: Locale,
) -> Result<Response, ServiceError> {
    let settings = state.service.search_settings(may).await?;
    let runs = state.service.bench_runs(may).await?;
    let row = |run: &RunHead| {
        context! {
            number => run.number,
            at => moment(run.at),
            by => settings.names.get(&run.by).map(String::as_str),
            settings => run.settings.0,
            k => run.settings.1.k,
            queries => run.queries,
            figures => figures(run.mean.as_ref(), locale),
        }
    };
    let versions = settings.versions.iter().map(|version| {
        context! { number => version.number, promoted => version.number == settings.promoted }
    });
    let context = context! {
        runs => runs.iter().map(row).collect::<Vec<_>>(),
        versions => versions.collect::<Vec<_>>(),
        saved => state.service.bench_queries(may).await?.len(),
        error,
    };
    Ok(render_for(who, HERE, "bench/runs.html", context, locale))
}

/// One run, beside another when one is named.
pub(super) async fn show(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(number): Path<u32>,
    Query(beside): Query<Beside>,
) -> Response {
    let shown = async {
        let after = state.service.bench_run(&may, number).await?;
        let before = match beside.with.parse() {
            Ok(with) => Some(state.service.bench_run(&may, with).await?),
            Err(_) => None,
        };
        let others = state.service.bench_runs(&may).await?;
        Ok::<_, ServiceError>((after, before, others))
    };
    let (after, before, others) = match shown.await {
        Ok(shown) => shown,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let rows: Vec<Value> = match &before {
        Some(before) => compare(before, &after).iter().map(|both| compared(both, locale)).collect(),
        None => after.queries.iter().map(|query| alone(query, locale)).collect(),
    };
    let others = others.iter().filter(|other| other.number != number).map(|other| {
        let chosen = before.as_ref().is_some_and(|before| before.number == other.number);
        context! { number => other.number, at => moment(other.at), chosen }
    });
    let context = context! {
        run => head(&after, locale),
        before => before.as_ref().map(|before| head(before, locale)),
        rows,
        others => others.collect::<Vec<_>>(),
    };
    render_for(&who, HERE, "bench/run.html", context, locale)
}

fn head(run: &Run, locale: Locale) -> Value {
    let settings = &run.settings;
    context! {
        number => run.number,
        at => moment(run.at),
        settings => run.settings_number,
        k => settings.k,
        glossary => format!("{:.2}", settings.glossary),
        rrf => settings.rrf,
        depth => settings.depth,
        index => run.index_version.chars().take(12).collect::<String>(),
        points => run.points,
        figures => figures(run.mean().as_ref(), locale),
    }
}

fn alone(query: &RunQuery, locale: Locale) -> Value {
    let found = query.found.iter().map(|placed| {
        let expected = query.query.expected.contains(&placed.id);
        context! { id => placed.id.as_str(), href => item_address(query.query.kind, &placed.id), expected }
    });
    context! {
        words => query.query.words.as_str(),
        kind => kind_name(query.query.kind),
        figures => figures(query.figures.as_ref(), locale),
        found => found.collect::<Vec<_>>(),
        missed => query.missed().map(|id| context! { id => id.as_str(), href => item_address(query.query.kind, id) }).collect::<Vec<_>>(),
    }
}

/// A query in both runs: as it is now, and what changed.
fn compared(both: &Compared<'_>, locale: Locale) -> Value {
    let Some(query) = both.after.or(both.before) else { return Value::UNDEFINED };
    let changes = Figure::ALL.into_iter().filter_map(|figure| {
        let change = both.change(figure)?;
        let mark = if change < -1e-9 {
            "bad"
        } else if change > 1e-9 {
            "good"
        } else {
            ""
        };
        let name = say(locale, &format!("bench.{}", figure.name()), &[]);
        Some(context! { name, change => format!("{change:+.3}"), mark })
    });
    let only = match (both.before, both.after) {
        (None, _) => Some("bench.only_after"),
        (_, None) => Some("bench.only_before"),
        _ => None,
    };
    context! {
        changes => changes.collect::<Vec<_>>(),
        only => only.map(|key| say(locale, key, &[])),
        before => both.before.map(|query| figures(query.figures.as_ref(), locale)),
        ..alone(query, locale)
    }
}
