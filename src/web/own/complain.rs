//! Complaints: by anyone, about a talk or not.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::{Complaint, ConversationId};
use crate::web::WebState;
use crate::web::extract::{JsonBody, Language, bearer};
use crate::web::problem::{ApiError, Problem};
use crate::web::site::Caller;

/// A complaint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ComplaintRequest {
    /// What is complained of, 1 to 2,000 characters.
    text: String,
    /// The conversation that it is about; its token must come along.
    conversation_id: Option<Uuid>,
    /// The site that the page belongs to.
    site: Option<String>,
}

/// Takes a complaint: the answer names its number and the day by which it is answered.
#[utoipa::path(post, path = "/api/v1/complaints", request_body = ComplaintRequest, responses(
    (status = 201, body = Complaint),
    (status = 422, body = Problem, content_type = "application/problem+json")
), security((), ("owner_token" = [])))]
pub(in crate::web) async fn complain(
    State(state): State<WebState>,
    Language(locale): Language,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(request): JsonBody<ComplaintRequest>,
) -> Result<(StatusCode, Json<Complaint>), ApiError> {
    caller.site(&state, request.site.as_deref(), locale).await?;
    let about = match (request.conversation_id, bearer(&headers)) {
        (Some(id), Some(token)) => {
            let opened = state.service.authorize(ConversationId(id), &token).await;
            Some(opened.map_err(|error| ApiError::service(&error, locale))?.conversation().id)
        }
        _ => None,
    };
    let complaint = state.service.complain(about, &request.text, caller.address).await;
    let complaint = complaint.map_err(|error| ApiError::service(&error, locale))?;
    Ok((StatusCode::CREATED, Json(complaint)))
}
