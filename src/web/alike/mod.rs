//! The standing list of entries that say nearly the same, and the page that makes one of two.
//!
//! The address names the library: an id is one of a case or of a policy.

mod list;
mod merge;

use axum::Router;
use axum::routing::{get, post};
use minijinja::{Value, context};
use serde_json::Value as Json;

use super::WebState;
use super::curation::{address, choice};
use super::staff::console;
use super::staff::render::moment;
use crate::domain::Locale;
use crate::domain::alike::{PAIRED, Pair};
use crate::service::alike::Beside;

/// The console's way to the pages.
const HERE: &str = "/staff/curation/alike";

/// The pages.
pub(super) fn pages() -> Router<WebState> {
    Router::new()
        .route("/staff/curation/alike", get(list::page).post(list::look))
        .route("/staff/curation/alike/{library}/{one}/{other}", post(list::decide))
        .route("/staff/curation/alike/{library}/{one}/{other}/merge", get(merge::page).post(merge::save))
}

/// The pair that an address names; nothing for what is none.
fn pair(library: &str, one: &str, other: &str) -> Option<Pair> {
    let kind = PAIRED.into_iter().find(|kind| kind.folder() == library)?;
    Pair::of(kind, one, other)
}

/// The address of a pair.
fn place(pair: &Pair) -> String {
    format!("{HERE}/{}/{}/{}", pair.kind.folder(), pair.one, pair.other)
}

/// An item as it stands beside another.
fn beside(beside: &Beside, locale: Locale) -> Value {
    let Beside { item, body } = beside;
    let text = |path: &str| body.pointer(path).and_then(Json::as_str).unwrap_or_default();
    let sector = [text("/sector/code"), text("/sector/name")].join(" ");
    let days = [text("/valid_from"), text("/valid_to")].join(" – ");
    context! {
        id => &item.key.id,
        title => &item.traits.title,
        href => address(&item.key),
        sector => sector.trim(),
        issuer => text("/issuer"),
        area => text("/region"),
        days => days.trim_matches([' ', '–']),
        last_day => item.last_day().map(|day| day.to_string()),
        updated => item.updated_at.map(moment),
        version => item.number,
        sources => sources(body.get("sources"), locale),
    }
}

/// Sources with their grades.
fn sources(found: Option<&Json>, locale: Locale) -> Vec<Value> {
    let source = |source: &Json| {
        let text = |name: &str| source.get(name).and_then(Json::as_str).unwrap_or_default();
        let grade = Some(text("grade")).filter(|grade| !grade.is_empty());
        let grade = grade.map(|grade| choice("sources.grade", grade, locale));
        context! { title => text("title"), publisher => text("publisher"), date => text("date"), url => text("url"), grade }
    };
    found.and_then(Json::as_array).into_iter().flatten().map(source).collect()
}

/// The way that the pages belong to.
fn here() -> String {
    format!("{}/alike", console::HERE)
}
