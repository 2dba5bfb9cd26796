//! Where the case base has nothing to tell, what was begun for it, and what is solved.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::HERE;
use crate::domain::bench::{GapState, LinkState};
use crate::domain::curation::Standing;
use crate::domain::{AiTask, Curate, Knowledge, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::bench::{Begun, BenchError, GapRow};
use crate::web::WebState;
use crate::web::curation::address;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// What can have happened just now.
const DONE: [&str; 2] = ["checked", "reopened"];

/// What has just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Coming {
    #[serde(default)]
    done: String,
}

/// Which gap a button is about.
#[derive(Debug, Default, Deserialize)]
pub(super) struct GapForm {
    #[serde(default)]
    gap: String,
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(coming): Query<Coming>,
) -> Response {
    let view = match state.service.gaps(&may).await {
        Ok(view) => view,
        Err(error) => return refused(&error, locale),
    };
    let knowing = state.service.knowing();
    let row = |gap: &GapRow| row(gap, &knowing.knowledge, locale);
    let of = |wanted: &dyn Fn(&GapRow) -> bool| view.gaps.iter().filter(|gap| wanted(gap)).map(row).collect::<Vec<_>>();
    let solved = |gap: &GapRow| gap.state == GapState::Solved;
    let done = DONE.into_iter().find(|known| *known == coming.done);
    let context = context! {
        wanting => of(&GapRow::wanting),
        solved => of(&solved),
        served => of(&|gap| !gap.wanting() && !solved(gap)),
        needs => view.needs,
        done => done.map(|done| say(locale, &format!("gaps.done_{done}"), &[])),
    };
    render_for(&who, HERE, "bench/gaps.html", context, locale)
}

/// Looks again whether gaps are solved.
pub(super) async fn check(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _who): Allowed<Curate>,
    Sent(GapForm { .. }): Sent<GapForm>,
) -> Response {
    match state.service.check_gaps_now(&may).await {
        Ok(_) => Redirect::to(&format!("{HERE}/gaps?done=checked")).into_response(),
        Err(error) => refused(&error, locale),
    }
}

/// Opens a solved gap again.
pub(super) async fn reopen(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _who): Allowed<Curate>,
    Sent(form): Sent<GapForm>,
) -> Response {
    let Some(gap) = state.service.gap_named(&form.gap) else {
        return refused(&BenchError::NoGap.into(), locale);
    };
    match state.service.reopen_gap(&may, &gap).await {
        Ok(()) => Redirect::to(&format!("{HERE}/gaps?done=reopened")).into_response(),
        Err(error) => refused(&error, locale),
    }
}

fn refused(error: &ServiceError, locale: Locale) -> Response {
    refused_by(&ApiError::service(error, locale), locale)
}

fn row(row: &GapRow, knowledge: &Knowledge, locale: Locale) -> Value {
    let gap = &row.gap;
    let task = |task: AiTask| knowledge.playbook(task).map_or_else(|| task.to_string(), |book| book.name.clone());
    let unknown = gap.unknown.iter().map(|(id, n)| {
        let name = knowledge.rubric.criterion(id.as_str()).map(|criterion| criterion.name.clone());
        context! { name => name.unwrap_or_else(|| id.as_str().to_owned()), n }
    });
    let name = gap.key.to_string();
    let home = row.home.as_ref().map(|(id, name)| context! { id, name });
    context! {
        asked => encoded(&name),
        name,
        sector => gap.sector.as_ref().map(|sector| sector.name.as_str()),
        process => gap.key.process.as_str(),
        task => gap.key.task.map(task),
        needs => gap.needs,
        cases => gap.cases,
        unknown => unknown.collect::<Vec<_>>(),
        state => if awaits(row) { "reopened" } else { row.state.name() },
        solved_at => row.solved_at().map(moment),
        begun => row.begun.iter().map(|begun| begun_view(begun, locale)).collect::<Vec<_>>(),
        home,
    }
}

/// Whether somebody opened it again and later needs are still to tell.
fn awaits(row: &GapRow) -> bool {
    let opened = |begun: &Begun| begun.state == LinkState::InForce && begun.link.reopened_at.is_some();
    row.state == GapState::Unfound && row.begun.iter().any(opened)
}

/// What was begun, with how far it is in words.
fn begun_view(begun: &Begun, locale: Locale) -> Value {
    let (name, look) = match begun.state {
        LinkState::Writing(Standing::InReview) => ("in_review", "accent"),
        LinkState::Writing(Standing::Scheduled) => ("scheduled", "accent"),
        LinkState::Writing(_) => ("draft", "accent"),
        LinkState::InForce if begun.link.reopened_at.is_some() => ("reopened", "wait"),
        LinkState::InForce => ("in_force", "wait"),
        LinkState::Solved(_) => ("solved", "good"),
        LinkState::Lost => ("lost", ""),
    };
    context! {
        title => begun.title.as_str(),
        href => address(&begun.link.item),
        state => name,
        name => say(locale, &format!("gaps.begun_{name}"), &[]),
        look,
        reopened => begun.link.reopened_at.map(moment),
    }
}

/// As a part of an address.
pub(super) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
