//! Begins a conversation, shows it to its owner, and takes it into the review queue.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::WebState;
use super::extract::{JsonBody, Language};
use super::owner::OwnConversation;
use super::problem::{ApiError, Problem};
use super::site::Caller;
use crate::domain::{CaseCode, ConversationId, Locale};
use crate::service::conversation::{ConversationView, HandoverView, Hints, NewConversation};

/// What a conversation begins with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartRequest {
    /// The owner's language; by `Accept-Language` when left out.
    locale: Option<Locale>,
    /// The key of the site that the page belongs to; the installation's own pages need none.
    site: Option<String>,
    /// Where the visitors of the page are: policies in force there are shown. Of no weight for the verdict.
    #[serde(default)]
    region: Option<String>,
    /// The trade of the page's visitors, by code or name: proposed to the owner, never taken for said.
    #[serde(default)]
    industry: Option<String>,
}

/// A conversation that has begun.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StartedConversation {
    /// Its id.
    conversation_id: ConversationId,
    /// The secret that opens it, shown only here.
    owner_token: String,
    /// The short code to read out.
    case_code: CaseCode,
}

impl From<NewConversation> for StartedConversation {
    fn from(new: NewConversation) -> Self {
        let conversation = new.access.conversation();
        Self {
            conversation_id: conversation.id,
            case_code: conversation.case_code.clone(),
            owner_token: new.owner_token,
        }
    }
}

/// Begins a conversation.
#[utoipa::path(post, path = "/api/v1/conversations", request_body = StartRequest, responses(
    (status = 201, body = StartedConversation),
    (status = 400, body = Problem, content_type = "application/problem+json")
))]
pub(super) async fn start(
    State(state): State<WebState>,
    Language(language): Language,
    caller: Caller,
    JsonBody(request): JsonBody<StartRequest>,
) -> Result<(StatusCode, Json<StartedConversation>), ApiError> {
    let locale = request.locale.unwrap_or(language);
    let site = caller.site(&state, request.site.as_deref(), locale).await?;
    let hints = Hints { region: request.region, industry: request.industry };
    let started = state.service.start_conversation(&site, locale, caller.address, hints).await;
    let started = started.map_err(|error| ApiError::service(&error, locale))?;
    Ok((StatusCode::CREATED, Json(started.into())))
}

/// Shows a conversation to the holder of its token; who sends the `ETag` of what is known gets only what is new.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = ConversationView),
    (status = 304, description = "Nothing has changed since the ETag that was sent as If-None-Match"),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(super) async fn show(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let service = &state.service;
    let view = service.show_conversation(&access).await.map_err(|e| ApiError::service(&e, locale))?;
    let failed = || ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", locale);
    let body = serde_json::to_vec(&view).map_err(|_| failed())?;
    // Weak: the body may be compressed on its way.
    let tag = format!("W/\"{}\"", hex::encode(&Sha256::digest(&body)[..12]));
    let tag = HeaderValue::from_str(&tag).map_err(|_| failed())?;
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == tag);
    let tag = [(header::ETAG, tag)];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    }
    Ok((tag, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Hands the dossier to people, when its owner has read the card; again keeps its place in the queue.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/submit", params(("id" = uuid::Uuid, Path)), responses(
    (status = 202, body = HandoverView),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "A turn runs, no need is known yet, or the talk was stopped", body = Problem,
        content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(super) async fn submit(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<(StatusCode, Json<HandoverView>), ApiError> {
    let submitted = state.service.submit(&access).await;
    let view = submitted.map_err(|error| ApiError::service(&error, locale))?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}
