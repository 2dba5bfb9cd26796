//! Photos of a talk: added as the bytes of a file, shown to their owner alone, removed.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::PhotoId;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};
use crate::web::site::Caller;

/// Largest file, in bytes: what a phone's camera makes, with room to spare.
pub(super) const LARGEST: usize = 10 * 1024 * 1024;

/// A photo that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct AddedPhoto {
    /// Its id.
    photo_id: PhotoId,
}

/// Takes a JPEG, PNG or WebP file as a photo of the talk; what the camera hid in it is left out.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/photos", params(("id" = uuid::Uuid, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 201, body = AddedPhoto),
    (status = 413, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn add(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    caller: Caller,
    file: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<AddedPhoto>), ApiError> {
    let heavy = || {
        let most = (LARGEST / (1024 * 1024)).to_string();
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "photo_heavy", locale).with("n", most)
    };
    let file = file.map_err(|_| heavy())?;
    let added = state.service.add_photo(&access, file.to_vec(), caller.address).await;
    let photo_id = added.map_err(|error| ApiError::service(&error, locale))?;
    Ok((StatusCode::CREATED, Json(AddedPhoto { photo_id })))
}

/// Shows a photo.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/photos/{photo}",
    params(("id" = uuid::Uuid, Path), ("photo" = uuid::Uuid, Path)), responses(
    (status = 200, content_type = "image/jpeg"),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn show(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    Path(ids): Path<(Uuid, Uuid)>,
) -> Result<Response, ApiError> {
    let photo = state.service.photo(&access, PhotoId(ids.1)).await;
    let photo = photo.map_err(|error| ApiError::service(&error, locale))?;
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, max-age=3600"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, photo.jpeg).into_response())
}

/// Removes a photo.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}/photos/{photo}",
    params(("id" = uuid::Uuid, Path), ("photo" = uuid::Uuid, Path)), responses(
    (status = 204, description = "It is gone"),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn remove(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    Path(ids): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, ApiError> {
    let removed = state.service.remove_photo(&access, PhotoId(ids.1)).await;
    removed.map_err(|error| ApiError::service(&error, locale))?;
    Ok(StatusCode::NO_CONTENT)
}
