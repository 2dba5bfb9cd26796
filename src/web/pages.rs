//! The pages and their scripts and styles, compiled into the binary, and the messages that they show.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use super::extract::Language;
use super::problem::ApiError;
use crate::domain::Locale;
use crate::messages;

#[derive(RustEmbed)]
#[folder = "web"]
struct Files;

/// The chat page.
pub(super) async fn index(language: Language, headers: HeaderMap) -> Response {
    serve("pages/index.html", language, &headers)
}

/// A script, a style or a picture of a page.
pub(super) async fn asset(language: Language, headers: HeaderMap, Path(path): Path<String>) -> Response {
    serve(&format!("assets/{path}"), language, &headers)
}

fn serve(path: &str, Language(locale): Language, headers: &HeaderMap) -> Response {
    let Some(file) = Files::get(path) else {
        return ApiError::new(StatusCode::NOT_FOUND, "not_found", locale).into_response();
    };
    let tag = tag(&file);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let kind = content_type(path);
    // Checked with the tag on every load: after an update a page never runs yesterday's scripts.
    let headers =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CACHE_CONTROL, "no-cache".to_owned()), (header::ETAG, tag)];
    (headers, file.data.into_owned()).into_response()
}

fn tag(file: &EmbeddedFile) -> String {
    format!("\"{}\"", hex::encode(&file.metadata.sha256_hash()[..12]))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" | "webmanifest" => "application/json",
        _ => "application/octet-stream",
    }
}

/// Which language of the catalogue.
#[derive(Debug, Deserialize)]
pub(super) struct MessagesQuery {
    locale: Option<String>,
}

/// Every message of the catalogue in one language, by `section.name`.
#[utoipa::path(get, path = "/api/v1/messages", params(("locale" = Option<Locale>, Query)), responses(
    (status = 200, body = std::collections::BTreeMap<String, String>)
))]
pub(super) async fn messages(
    Language(language): Language,
    Query(query): Query<MessagesQuery>,
) -> Json<std::collections::BTreeMap<String, String>> {
    Json(messages::in_language(query.locale.as_deref().map_or(language, Locale::from_tag)))
}
