//! A recording in, its text out: to be read and mended before it is sent as a message.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};
use crate::web::site::Caller;

/// Largest recording, in bytes: a minute as browsers make it.
pub(super) const LARGEST: usize = 3 * 1024 * 1024;

/// What was said.
#[derive(Serialize, ToSchema)]
pub(in crate::web) struct Heard {
    /// The text.
    text: String,
}

/// Turns a recording into text; it is not kept.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/speech", params(("id" = uuid::Uuid, Path)),
    request_body(content = Vec<u8>, content_type = "audio/webm"), responses(
    (status = 200, body = Heard),
    (status = 404, description = "No endpoint is configured", body = Problem,
        content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 502, description = "It was not understood", body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn listen(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    caller: Caller,
    headers: HeaderMap,
    audio: Result<Bytes, BytesRejection>,
) -> Result<Json<Heard>, ApiError> {
    let heavy = |_| ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "speech_heavy", locale);
    let audio = audio.map_err(heavy)?.to_vec();
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let heard = state.service.transcribe(&access, (audio, kind), caller.address).await;
    heard.map(|text| Json(Heard { text })).map_err(|error| ApiError::service(&error, locale))
}
