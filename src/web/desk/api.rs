//! The review for programs and for the desk's scripts: the queue, a case, and every action on it, by version.

use axum::extract::{Path, State};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::review::{Action, Block, Step};
use crate::domain::{ConversationId, Locale, ReviewState, Translate};
use crate::web::WebState;
use crate::web::extract::{JsonBody, Language};
use crate::web::problem::{ApiError, Problem};
use crate::web::staff::allowed::Allowed;

/// The routes below `/api`.
pub(in crate::web) fn routes() -> Router<WebState> {
    Router::new()
        .route("/v1/reviews/{id}", get(show))
        .route("/v1/reviews/{id}/actions", post(act))
        .route("/v1/reviews/{id}/lease", post(renew))
}

/// What came of an action.
#[derive(Serialize, ToSchema)]
struct Done {
    /// The version now: the next write names it.
    version: u32,
    /// How far the case is.
    state: ReviewState,
    /// What was written into the history.
    step: Step,
    /// What stands in the way of an approval now.
    blocks: Vec<Block>,
}

/// A case under review; `ETag` is its version.
#[utoipa::path(get, path = "/api/v1/reviews/{id}", params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The case"),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("staff_session" = [])))]
pub(in crate::web) async fn show(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Path(id): Path<Uuid>,
) -> Result<Response, ApiError> {
    let case = state.service.open_review(&may, ConversationId(id)).await;
    let case = case.map_err(|error| ApiError::service(&error, locale))?;
    Ok((etag(case.version), Json(case)).into_response())
}

/// Does something with a case, on the version of it that `If-Match` names.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/actions", params(("id" = Uuid, Path)), request_body = Action, responses(
    (status = 200, body = Done),
    (status = 403, description = "Not with this account, or somebody else has the case", body = Problem,
        content_type = "application/problem+json"),
    (status = 409, description = "Not in this state", body = Problem, content_type = "application/problem+json"),
    (status = 412, description = "Somebody has written meanwhile; `steps` says what", body = Problem,
        content_type = "application/problem+json"),
    (status = 422, description = "Something is missing; for an approval `blocks` says what", body = Problem,
        content_type = "application/problem+json"),
    (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json")
), security(("staff_session" = [])))]
pub(in crate::web) async fn act(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    JsonBody(action): JsonBody<Action>,
) -> Result<Response, ApiError> {
    let seen = version(&headers, locale)?;
    let id = ConversationId(id);
    let changed = state.service.act_on_review(&may, id, seen, &action).await;
    let changed = changed.map_err(|error| ApiError::service(&error, locale))?;
    let case = state.service.open_review(&may, id).await.map_err(|error| ApiError::service(&error, locale))?;
    let done =
        Done { version: changed.review.version, state: changed.review.state, step: changed.step, blocks: case.blocks };
    Ok((etag(done.version), Json(done)).into_response())
}

/// A sign of life: the case stays with who has it.
pub(in crate::web) async fn renew(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Path(id): Path<Uuid>,
) -> Result<Response, ApiError> {
    let review = state.service.renew_review(&may, ConversationId(id)).await;
    let review = review.map_err(|error| ApiError::service(&error, locale))?;
    Ok((etag(review.version), StatusCode::NO_CONTENT).into_response())
}

fn etag(version: u32) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        headers.insert(ETAG, tag);
    }
    headers
}

/// The version that a write was made on.
pub(in crate::web) fn version(headers: &HeaderMap, locale: Locale) -> Result<u32, ApiError> {
    let named = headers.get(IF_MATCH).and_then(|tag| tag.to_str().ok()).map(|tag| tag.trim_matches('"').parse());
    match named {
        Some(Ok(version)) => Ok(version),
        // A tag that is none of ours matches nothing.
        Some(Err(_)) => Ok(u32::MAX),
        None => Err(ApiError::new(StatusCode::PRECONDITION_REQUIRED, "no_version", locale)),
    }
}
