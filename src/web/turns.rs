//! Begins a turn, shows it, streams its events, stops it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use utoipa::ToSchema;

use super::WebState;
use super::extract::{IdempotencyKey, JsonBody, Language};
use super::owner::{OwnConversation, OwnTurn};
use super::problem::{ApiError, Problem};
use super::site::{Caller, limit_headers};
use super::stream;
use crate::domain::{OwnerMessage, PhotoId, TurnEvent, TurnId};
use crate::service::conversation::TurnView;
use crate::service::turn::Said;

/// What a turn begins with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TurnRequest {
    /// The owner's words, 1 to 4,000 characters.
    message: String,
    /// The key of the line of the read-back card that the message stands in place of.
    corrects: Option<String>,
    /// Photos that were added and come with the message.
    #[serde(default)]
    photos: Vec<PhotoId>,
    /// The owner says that no face, no paper and no customer's name is on the photos: a model may see them.
    #[serde(default)]
    cleared: bool,
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
    OwnConversation(access): OwnConversation,
    IdempotencyKey(key): IdempotencyKey,
    caller: Caller,
    JsonBody(request): JsonBody<TurnRequest>,
) -> Result<(StatusCode, HeaderMap, Json<StartedTurn>), ApiError> {
    let message = OwnerMessage::parse(&request.message).map_err(|error| ApiError::message(error, locale))?;
    let said = Said {
        message,
        correction: request.corrects,
        key,
        photos: request.photos,
        cleared: request.cleared,
        address: caller.address,
    };
    let turn = state.service.start_turn(&access, said).await;
    let turn = turn.map_err(|error| ApiError::service(&error, locale))?;
    let headers = turn.allowance.map(limit_headers).unwrap_or_default();
    Ok((StatusCode::ACCEPTED, headers, Json(StartedTurn { turn_id: turn.id })))
}

/// Shows a turn.
#[utoipa::path(get, path = "/api/v1/turns/{id}", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = TurnView),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(super) async fn show(OwnTurn(turn): OwnTurn) -> Json<TurnView> {
    Json(turn.into())
}

/// Streams a turn's events, from the beginning or from behind `Last-Event-ID`.
#[utoipa::path(get, path = "/api/v1/turns/{id}/events",
    params(("id" = uuid::Uuid, Path), ("Last-Event-ID" = Option<u32>, Header)),
    responses(
        (status = 200, body = TurnEvent, content_type = "text/event-stream"),
        (status = 404, body = Problem, content_type = "application/problem+json")
    ), security(("owner_token" = [])))]
pub(super) async fn events(State(state): State<WebState>, OwnTurn(turn): OwnTurn, headers: HeaderMap) -> Response {
    let events = state.service.follow_turn(turn, stream::last_event(&headers));
    stream::respond(events, Map::new())
}

/// Stops a turn; one that has ended stays as it is.
#[utoipa::path(post, path = "/api/v1/turns/{id}/stop", params(("id" = uuid::Uuid, Path)), responses(
    (status = 202, description = "It will end with `turn.finished`"),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(super) async fn stop(State(state): State<WebState>, OwnTurn(turn): OwnTurn) -> StatusCode {
    state.service.stop_turn(&turn);
    StatusCode::ACCEPTED
}
