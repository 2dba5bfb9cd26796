//! Whether a form was sent by our own page: what browsers say of where it comes from, and the token that only the page knows.

use axum::RequestExt;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use sha2::{Digest, Sha256};

use super::render::refused;
use crate::service::staff::SignedIn;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;

/// The field of a form and the header of a script that carry the token.
const FIELD: &str = "_csrf";
const HEADER: &str = "x-csrf-token";
/// As much of a form with a file is looked through for the token.
const BEGINNING: usize = 4_096;

/// The token that stood in a form.
#[derive(Debug, Clone)]
struct FormToken(String);

/// Reads the token out of a form before the handler gets it, which can then check it first.
pub(super) async fn form_token(request: Request, next: Next) -> Response {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if is_harmless(request.method()) {
        return next.run(request).await;
    }
    if kind.starts_with("multipart/form-data") {
        return next.run(with_token_of_parts(request).await).await;
    }
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return next.run(request).await;
    }
    let Language(locale) = Language::of(request.headers());
    let (mut parts, body) = request.with_limited_body().into_parts();
    // As large as any body may be: the limit stands around it.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "form_too_large", locale);
    };
    let token = url::form_urlencoded::parse(&bytes).find(|(name, _)| name == FIELD);
    if let Some((_, token)) = token {
        parts.extensions.insert(FormToken(token.into_owned()));
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// A form with a file carries the token in its first field: only the beginning is read, for the file may be long.
async fn with_token_of_parts(request: Request) -> Request {
    let (mut parts, body) = request.into_parts();
    let mut stream = body.into_data_stream();
    let mut begin: Vec<u8> = vec![];
    let mut broken = None;
    while begin.len() < BEGINNING {
        match stream.next().await {
            Some(Ok(piece)) => begin.extend_from_slice(&piece),
            Some(Err(error)) => broken = Some(error),
            None => break,
        }
        if broken.is_some() || token_in(&begin).is_some() {
            break;
        }
    }
    if let Some(token) = token_in(&begin) {
        parts.extensions.insert(FormToken(token));
    }
    let first = std::iter::once(Ok(Bytes::from(begin))).chain(broken.map(Err));
    let body = Body::from_stream(futures::stream::iter(first).chain(stream));
    Request::from_parts(parts, body)
}

/// The token in the beginning of a form with a file.
fn token_in(begin: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(begin);
    let (_, field) = text.split_once(&format!("name=\"{FIELD}\""))?;
    let (_, value) = field.split_once("\r\n\r\n")?;
    let (token, _) = value.split_once("\r\n")?;
    Some(token.to_owned())
}

/// A request that changes nothing.
fn is_harmless(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a request that changes something was sent by a page of this session.
pub(super) fn is_own(parts: &Parts, who: &SignedIn) -> bool {
    if is_harmless(&parts.method) {
        return true;
    }
    let header = parts.headers.get(HEADER).and_then(|value| value.to_str().ok());
    let field = parts.extensions.get::<FormToken>().map(|FormToken(token)| token.as_str());
    let right = header.or(field).is_some_and(|token| same(token, who.csrf()));
    right && from_here(&parts.headers)
}

/// Whether what a browser says of a request's origin speaks for our own page. A caller that is no browser says nothing, and
/// has no cookie of anybody's that it could misuse.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // Browsers send the first over TLS and to this machine, the second with every form.
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let authority = text(ORIGIN.as_str()).map(|origin| origin.split_once("://").map(|(_, authority)| authority));
    authority.is_none_or(|authority| authority.is_some() && authority == text(HOST.as_str()))
}

/// Hashes are compared, so the time that takes tells nothing of the token.
fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

/// A form that needs no session was sent by a page of ours.
pub(super) struct FromHere;

impl FromRequestParts<WebState> for FromHere {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Response> {
        let Language(locale) = Language::of(&parts.headers);
        if from_here(&parts.headers) { Ok(Self) } else { Err(refused(StatusCode::FORBIDDEN, "foreign_form", locale)) }
    }
}

/// The answer to a request without its token.
pub(super) fn refuse(api: bool, Language(locale): Language) -> Response {
    if api {
        return ApiError::new(StatusCode::FORBIDDEN, "foreign_form", locale).into_response();
    }
    refused(StatusCode::FORBIDDEN, "foreign_form", locale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_says_of_the_origin_counts() {
        let told = |pairs: &[(&'static str, &'static str)]| {
            from_here(&pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect())
        };
        let host = ("host", "yiguan.cn");
        assert!(told(&[host]));
        assert!(told(&[host, ("sec-fetch-site", "same-origin")]));
        assert!(told(&[host, ("origin", "https://yiguan.cn")]));
        for site in ["same-site", "cross-site", "none"] {
            assert!(!told(&[host, ("sec-fetch-site", site), ("origin", "https://yiguan.cn")]), "{site}");
        }
        for origin in ["null", "https://evil.cn", "https://yiguan.cn.evil.cn", "https://yiguan.cn:8443"] {
            assert!(!told(&[host, ("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn the_token_of_a_form_with_a_file_is_its_first_field() {
        let form = "--x\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc\r\n--x\r\n";
        assert_eq!(token_in(form.as_bytes()).as_deref(), Some("abc"));
        assert_eq!(token_in(&form.as_bytes()[..55]), None);
        assert_eq!(token_in(b"--x\r\n\r\nabc\r\n"), None);
    }

    #[test]
    fn tokens_are_the_same_or_not() {
        assert!(same("ab", "ab") && !same("ab", "ac") && !same("", "ab"));
    }
}
