//! One's own account: password, authenticator app, and where one is signed in.

use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use secrecy::SecretString;
use serde::Deserialize;

use super::allowed::Visitor;
use super::cookie::Kept;
use super::form::Sent;
use super::render::{moment, refused_by, render_for};
use super::sign_in::out;
use crate::domain::{Locale, Role, Session};
use crate::service::ServiceError;
use crate::service::staff::{Account, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;

/// Smallest width of the QR code, in pixels.
const WIDTH: u32 = 200;

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// A new password.
#[derive(Deserialize)]
pub(super) struct PasswordForm {
    old: SecretString,
    password: String,
    again: String,
}

/// A password, and a code where one is asked for.
#[derive(Deserialize)]
pub(super) struct ConfirmForm {
    password: SecretString,
    #[serde(default)]
    code: String,
}

/// The account.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
    Query(coming): Query<Coming>,
) -> Response {
    let known = ["password", "totp_on", "totp_off"];
    let done = coming.done.filter(|done| known.contains(&done.as_str()));
    show(&state, &who, locale, context! { done, wrong => () }).await
}

/// Sets a new password; the session goes on under a new secret.
pub(super) async fn password(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
    headers: HeaderMap,
    Sent(form): Sent<PasswordForm>,
) -> Response {
    if form.password != form.again {
        let error = ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "password_differs", locale);
        return again(&state, &who, locale, "password", &error).await;
    }
    match state.service.gate().change_password(&who, form.old, &form.password).await {
        Ok(opened) => {
            let cookie = Kept::Session.set(&state, &headers, &opened.token);
            (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to("/staff/account?done=password")).into_response()
        }
        Err(error) => failed(&state, &who, locale, "password", &error).await,
    }
}

/// Draws a secret for an app.
pub(super) async fn propose(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
) -> Response {
    match state.service.gate().propose_totp(&who).await {
        Ok(()) => Redirect::to("/staff/account#totp").into_response(),
        Err(error) => failed(&state, &who, locale, "totp", &error).await,
    }
}

/// Asks for codes from now on.
pub(super) async fn confirm(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
    Sent(form): Sent<ConfirmForm>,
) -> Response {
    match state.service.gate().confirm_totp(&who, form.password, &form.code).await {
        Ok(()) => Redirect::to("/staff/account?done=totp_on").into_response(),
        Err(error) => failed(&state, &who, locale, "totp", &error).await,
    }
}

/// Asks for codes no more.
pub(super) async fn clear(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
    Sent(form): Sent<ConfirmForm>,
) -> Response {
    match state.service.gate().clear_totp(&who, form.password).await {
        Ok(()) => Redirect::to("/staff/account?done=totp_off").into_response(),
        Err(error) => failed(&state, &who, locale, "totp", &error).await,
    }
}

/// Ends every session.
pub(super) async fn everywhere(
    State(state): State<WebState>,
    Language(locale): Language,
    Visitor(who): Visitor,
    headers: HeaderMap,
) -> Response {
    match state.service.gate().sign_out_everywhere(&who).await {
        Ok(()) => out(&state, &headers, "everywhere"),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// What somebody can mend stands beside the form; anything else is a page of its own.
async fn failed(state: &WebState, who: &SignedIn, locale: Locale, form: &str, error: &ServiceError) -> Response {
    let words = ApiError::service(error, locale);
    if matches!(error, ServiceError::Staff(_)) {
        again(state, who, locale, form, &words).await
    } else {
        refused_by(&words, locale)
    }
}

async fn again(state: &WebState, who: &SignedIn, locale: Locale, form: &str, error: &ApiError) -> Response {
    let page = show(state, who, locale, context! { done => (), wrong => form, error => error.words() }).await;
    (error.status(), page).into_response()
}

async fn show(state: &WebState, who: &SignedIn, locale: Locale, more: Value) -> Response {
    match state.service.gate().account(who).await {
        Ok(account) => {
            let context = context! { ..more, ..view(&account, who) };
            render_for(who, "/staff/account", "staff/account.html", context, locale)
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn view(account: &Account, who: &SignedIn) -> Value {
    let roles: Vec<&str> = account.staff.roles.iter().map(|role| Role::name(*role)).collect();
    let session = |session: &Session| {
        context! {
            began => moment(session.created_at),
            seen => moment(session.seen_at),
            ends => moment(session.expires_at),
            this => session.hash == who.session().hash,
        }
    };
    let proposal = account.proposal.as_ref().map(|proposal| {
        context! { secret => grouped(&proposal.secret), picture => picture(&proposal.address) }
    });
    context! {
        login => account.staff.login.as_str(),
        name => account.staff.name.as_str(),
        area => account.staff.area.as_deref(),
        roles,
        has_password => account.has_password,
        totp => account.totp,
        joined => account.joined,
        proposal,
        sessions => account.sessions.iter().map(session).collect::<Vec<_>>(),
    }
}

/// Four letters at a time are typed without a mistake.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// The QR code as a part of the page; nothing when it cannot be drawn, the secret can be typed.
fn picture(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::M).ok()?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(WIDTH, WIDTH).build();
    // A picture within a page begins with its element.
    picture.find("<svg").map(|begin| picture[begin..].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_an_element_without_styles_of_its_own() {
        let picture = picture("otpauth://totp/x?secret=AAAA").unwrap();
        assert!(picture.starts_with("<svg") && !picture.contains("style="), "{picture}");
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
