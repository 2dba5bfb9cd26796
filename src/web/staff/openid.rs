//! To the identity provider and back.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;

use super::cookie::Kept;
use super::render::{refused_by, render};
use crate::service::ServiceError;
use crate::service::staff::{OpenIdTry, Opened, StaffError};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::site::base;

/// What the provider sends back.
#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
}

/// Sends a browser to the provider.
pub(super) async fn begin(State(state): State<WebState>, Language(locale): Language, headers: HeaderMap) -> Response {
    match state.service.gate().begin_openid(&back(&state, &headers)).await {
        Ok((address, kept)) => {
            let cookie = Kept::Provider.set(&state, &headers, &kept.to_text());
            (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&address)).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Takes whoever comes back.
pub(super) async fn finish(
    State(state): State<WebState>,
    Language(locale): Language,
    Query(answer): Query<Answer>,
    headers: HeaderMap,
) -> Response {
    let forget = Kept::Provider.remove(&state, &headers);
    match opened(&state, answer, &headers).await {
        Ok(opened) => {
            let cookie = Kept::Session.set(&state, &headers, &opened.token);
            // The session's cookie is sent from our own pages alone, and a redirect would still count as the provider's:
            // this page is ours and goes on by itself.
            let page = render("staff/forward.html", context! {}, locale);
            (AppendHeaders([(SET_COOKIE, cookie), (SET_COOKIE, forget)]), page).into_response()
        }
        Err(error) => {
            let page = refused_by(&ApiError::service(&error, locale), locale);
            (AppendHeaders([(SET_COOKIE, forget)]), page).into_response()
        }
    }
}

async fn opened(state: &WebState, answer: Answer, headers: &HeaderMap) -> Result<Opened, ServiceError> {
    let kept = Kept::Provider.read(state, headers).and_then(|text| OpenIdTry::parse(&text));
    let kept = kept.ok_or(StaffError::StrayAnswer)?;
    // Without a code the provider says that it let nobody in.
    let code = answer.code.ok_or(StaffError::ProviderFailed)?;
    let came_back = answer.state.unwrap_or_default();
    state.service.gate().finish_openid(&back(state, headers), (code, &came_back), &kept).await
}

/// Where the provider sends people back to.
fn back(state: &WebState, headers: &HeaderMap) -> String {
    format!("{}/staff/openid/callback", base(state, headers))
}
