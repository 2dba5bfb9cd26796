//! The page behind a one-time link: sets a password. Looking at it uses nothing up, for chat programs look at links too.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;

use super::form::Sent;
use super::guard::FromHere;
use super::render::{refused_by, render};
use crate::domain::{Locale, Staff};
use crate::service::ServiceError;
use crate::service::staff::StaffError;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct NewPasswordForm {
    password: String,
    again: String,
}

/// The form.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Path(token): Path<String>,
) -> Response {
    match state.service.gate().staff_of_link(&token).await {
        Ok(staff) => form(&token, &staff, None, locale),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Sets the password; then there is something to sign in with.
pub(super) async fn set(
    State(state): State<WebState>,
    Language(locale): Language,
    Path(token): Path<String>,
    _: FromHere,
    Sent(sent): Sent<NewPasswordForm>,
) -> Response {
    let gate = state.service.gate();
    let words = if sent.password == sent.again {
        match gate.use_link(&token, &sent.password).await {
            Ok(_) => return Redirect::to("/staff/sign-in?done=password").into_response(),
            Err(error @ ServiceError::Staff(StaffError::Password(_))) => ApiError::service(&error, locale),
            Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
        }
    } else {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "password_differs", locale)
    };
    match gate.staff_of_link(&token).await {
        Ok(staff) => (words.status(), form(&token, &staff, Some(&words), locale)).into_response(),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn form(token: &str, staff: &Staff, error: Option<&ApiError>, locale: Locale) -> Response {
    let context = context! {
        token,
        login => staff.login.as_str(),
        name => staff.name.as_str(),
        error => error.map(ApiError::words),
    };
    render("staff/link.html", context, locale)
}
