//! A copy of everything that is kept of a talk, and its deletion.

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::IntoResponse;

use crate::domain::Erasure;
use crate::service::rights::OwnCopy;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};

/// A copy of everything.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/copy", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = OwnCopy)
), security(("owner_token" = [])))]
pub(in crate::web) async fn copy(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<impl IntoResponse, ApiError> {
    let copy = state.service.own_copy(&access).await.map_err(|error| ApiError::service(&error, locale))?;
    let name = format!("attachment; filename=\"yiguan-{}.json\"", access.conversation().case_code);
    Ok(([(CONTENT_DISPOSITION, name)], Json(copy)))
}

/// Deletes the talk for good; what is left is the receipt.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = Erasure),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn erase(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<Json<Erasure>, ApiError> {
    state.service.erase(&access).await.map(Json).map_err(|error| ApiError::service(&error, locale))
}
