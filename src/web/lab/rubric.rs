//! The page on which a rubric is written: shown, and what its buttons do.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::HERE;
use super::form::{groups, knock_outs, plain, vectors};
use super::table::rows;
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::lab::{Fault, LabView, Sheet, Words};
use crate::service::staff::SignedIn;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused_by, render_for};

/// Which draft.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    draft: Option<String>,
}

/// The form of a draft, or of a new one.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match state.service.lab_form(&may, wanted.draft.as_deref().filter(|draft| !draft.is_empty())).await {
        Ok(view) => show(&view, &who, locale, false),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The form as it was sent: a button changes it, checks it or saves it.
pub(super) async fn sent(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Response {
    let (own, pairs): (Vec<_>, Vec<_>) =
        pairs.into_iter().partition(|(name, _)| ["_csrf", "do"].contains(&name.as_str()));
    let deed = own.into_iter().rev().find(|(name, _)| name == "do").map(|(_, deed)| deed).unwrap_or_default();
    let mut sheet = Sheet::sent(pairs);
    if sheet.list("criteria").is_empty() {
        return crate::web::staff::render::refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale);
    }
    if ["save", "replay", "submit"].contains(&deed.as_str()) {
        return match state.service.lab_save(&may, sheet, deed == "submit").await {
            Ok(Ok(saved)) => Redirect::to(&format!("/staff/curation/rubric/lab/{}/replay?done={deed}", saved.version))
                .into_response(),
            Ok(Err(view)) => (StatusCode::UNPROCESSABLE_ENTITY, show(&view, &who, locale, true)).into_response(),
            Err(error) => refused_by(&ApiError::service(&error, locale), locale),
        };
    }
    if deed == "take_verdicts" {
        match state.service.lab_read(&may, sheet.clone(), false).await {
            Ok(view) => sheet.take_verdicts(&view.rubric),
            Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
        }
    }
    let changed = sheet.act(&deed);
    match state.service.lab_read(&may, sheet, !changed).await {
        Ok(view) => show(&view, &who, locale, !changed),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// A fault in words.
pub(super) fn told(fault: &Fault, locale: Locale) -> String {
    let values: Vec<(&str, &str)> = fault.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say(locale, &format!("lab.fault_{}", fault.name), &values)
}

fn show(view: &LabView, who: &SignedIn, locale: Locale, checked: bool) -> Response {
    let words = Words { locale, rubric: &view.rubric };
    let faults = view.faults.iter().map(|fault| {
        let at = place(&fault.field, view, locale);
        context! { field => fault.field.as_str(), at, told => told(fault, locale) }
    });
    let open = view.open.iter().map(|open| {
        let state = say(locale, &format!("lab.state_{}", open.state.name()), &[]);
        context! { version => open.version.as_str(), state, here => open.version == view.sheet.text("base") }
    });
    let hidden = ["base", "base_number", "base_revision", "version", "criteria", "knock_outs", "rows", "gone"];
    let hidden = hidden.iter().map(|name| context! { name => *name, value => view.sheet.text(name) });
    let context = context! {
        version => view.sheet.text("version"),
        in_force => view.before.version.as_str(),
        hidden => hidden.collect::<Vec<_>>(),
        head => plain(view, &["title", "note", "coverage.fit", "coverage.timing"], locale),
        reason => plain(view, &["reason"], locale),
        faults => faults.collect::<Vec<Value>>(),
        checked,
        sound => checked && view.faults.is_empty(),
        complex => matches!(view.table, Some(Err(_))),
        changes => view.changes.iter().map(|change| words.change(change)).collect::<Vec<_>>(),
        open => open.collect::<Vec<Value>>(),
        groups => groups(view, locale),
        knocks => knock_outs(view, locale),
        rows => rows(view, locale),
        vectors => vectors(view, locale),
    };
    render_for(who, HERE, "lab/rubric.html", context, locale)
}

/// Where a field stands, in words: its criterion, its row.
fn place(field: &str, view: &LabView, locale: Locale) -> String {
    let mut parts = field.split('.');
    let (kind, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match kind {
        "c" | "v" | "k" => name.to_owned(),
        "r" => {
            let number = view.sheet.list("rows").iter().position(|slot| slot == name).map_or(0, |place| place + 1);
            say(locale, "lab.row_n", &[("n", &number.to_string())])
        }
        "weights" => say(locale, &format!("lab.group_{name}"), &[]),
        _ => say(locale, &format!("lab.field_{}", field.replace('.', "_")), &[]),
    }
}
