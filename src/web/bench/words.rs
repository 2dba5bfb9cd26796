//! Words that several owners used and that nobody of us knows, each with its way into the glossary.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};

use super::HERE;
use super::gaps::encoded;
use crate::domain::bench::LEAST_TALKS;
use crate::domain::{Curate, EntryKind};
use crate::service::bench::{Home, UnheardRow};
use crate::web::WebState;
use crate::web::curation::address;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
) -> Response {
    match state.service.unheard_words(&may).await {
        Ok(view) => {
            let rows: Vec<Value> = view.words.iter().map(row).collect();
            let context = context! { rows, talks => view.talks, least => LEAST_TALKS };
            render_for(&who, HERE, "bench/words.html", context, locale)
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn row(row: &UnheardRow) -> Value {
    let trades = row.unheard.trades.iter().map(|(_, name, n)| context! { name, n });
    context! {
        word => row.unheard.word.as_str(),
        talks => row.unheard.talks,
        trades => trades.collect::<Vec<_>>(),
        home => row.home.as_ref().map(|home| way(home, &row.unheard.word)),
    }
}

/// Where a word goes: the form with one more row, or the draft that has it already.
fn way(home: &Home, word: &str) -> Value {
    let item = address(&crate::domain::curation::ItemKey::new(EntryKind::Glossary, home.id.as_str()));
    let form = format!("{item}/edit?word={}#f-terms-{}-plain", encoded(word), home.terms);
    context! { name => home.name.as_str(), begun => home.begun, item, form }
}
