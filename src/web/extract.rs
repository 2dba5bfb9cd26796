//! Takes requests apart: body, bearer token, language, idempotency key, ids; each refusal says what to send instead.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::WebState;
use super::problem::ApiError;
use crate::domain::Locale;

/// The longest idempotency key, in characters.
const KEY_MAX: usize = 128;

/// The caller's language by `Accept-Language`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Language(pub(super) Locale);

impl Language {
    /// The language that the headers ask for.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let tag = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self(tag.map(Locale::from_tag).unwrap_or_default())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.headers))
    }
}

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<WebState> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, ApiError> {
        let Language(locale) = Language::of(request.headers());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_type", locale));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| {
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", locale).with("max", state.body_bytes.to_string())
        })?;
        if std::str::from_utf8(&body).is_err() {
            return Err(ApiError::new(StatusCode::BAD_REQUEST, "not_utf8", locale));
        }
        parse(&body)
            .map(Self)
            .map_err(|detail| ApiError::new(StatusCode::BAD_REQUEST, "bad_json", locale).with("detail", detail))
    }
}

/// The body as a value; the error names the field and the place, never the value, which may be an owner's words.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (line, column) = (error.inner().line(), error.inner().column());
        let kind = match error.inner().classify() {
            serde_json::error::Category::Data => "wrong type or missing field",
            _ => "not JSON",
        };
        format!("{kind}, field {}, line {line}, column {column}", error.path())
    })?;
    json.end().map_err(|error| format!("not JSON, line {}, column {}", error.line(), error.column()))?;
    Ok(value)
}

/// The owner's token.
pub(super) struct Bearer(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Bearer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Language(locale) = Language::of(&parts.headers);
        bearer(&parts.headers).map(Self).ok_or_else(|| ApiError::new(StatusCode::UNAUTHORIZED, "no_token", locale))
    }
}

/// The bearer token of a request, when it has one.
pub(super) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer "))?.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

/// The client's key for a turn, when it sends one.
pub(super) struct IdempotencyKey(pub(super) Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Language(locale) = Language::of(&parts.headers);
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key = value.to_str().ok().map(str::trim).filter(|key| (1..=KEY_MAX).contains(&key.len()));
        let refused = || ApiError::new(StatusCode::BAD_REQUEST, "bad_key", locale).with("max", KEY_MAX.to_string());
        Ok(Self(Some(key.ok_or_else(refused)?.to_owned())))
    }
}

/// The id in the path.
pub(super) struct Id(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Language(locale) = Language::of(&parts.headers);
        // The first id of a path names what the others belong to.
        let path = RawPathParams::from_request_parts(parts, state).await.ok();
        let first = path.as_ref().and_then(|path| path.iter().next()).and_then(|(_, id)| id.parse().ok());
        first.map(Self).ok_or_else(|| ApiError::new(StatusCode::BAD_REQUEST, "bad_id", locale).with("detail", "UUID"))
    }
}
