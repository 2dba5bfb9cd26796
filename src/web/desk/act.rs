//! Takes a form of a case, does what it asks for on the version that was seen, and leads back to where it stood.

use axum::extract::{Path, State};
use axum::http::header::IF_MATCH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::form::Posted;
use super::{case, merge, name_of};
use crate::domain::review::{Action, StepKind};
use crate::domain::{CaseCode, ConversationId, Translate};
use crate::service::ServiceError;
use crate::service::review::Changed;
use crate::service::staff::May;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by};

/// Does something with a case.
pub(super) async fn act(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    headers: HeaderMap,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(pairs);
    let rewrites = posted.rewriting();
    let action = posted.action();
    if action.is_none() && rewrites.is_none() {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale);
    }
    let Some(seen) = seen(&headers, &posted) else {
        return refused(StatusCode::PRECONDITION_REQUIRED, "no_version", locale);
    };
    let id = match state.service.case_named(&may, &code).await {
        Ok(id) => id,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let who = (&may, &who);
    if let Some((field, feedback)) = rewrites {
        return match state.service.rewrite_field(&may, id, seen, field, feedback).await {
            Ok(new) => case::proposed(&state, who, id, locale, field, &new).await,
            Err(error) => case::again(&state, who, id, locale, &posted, &error).await,
        };
    }
    let Some(action) = action else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale);
    };
    match state.service.act_on_review(&may, id, seen, &action).await {
        Ok(changed) => go_on(&state, &may, id, &code, &posted, &changed).await,
        Err(ServiceError::StaleReview(conflict)) => {
            merge::page(&state, who, id, locale, (&posted, &action), &conflict).await
        }
        Err(error) => case::again(&state, who, id, locale, &posted, &error).await,
    }
}

/// Writes a private note.
pub(super) async fn note(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(pairs);
    let id = match state.service.case_named(&may, &code).await {
        Ok(id) => id,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    match state.service.add_review_note(&may, id, posted.text("note")).await {
        Ok(()) => Redirect::to(&format!("/staff/cases/{}?done=note#notes", plain(&code))).into_response(),
        Err(error) => case::again(&state, (&may, &who), id, locale, &posted, &error).await,
    }
}

/// The version that a write was made on: a script names it in a header, a form in a field.
fn seen(headers: &HeaderMap, posted: &Posted) -> Option<u32> {
    let named = headers.get(IF_MATCH).and_then(|tag| tag.to_str().ok()).map(|tag| tag.trim_matches('"'));
    // A version that is none of ours matches nothing.
    let named = named.or_else(|| Some(posted.text("version")).filter(|text| !text.is_empty()));
    named.map(|version| version.parse().unwrap_or(u32::MAX))
}

/// Where to go on: the next case after an approval that asked for it, else the place of the form.
async fn go_on(
    state: &WebState,
    may: &May<Translate>,
    id: ConversationId,
    code: &str,
    posted: &Posted,
    changed: &Changed,
) -> Response {
    let done = name_of(&changed.step.kind);
    let ends = matches!(changed.step.kind, StepKind::Approve | StepKind::AskSecond | StepKind::GiveSecond);
    if ends && posted.text("next") == "yes" {
        // The case is done, whatever the database says of the next one.
        let next = state.service.next_of_mine(may, id).await.unwrap_or_default();
        let place = match next {
            Some(CaseCode(next)) => format!("/staff/cases/{next}?done={done}"),
            None => "/staff/queue?tab=mine&done=approve".to_owned(),
        };
        return Redirect::to(&place).into_response();
    }
    Redirect::to(&format!("/staff/cases/{}?done={done}{}", plain(code), anchor(posted))).into_response()
}

/// The place of a form on its page.
fn anchor(posted: &Posted) -> String {
    let number = |name: &str| posted.parsed::<u32>(name);
    match posted.deed() {
        "edit_title" | "edit_plain" => "#plain".to_owned(),
        "add_field" => number("section").map(|section| format!("#section-{section}")).unwrap_or_default(),
        "score" => {
            let known: String = posted.text("criterion").chars().filter(char::is_ascii_alphanumeric).collect();
            format!("#c-{known}")
        }
        "override" | "drop_override" => "#verdict".to_owned(),
        "take_back_question" => "#asked".to_owned(),
        _ => number("field").map(|field| format!("#f-{field}")).unwrap_or_default(),
    }
}

/// A code as it can stand in an address.
fn plain(code: &str) -> String {
    code.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// Whether others' steps touch what an action is about: then a person must look before it is done again.
pub(super) fn clashes(action: &Action, steps: &[crate::domain::review::Step], line: Option<&str>) -> bool {
    let sweeping = |step: &crate::domain::review::Step| {
        matches!(step.kind, StepKind::TakeDraft | StepKind::Reopen)
            || (step.kind == StepKind::Accept && step.field.is_none())
    };
    let on = |field| steps.iter().any(|step| step.field == Some(field) || sweeping(step));
    match action {
        Action::Accept { field }
        | Action::Edit { field, .. }
        | Action::MarkUnknown { field }
        | Action::LeaveOut { field }
        | Action::Restore { field } => on(*field),
        Action::Ask { field, .. } => field.is_some_and(on),
        Action::AddField { .. } => false,
        Action::EditTitle { .. } => steps.iter().any(|step| step.kind == StepKind::EditTitle || sweeping(step)),
        Action::EditPlain { .. } => steps
            .iter()
            .any(|step| (step.kind == StepKind::EditPlain && step.about.as_deref() == line) || sweeping(step)),
        Action::Score { criterion, .. } => steps.iter().any(|step| {
            (step.kind == StepKind::Score && step.about.as_deref() == Some(criterion.as_str())) || sweeping(step)
        }),
        // A decision is made on all that stands there.
        _ => true,
    }
}
