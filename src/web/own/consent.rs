//! The owner's consent that others may learn from the case.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::service::review::CaseConsent;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};

/// Agrees that the case, without what names the company, may be shown to other owners.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/consent", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = CaseConsent),
    (status = 409, description = "Nothing was released yet", body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn give(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<Json<CaseConsent>, ApiError> {
    let given = state.service.give_case_consent(&access).await;
    given.map(Json).map_err(|error| ApiError::service(&error, locale))
}

/// Takes the consent back.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}/consent", params(("id" = uuid::Uuid, Path)), responses(
    (status = 204, description = "No consent stands")
), security(("owner_token" = [])))]
pub(in crate::web) async fn withdraw(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<StatusCode, ApiError> {
    let withdrawn = state.service.withdraw_case_consent(&access).await;
    withdrawn.map_err(|error| ApiError::service(&error, locale))?;
    Ok(StatusCode::NO_CONTENT)
}
