//! Searches the published knowledge in plain words.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WebState;
use super::extract::{JsonBody, Language};
use super::problem::{ApiError, Problem};
use crate::domain::{CaseHit, OwnerMessage, PolicyHit};
use crate::service::ServiceError;

/// Hits of each kind, at most.
const LIMIT_MAX: usize = 50;
const LIMIT: usize = 10;

/// What to look for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchQuery {
    /// A need in plain words, 1 to 4,000 characters.
    query: String,
    /// Hits of each kind: 1 to 50, 10 when left out.
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchAnswer {
    /// Cases, best first.
    cases: Vec<CaseHit>,
    /// Policies in force today, best first.
    policies: Vec<PolicyHit>,
}

/// Searches cases and policies in force.
#[utoipa::path(post, path = "/api/v1/search", request_body = SearchQuery, responses(
    (status = 200, body = SearchAnswer),
    (status = 422, body = Problem, content_type = "application/problem+json")
))]
pub(super) async fn search(
    State(state): State<WebState>,
    Language(locale): Language,
    JsonBody(query): JsonBody<SearchQuery>,
) -> Result<Json<SearchAnswer>, ApiError> {
    let words = OwnerMessage::parse(&query.query).map_err(|error| ApiError::message(error, locale))?;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let refused = |error: ServiceError| ApiError::service(&error, locale);
    let found = state.service.search(&words, limit).await.map_err(refused)?;
    Ok(Json(SearchAnswer { cases: found.cases, policies: found.policies }))
}
