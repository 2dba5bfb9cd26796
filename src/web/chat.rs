//! The chat endpoint in one call: begins a conversation when none is named, takes the turn, waits or streams.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::WebState;
use super::extract::{IdempotencyKey, JsonBody, Language, bearer};
use super::problem::{ApiError, Problem};
use super::site::Caller;
use super::stream;
use crate::domain::{CaseCode, ConversationId, Locale, Outcome, OwnerMessage, Turn, TurnEvent, TurnId, TurnState};
use crate::service::ServiceError;
use crate::service::conversation::{Access, Hints};
use crate::service::turn::Said;

/// A message, and the conversation it belongs to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChatRequest {
    /// The owner's words, 1 to 4,000 characters.
    message: String,
    /// The conversation to go on with; a new one begins when left out.
    conversation_id: Option<Uuid>,
    /// The language of a new conversation.
    locale: Option<Locale>,
    /// The site of a new conversation; the installation's own pages need none.
    site: Option<String>,
}

/// What came of the message.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChatResponse {
    /// The conversation to go on with.
    conversation_id: ConversationId,
    /// The turn.
    turn_id: TurnId,
    /// The secret of a new conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_token: Option<String>,
    /// The short code of a new conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_code: Option<CaseCode>,
    /// How the turn ended.
    state: TurnState,
    /// The result; nothing when the turn was stopped.
    outcome: Option<Box<Outcome>>,
}

/// A conversation, opened or begun.
struct Opened {
    access: Access,
    owner_token: Option<String>,
}

/// Answers a message: as a stream for `Accept: text/event-stream`, else as one JSON answer.
#[utoipa::path(post, path = "/api/v1/chat", request_body = ChatRequest, responses(
    (status = 200, content((ChatResponse = "application/json"), (TurnEvent = "text/event-stream"))),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")
), security((), ("owner_token" = [])))]
pub(super) async fn chat(
    State(state): State<WebState>,
    Language(language): Language,
    IdempotencyKey(key): IdempotencyKey,
    caller: Caller,
    headers: HeaderMap,
    JsonBody(request): JsonBody<ChatRequest>,
) -> Result<Response, ApiError> {
    let locale = request.locale.unwrap_or(language);
    let refused = |error: ServiceError| ApiError::service(&error, locale);
    let message = OwnerMessage::parse(&request.message).map_err(|error| ApiError::message(error, locale))?;
    let opened = open(&state, &request, (&headers, &caller), locale).await?;
    let said = Said { message, correction: None, key, photos: vec![], cleared: false, address: caller.address };
    let turn_id = state.service.start_turn(&opened.access, said).await.map_err(refused)?.id;
    let turn = state.service.turn(&opened.access, turn_id).await.map_err(refused)?;
    if wants_stream(&headers) {
        return Ok(stream::respond(state.service.follow_turn(turn, 0), opened.introduction()));
    }
    wait(&state, turn, opened, locale).await
}

fn wants_stream(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|v| v.contains("text/event-stream"))
}

async fn open(
    state: &WebState,
    request: &ChatRequest,
    (headers, caller): (&HeaderMap, &Caller),
    locale: Locale,
) -> Result<Opened, ApiError> {
    let refused = |error: ServiceError| ApiError::service(&error, locale);
    let Some(id) = request.conversation_id else {
        let site = caller.site(state, request.site.as_deref(), locale).await?;
        let new =
            state.service.start_conversation(&site, locale, caller.address, Hints::default()).await.map_err(refused)?;
        return Ok(Opened { access: new.access, owner_token: Some(new.owner_token) });
    };
    let token = bearer(headers).ok_or_else(|| ApiError::new(StatusCode::UNAUTHORIZED, "no_token", locale))?;
    let access = state.service.authorize(ConversationId(id), &token).await.map_err(refused)?;
    caller.admitted(state, &access.conversation().site, locale).await?;
    Ok(Opened { access, owner_token: None })
}

impl Opened {
    /// What the first event of a new conversation's stream tells besides.
    fn introduction(&self) -> Map<String, Value> {
        let code = self.access.conversation().case_code.0.clone();
        let secret = self.owner_token.clone().map(|token| ("owner_token".to_owned(), Value::String(token)));
        let code = secret.is_some().then(|| ("case_code".to_owned(), Value::String(code)));
        secret.into_iter().chain(code).collect()
    }
}

/// Waits for the end of the turn; a caller that goes away loses nothing, the turn goes on.
async fn wait(state: &WebState, turn: Turn, opened: Opened, locale: Locale) -> Result<Response, ApiError> {
    let turn_id = turn.id;
    let mut events = std::pin::pin!(state.service.follow_turn(turn, 0));
    while let Some(event) = events.next().await {
        let event = event.map_err(|error| ApiError::service(&error, locale))?;
        if let TurnEvent::Finished { state: ended, outcome } = event.event {
            if ended == TurnState::Failed {
                break;
            }
            let conversation = opened.access.conversation();
            let case_code = opened.owner_token.is_some().then(|| conversation.case_code.clone());
            let conversation_id = conversation.id;
            let owner_token = opened.owner_token.clone();
            let answer = ChatResponse { conversation_id, turn_id, owner_token, case_code, state: ended, outcome };
            return Ok(Json(answer).into_response());
        }
    }
    // The conversation is there: with its ids the caller can send the message again.
    let mut ids = opened.introduction();
    ids.insert("conversation_id".to_owned(), Value::String(opened.access.conversation().id.to_string()));
    ids.insert("turn_id".to_owned(), Value::String(turn_id.to_string()));
    Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", locale).carrying(ids))
}
