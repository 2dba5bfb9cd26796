//! The pages and their scripts and styles, and the messages that they show.

use axum::Json;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::assets::assets;
use super::extract::Language;
use super::problem::ApiError;
use crate::domain::Locale;
use crate::messages;

/// What an address that changes with its contents may be kept for: a year.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Asked for on every load: after an update a page never runs yesterday's scripts.
const ASKED: &str = "no-cache";

/// The chat page.
pub(super) async fn index(language: Language, headers: HeaderMap) -> Response {
    serve("pages/index.html", ASKED, language, &headers)
}

/// A style or a picture of a page.
pub(super) async fn asset(language: Language, headers: HeaderMap, Path(path): Path<String>) -> Response {
    serve(&format!("assets/{path}"), ASKED, language, &headers)
}

/// The loader of the widget, at an address that pages can name for years.
pub(super) async fn loader(language: Language, headers: HeaderMap) -> Response {
    serve("widget/v1.js", ASKED, language, &headers)
}

/// A module or a style of the widget, below the name of the build.
pub(super) async fn module(
    language: Language,
    headers: HeaderMap,
    Path((build, path)): Path<(String, String)>,
) -> Response {
    // A page that was loaded before an update gets today's modules rather than none.
    let keep = if build == assets().build { FOR_EVER } else { ASKED };
    serve(&format!("widget/{path}"), keep, language, &headers)
}

/// A script or a style of a folder of `web/`, below the name of the build; templates are not sent.
pub(super) fn built(folder: &str, build: &str, file: &str, language: Language, headers: &HeaderMap) -> Response {
    let keep = if build == assets().build { FOR_EVER } else { ASKED };
    let ending = file.rsplit('.').next().unwrap_or_default();
    let path = if matches!(ending, "js" | "css") { format!("{folder}/{file}") } else { String::new() };
    serve(&path, keep, language, headers)
}

fn serve(path: &str, keep: &'static str, Language(locale): Language, headers: &HeaderMap) -> Response {
    let Some(asset) = assets().get(path) else {
        return ApiError::new(StatusCode::NOT_FOUND, "not_found", locale).into_response();
    };
    let mut sent = HeaderMap::new();
    sent.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(tag) = HeaderValue::from_str(&asset.tag) {
        sent.insert(header::ETAG, tag);
    }
    if !path.starts_with("pages/") {
        // Scripts and styles hold nothing of anyone's: pages that embed the widget load them as modules.
        sent.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        sent.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    }
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == asset.tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, sent).into_response();
    }
    sent.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    (sent, asset.body.as_slice()).into_response()
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

/// Which part of the catalogue.
#[derive(Debug, Deserialize)]
pub(super) struct MessagesQuery {
    locale: Option<String>,
    sections: Option<String>,
}

/// The messages of the catalogue in one language, by `section.name`; those of some sections (`page,error`) or all.
#[utoipa::path(get, path = "/api/v1/messages", params(("locale" = Option<Locale>, Query), ("sections" = Option<String>, Query)), responses(
    (status = 200, body = std::collections::BTreeMap<String, String>)
))]
pub(super) async fn messages(
    Language(language): Language,
    Query(query): Query<MessagesQuery>,
) -> Json<std::collections::BTreeMap<String, String>> {
    let mut all = messages::in_language(query.locale.as_deref().map_or(language, Locale::from_tag));
    if let Some(sections) = &query.sections {
        let wanted: Vec<&str> = sections.split(',').map(str::trim).collect();
        all.retain(|key, _| key.split('.').next().is_some_and(|section| wanted.contains(&section)));
    }
    Json(all)
}
