//! Going on with a talk on another device.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{CaseCode, ConversationId};
use crate::web::WebState;
use crate::web::extract::{JsonBody, Language};
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};
use crate::web::site::Caller;

/// A secret, shown once.
#[derive(Serialize, ToSchema)]
pub(in crate::web) struct MadeSecret {
    /// To be typed on the other device together with the code.
    case_code: CaseCode,
    /// Twelve letters; a new one makes the old one useless.
    secret: String,
}

/// What is typed on the other device.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ReturnRequest {
    /// The code.
    case_code: String,
    /// The secret.
    secret: String,
}

/// A talk that is open on another device now.
#[derive(Serialize, ToSchema)]
pub(in crate::web) struct Returned {
    /// Its id.
    conversation_id: ConversationId,
    /// Opens it from now on.
    owner_token: String,
    /// Its code.
    case_code: CaseCode,
}

/// Makes a secret for another device.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/secret", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = MadeSecret)
), security(("owner_token" = [])))]
pub(in crate::web) async fn secret(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
) -> Result<Json<MadeSecret>, ApiError> {
    let secret = state.service.make_return_secret(&access).await;
    let secret = secret.map_err(|error| ApiError::service(&error, locale))?;
    let case_code = access.conversation().case_code.clone();
    Ok(Json(MadeSecret { case_code, secret: secret.as_str().to_owned() }))
}

/// Opens a talk by its code and secret.
#[utoipa::path(post, path = "/api/v1/return", request_body = ReturnRequest, responses(
    (status = 200, body = Returned),
    (status = 404, description = "They do not belong together", body = Problem,
        content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json")
))]
pub(in crate::web) async fn go_on(
    State(state): State<WebState>,
    Language(locale): Language,
    caller: Caller,
    JsonBody(request): JsonBody<ReturnRequest>,
) -> Result<Json<Returned>, ApiError> {
    let found = state.service.return_to(&request.case_code, &request.secret, caller.address).await;
    let (access, secret) = found.map_err(|error| ApiError::service(&error, locale))?;
    let conversation = access.conversation();
    caller.admitted(&state, &conversation.site, locale).await?;
    Ok(Json(Returned {
        conversation_id: conversation.id,
        owner_token: secret.as_str().to_owned(),
        case_code: conversation.case_code.clone(),
    }))
}
