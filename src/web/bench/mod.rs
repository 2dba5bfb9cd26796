//! The retrieval bench: one search looked into, saved queries, runs side by side, settings, gaps, words that nobody knows,
//! and the health of the index.

mod gaps;
mod index;
mod look;
mod problem;
mod queries;
mod runs;
mod settings;
mod words;

use axum::Router;
use axum::routing::{get, post};
use minijinja::{Value, context};
use serde::Deserialize;

pub(super) use problem::problem;

use super::WebState;
use crate::domain::bench::{Figure, Figures};
use crate::domain::{EntryKind, Locale};
use crate::messages::say;

/// The way that the pages belong to.
const HERE: &str = "/staff/curation/bench";

/// The pages.
pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/staff/curation/bench", get(look::page))
        .route("/staff/curation/bench/expect", post(queries::expect))
        .route("/staff/curation/bench/queries", get(queries::list).post(queries::save))
        .route("/staff/curation/bench/queries/{id}", get(queries::edit).post(queries::change))
        .route("/staff/curation/bench/queries/{id}/drop", post(queries::forget))
        .route("/staff/curation/bench/runs", get(runs::list).post(runs::run))
        .route("/staff/curation/bench/runs/{number}", get(runs::show))
        .route("/staff/curation/bench/settings", get(settings::list).post(settings::draft))
        .route("/staff/curation/bench/settings/{number}/promote", post(settings::promote))
        .route("/staff/curation/bench/gaps", get(gaps::page))
        .route("/staff/curation/bench/gaps/check", post(gaps::check))
        .route("/staff/curation/bench/gaps/reopen", post(gaps::reopen))
        .route("/staff/curation/bench/words", get(words::page))
        .route("/staff/curation/bench/index", get(index::page).post(index::verify))
        .route("/staff/curation/bench/index/repair", post(index::repair))
}

/// A search as forms and addresses send it.
#[derive(Debug, Clone, Default, Deserialize)]
struct AskForm {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    as_of: String,
}

impl AskForm {
    /// Cases unless policies are asked for.
    fn kind(&self) -> EntryKind {
        if self.kind == "policy" { EntryKind::Policy } else { EntryKind::Case }
    }

    fn area(&self) -> Option<String> {
        Some(self.area.trim().to_owned()).filter(|area| !area.is_empty())
    }

    /// The day; an error for what is none.
    fn as_of(&self) -> Result<Option<chrono::NaiveDate>, chrono::ParseError> {
        Some(self.as_of.trim()).filter(|day| !day.is_empty()).map(str::parse).transpose()
    }

    /// The fields as they were typed.
    fn shown(&self) -> Value {
        context! { q => self.q.as_str(), kind => kind_name(self.kind()), area => self.area.as_str(), as_of => self.as_of.as_str() }
    }

    /// The address of the search.
    fn address(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &self.q).append_pair("kind", kind_name(self.kind()));
        query.append_pair("area", &self.area).append_pair("as_of", &self.as_of);
        format!("{HERE}?{}", query.finish())
    }
}

/// A kind in forms and addresses.
fn kind_name(kind: EntryKind) -> &'static str {
    if kind == EntryKind::Policy { "policy" } else { "case" }
}

/// The address of an item's page.
fn item_address(kind: EntryKind, id: &str) -> String {
    let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
    format!("/staff/curation/{}/{id}", kind.folder())
}

/// Figures with their names; `—` when there are none.
fn figures(figures: Option<&Figures>, locale: Locale) -> Vec<Value> {
    let shown = |figure: Figure| {
        let value = figures.map_or_else(|| "—".to_owned(), |figures| format!("{:.3}", figures.get(figure)));
        context! { name => say(locale, &format!("bench.{}", figure.name()), &[]), value }
    };
    Figure::ALL.into_iter().map(shown).collect()
}
