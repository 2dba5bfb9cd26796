//! The owner's answers to a translator's questions.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::OwnerMessage;
use crate::service::review::OwnerReview;
use crate::web::WebState;
use crate::web::extract::{JsonBody, Language};
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AnswerRequest {
    /// The owner's words; left out: the owner does not know.
    #[serde(default)]
    text: Option<String>,
}

/// Answers a translator's question.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/questions/{question}/answer",
    params(("id" = uuid::Uuid, Path), ("question" = u32, Path)), request_body = AnswerRequest, responses(
    (status = 200, body = OwnerReview),
    (status = 404, description = "The talk was not handed over", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "There is no such open question", body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn answer(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    Path(path): Path<(String, String)>,
    JsonBody(request): JsonBody<AnswerRequest>,
) -> Result<Json<OwnerReview>, ApiError> {
    let question: u32 = path.1.parse().map_err(|_| ApiError::new(StatusCode::NOT_FOUND, "no_question", locale))?;
    let said = request
        .text
        .as_deref()
        .map(OwnerMessage::parse)
        .transpose()
        .map_err(|error| ApiError::message(error, locale))?;
    let shown = state.service.answer_translator(&access, question, said.as_ref()).await;
    shown.map(Json).map_err(|error| ApiError::service(&error, locale))
}
