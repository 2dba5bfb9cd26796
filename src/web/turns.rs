//! Begins a turn, shows it, streams its events, stops it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use utoipa::ToSchema;

use super::WebState;
use super::extract::{Bearer, Id, IdempotencyKey, JsonBody, Language};
use super::problem::{ApiError, Problem};
use super::stream;
use crate::domain::{ConversationId, OwnerMessage, TurnEvent, TurnId};
use crate::service::conversation::TurnView;

/// What a turn begins with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TurnRequest {
    /// The owner's words, 1 to 4,000 characters.
    message: String,
}

/// A turn that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StartedTurn {
    /// Its id; the same for the same idempotency key.
    turn_id: TurnId,
}

/// Takes a message as the next turn.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/turns", request_body = TurnRequest,
    params(("id" = uuid::Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses(
        (status = 202, body = StartedTurn),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    ), security(("owner_token" = [])))]
pub(super) async fn start(
    State(state): State<WebState>,
    Language(locale): Language,
    Id(id): Id,
    Bearer(token): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody(request): JsonBody<TurnRequest>,
) -> Result<(StatusCode, Json<StartedTurn>), ApiError> {
    let message = OwnerMessage::parse(&request.message).map_err(|error| ApiError::message(error, locale))?;
    let service = &state.service;
    let access = service.authorize(ConversationId(id), &token).await.map_err(|e| ApiError::service(&e, locale))?;
    let turn = service.start_turn(&access, &message, key).await;
    let turn_id = turn.map_err(|error| ApiError::service(&error, locale))?;
    Ok((StatusCode::ACCEPTED, Json(StartedTurn { turn_id })))
}

/// Shows a turn.
#[utoipa::path(get, path = "/api/v1/turns/{id}", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = TurnView),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(super) async fn show(
    State(state): State<WebState>,
    Language(locale): Language,
    Id(id): Id,
    Bearer(token): Bearer,
) -> Result<Json<TurnView>, ApiError> {
    let opened = state.service.authorize_turn(TurnId(id), &token).await;
    let (_, turn) = opened.map_err(|error| ApiError::service(&error, locale))?;
    Ok(Json(turn.into()))
}

/// Streams a turn's events, from the beginning or from behind `Last-Event-ID`.
#[utoipa::path(get, path = "/api/v1/turns/{id}/events",
    params(("id" = uuid::Uuid, Path), ("Last-Event-ID" = Option<u32>, Header)),
    responses(
        (status = 200, body = TurnEvent, content_type = "text/event-stream"),
        (status = 404, body = Problem, content_type = "application/problem+json")
    ), security(("owner_token" = [])))]
pub(super) async fn events(
    State(state): State<WebState>,
    Language(locale): Language,
    Id(id): Id,
    Bearer(token): Bearer,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let opened = state.service.authorize_turn(TurnId(id), &token).await;
    let (_, turn) = opened.map_err(|error| ApiError::service(&error, locale))?;
    let events = state.service.follow_turn(turn, stream::last_event(&headers));
    Ok(stream::respond(events, Map::new()))
}

/// Stops a turn; one that has ended stays as it is.
#[utoipa::path(post, path = "/api/v1/turns/{id}/stop", params(("id" = uuid::Uuid, Path)), responses(
    (status = 202, description = "It will end with `turn.finished`"),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(super) async fn stop(
    State(state): State<WebState>,
    Language(locale): Language,
    Id(id): Id,
    Bearer(token): Bearer,
) -> Result<StatusCode, ApiError> {
    let opened = state.service.authorize_turn(TurnId(id), &token).await;
    let (_, turn) = opened.map_err(|error| ApiError::service(&error, locale))?;
    state.service.stop_turn(&turn);
    Ok(StatusCode::ACCEPTED)
}
