//! The door: in by login and password, out again, and where each goes first.

use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use minijinja::context;
use secrecy::SecretString;
use serde::Deserialize;

use super::allowed::{Visitor, local, signed_in};
use super::cookie::Kept;
use super::form::Sent;
use super::guard::FromHere;
use super::render::{refused_by, render};
use crate::domain::{Administer, AuditLog, Curate, Locale, Translate};
use crate::service::ServiceError;
use crate::service::staff::{Attempt, StaffError};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::site::Caller;

/// Where to go on to, and what has just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Coming {
    next: Option<String>,
    done: Option<String>,
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(super) struct SignInForm {
    login: String,
    password: SecretString,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// Where somebody's work is.
pub(super) async fn home(Visitor(who): Visitor) -> Redirect {
    let staff = who.staff();
    Redirect::to(match staff {
        _ if staff.has::<Translate>() => "/staff/queue",
        _ if staff.has::<Curate>() => "/staff/curation",
        _ if staff.has::<Administer>() => "/staff/people",
        _ if staff.has::<AuditLog>() => "/staff/audit",
        _ => "/staff/account",
    })
}

/// The page to sign in; whoever is in already goes on.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Query(coming): Query<Coming>,
    request: Request,
) -> Response {
    let next = coming.next.as_deref().and_then(local).unwrap_or("/staff");
    let (parts, _) = request.into_parts();
    match signed_in(&parts, &state).await {
        Ok(Some(_)) => Redirect::to(next).into_response(),
        Ok(None) => door(&state, ("", next), coming.done.as_deref(), None, locale),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Takes login and password.
pub(super) async fn sign_in(
    State(state): State<WebState>,
    Language(locale): Language,
    _: FromHere,
    caller: Caller,
    headers: HeaderMap,
    Sent(form): Sent<SignInForm>,
) -> Response {
    let next = local(&form.next).unwrap_or("/staff").to_owned();
    let attempt = Attempt { login: form.login, password: form.password, code: form.code };
    match state.service.sign_in(&attempt, caller.address).await {
        Ok(opened) => {
            let cookie = Kept::Session.set(&state, &headers, &opened.token);
            (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&next)).into_response()
        }
        Err(error @ ServiceError::Staff(StaffError::SignInRefused | StaffError::TooManyTries)) => {
            let error = ApiError::service(&error, locale);
            let page = door(&state, (&attempt.login, &next), None, Some(&error), locale);
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn door(
    state: &WebState,
    (login, next): (&str, &str),
    done: Option<&str>,
    error: Option<&ApiError>,
    locale: Locale,
) -> Response {
    let context = context! {
        login,
        next,
        // Only what we say ourselves: the address could say anything.
        done => done.filter(|done| ["password", "out", "everywhere"].contains(done)),
        error => error.map(ApiError::words),
        provider => state.service.gate().provider_name(),
    };
    render("staff/sign_in.html", context, locale)
}

/// Ends the session.
pub(super) async fn sign_out(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
    headers: HeaderMap,
) -> Response {
    match state.service.gate().sign_out(&who).await {
        Ok(()) => out(&state, &headers, "out"),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// To the door, without the cookie.
pub(super) fn out(state: &WebState, headers: &HeaderMap, done: &str) -> Response {
    let cookie = Kept::Session.remove(state, headers);
    let door = Redirect::to(&format!("/staff/sign-in?done={done}"));
    (AppendHeaders([(SET_COOKIE, cookie)]), door).into_response()
}
