//! The overview of the console, and the same as a spreadsheet.

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::{HERE, address};
use crate::domain::bench::{Figure, Figures};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::afterwards::Graph;
use crate::service::curation::Overview;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{moment, refused_by, render_for};

/// The kind of a spreadsheet.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Of which area.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    area: String,
}

impl Wanted {
    fn area(&self) -> Option<&str> {
        Some(self.area.trim()).filter(|area| !area.is_empty())
    }
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let overview = match state.service.curation_overview(&may, wanted.area(), locale).await {
        Ok(overview) => overview,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    // The page is worth more than what it says of the bench.
    let runs = state.service.bench_runs(&may).await.unwrap_or_default();
    let last = runs.into_iter().max_by_key(|run| run.number).map(|run| {
        let figure = |mean: &Figures, figure: Figure| {
            let name = say(locale, &format!("bench.{}", figure.name()), &[]);
            context! { name, value => format!("{:.2}", mean.get(figure)) }
        };
        let figures = run.mean.map(|mean| Figure::ALL.into_iter().map(|one| figure(&mean, one)).collect::<Vec<_>>());
        context! { number => run.number, at => moment(run.at), queries => run.queries, figures => figures.unwrap_or_default() }
    });
    let query: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("area", &wanted.area).finish();
    let own = context! {
        soon => state.service.ending_soon(&may).await,
        alike => state.service.alike_waiting(&may).await,
        area => wanted.area(),
        file => format!("{HERE}.xlsx?{query}"),
        last,
        ends => overview.ends.iter().map(|(days, count)| context! { days, count }).collect::<Vec<_>>(),
        ending => overview.ending.iter().map(|item| {
            context! {
                title => &item.traits.title,
                href => address(&item.key),
                library => say(locale, &format!("curation.library_{}", item.key.kind.folder()), &[]),
                day => item.last_day().map(|day| day.to_string()),
                left => item.last_day().map(|day| (day - overview.today).num_days()),
            }
        }).collect::<Vec<_>>(),
        health => overview.health.as_ref().map(|health| {
            context! {
                version => health.version.as_deref().map(|version| version.chars().take(12).collect::<String>()),
                points => health.points, entries => health.entries,
                lag => health.lag, current => health.current, building => health.building,
            }
        }),
        graphs => overview.graphs.iter().map(|one| graph(one, locale)).collect::<Vec<_>>(),
    };
    let context = context! { ..own, ..counts(&overview, &wanted.area, locale) };
    render_for(&who, HERE, "curation/overview.html", context, locale)
}

/// Counts by library and standing, each leading to its list.
fn counts(overview: &Overview, area: &str, locale: Locale) -> Value {
    let rows = overview.counts.iter().map(|(kind, counts)| {
        let cells = counts.iter().map(|(standing, count)| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("tab", standing.name());
            if !area.trim().is_empty() {
                query.append_pair("area", area.trim());
            }
            context! { count, href => format!("{HERE}/{}?{}", kind.folder(), query.finish()) }
        });
        context! {
            name => say(locale, &format!("curation.library_{}", kind.folder()), &[]),
            cells => cells.collect::<Vec<_>>(),
        }
    });
    let heads = crate::domain::curation::Standing::ALL;
    context! {
        standings => heads.map(|standing| say(locale, &format!("curation.standing_{}", standing.name()), &[])),
        counts => rows.collect::<Vec<_>>(),
    }
}

fn graph(graph: &Graph, locale: Locale) -> Value {
    let cells = |row: &crate::service::afterwards::Line| {
        let cells = row.iter().map(|value| context! { text => value.shown(), number => value.is_number() });
        cells.collect::<Vec<_>>()
    };
    context! {
        name => graph.name,
        title => say(locale, &format!("curation.{}", graph.name), &[]),
        // Drawn here and escaped by the crate that draws.
        svg => graph.svg.clone().map(Value::from_safe_string),
        head => &graph.table.head,
        rows => graph.table.rows.iter().map(cells).collect::<Vec<_>>(),
    }
}

/// The spreadsheet.
pub(super) async fn file(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match state.service.curation_file(&may, wanted.area(), locale).await {
        Ok(made) => {
            let name = format!("attachment; filename=\"{}.xlsx\"", made.name);
            ([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}
