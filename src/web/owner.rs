//! What an owner may touch: a conversation or a turn whose id stands in the path and whose token stands in the request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::WebState;
use super::extract::{Bearer, Id, Language};
use super::problem::ApiError;
use super::site::Caller;
use crate::domain::{ConversationId, Turn, TurnId};
use crate::service::conversation::Access;

/// The conversation in the path, opened by the bearer token.
pub(super) struct OwnConversation(pub(super) Access);

/// The turn in the path, opened by the bearer token of its conversation.
pub(super) struct OwnTurn(pub(super) Turn);

impl FromRequestParts<WebState> for OwnConversation {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, ApiError> {
        let (Id(id), Bearer(token)) = asked(parts, state).await?;
        let Language(locale) = Language::of(&parts.headers);
        let opened = state.service.authorize(ConversationId(id), &token).await;
        let opened = opened.map_err(|error| ApiError::service(&error, locale))?;
        Caller::of(parts, state).admitted(state, &opened.conversation().site, locale).await?;
        Ok(Self(opened))
    }
}

impl FromRequestParts<WebState> for OwnTurn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, ApiError> {
        let (Id(id), Bearer(token)) = asked(parts, state).await?;
        let Language(locale) = Language::of(&parts.headers);
        let opened = state.service.authorize_turn(TurnId(id), &token).await;
        let (access, turn) = opened.map_err(|error| ApiError::service(&error, locale))?;
        Caller::of(parts, state).admitted(state, &access.conversation().site, locale).await?;
        Ok(Self(turn))
    }
}

async fn asked(parts: &mut Parts, state: &WebState) -> Result<(Id, Bearer), ApiError> {
    let id = Id::from_request_parts(parts, state).await?;
    Ok((id, Bearer::from_request_parts(parts, state).await?))
}
