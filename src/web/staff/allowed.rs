//! Opens a handler to whoever is signed in and has a right; a form must come from a page of the same session.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::cookie::Kept;
use super::guard;
use super::render::refused_by;
use crate::domain::{Locale, Right};
use crate::service::ServiceError;
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;

/// Somebody signed in, whatever they may do.
pub(in crate::web) struct Visitor(pub(in crate::web) SignedIn);

/// Somebody signed in who has the right `R`.
pub(in crate::web) struct Allowed<R: Right>(pub(in crate::web) May<R>, pub(in crate::web) SignedIn);

impl FromRequestParts<WebState> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let language = Language::of(&parts.headers);
        let api = is_api(parts);
        let signed_in = match signed_in(parts, state).await {
            Ok(Some(signed_in)) => signed_in,
            Ok(None) => return Err(sign_in_first(parts, api, language.0)),
            Err(error) => return Err(refusal(&error, api, language.0)),
        };
        if !guard::is_own(parts, &signed_in) {
            return Err(guard::refuse(api, language));
        }
        Ok(Self(signed_in))
    }
}

impl<R: Right> FromRequestParts<WebState> for Allowed<R> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let Visitor(signed_in) = Visitor::from_request_parts(parts, state).await?;
        let Language(locale) = Language::of(&parts.headers);
        let may = signed_in.may::<R>().map_err(|error| refusal(&error, is_api(parts), locale))?;
        Ok(Self(may, signed_in))
    }
}

/// Who sent the request, when the session holds.
pub(super) async fn signed_in(parts: &Parts, state: &WebState) -> Result<Option<SignedIn>, ServiceError> {
    match Kept::Session.read(state, &parts.headers) {
        Some(token) => state.service.gate().signed_in(&token).await,
        None => Ok(None),
    }
}

/// The API answers with problems, pages with pages.
fn is_api(parts: &Parts) -> bool {
    let path = parts.extensions.get::<OriginalUri>().map_or(parts.uri.path(), |uri| uri.path());
    path.starts_with("/api/")
}

fn refusal(error: &ServiceError, api: bool, locale: Locale) -> Response {
    let error = ApiError::service(error, locale);
    if api { error.into_response() } else { refused_by(&error, locale) }
}

/// Pages lead to the door and from there back to where somebody wanted to go.
fn sign_in_first(parts: &Parts, api: bool, locale: Locale) -> Response {
    if api {
        return ApiError::new(StatusCode::UNAUTHORIZED, "not_signed_in", locale).into_response();
    }
    let wanted = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
    let wanted = wanted.path_and_query().map(PathAndQuery::as_str).filter(|path| local(path).is_some());
    // A form that was sent too late cannot be sent again by a link.
    let Some(wanted) = wanted.filter(|_| parts.method == Method::GET) else {
        return Redirect::to("/staff/sign-in").into_response();
    };
    let wanted: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    Redirect::to(&format!("/staff/sign-in?next={wanted}")).into_response()
}

/// A place to go on to after signing in: a page of staff and nothing else, whatever the address says.
pub(super) fn local(next: &str) -> Option<&str> {
    let rest = next.strip_prefix("/staff")?;
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (plain && (rest.is_empty() || rest.starts_with(['/', '?'])) && !rest.contains("..")).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_staff_are_gone_on_to() {
        for next in ["/staff", "/staff/queue?tab=mine&page=2", "/staff?x=1", "/staff/cases/K7QM-3XHD"] {
            assert_eq!(local(next), Some(next));
        }
        for next in [
            "",
            "/",
            "//evil.cn",
            "https://evil.cn",
            "/staffroom",
            "/staff\\evil.cn",
            "/staff/../x",
            "/staff/\r\nx",
            "staff",
        ] {
            assert_eq!(local(next), None, "{next}");
        }
    }
}
