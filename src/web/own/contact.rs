//! A phone number for the translator: left with consent, taken back at any time.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::service::rights::ContactView;
use crate::web::WebState;
use crate::web::extract::{JsonBody, Language};
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};

/// A number and what its owner agreed to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ContactRequest {
    /// The number.
    phone: String,
    /// The owner agreed that the named recipient gets it.
    agreed: bool,
}

/// Leaves a phone number.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/contact", params(("id" = uuid::Uuid, Path)), request_body = ContactRequest,
    responses(
    (status = 200, body = ContactView),
    (status = 403, description = "Without consent", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The talk was not handed over", body = Problem,
        content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn give(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    JsonBody(request): JsonBody<ContactRequest>,
) -> Result<Json<ContactView>, ApiError> {
    let given = state.service.give_contact(&access, &request.phone, request.agreed).await;
    given.map(Json).map_err(|error| ApiError::service(&error, locale))
}

/// Takes the number back.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}/contact", params(("id" = uuid::Uuid, Path)), responses(
    (status = 204, description = "No number is kept")
), security(("owner_token" = [])))]
pub(in crate::web) async fn take_back(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<StatusCode, ApiError> {
    let taken = state.service.take_back_contact(&access).await;
    taken.map_err(|error| ApiError::service(&error, locale))?;
    Ok(StatusCode::NO_CONTENT)
}
