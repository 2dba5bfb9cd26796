//! For the desk's scripts and for programs: a line written anew, and how a case is followed up.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::afterwards::{FollowOutcome, FollowUp};
use crate::domain::{ConversationId, StaffId, Translate};
use crate::service::review::Rewritten;
use crate::web::WebState;
use crate::web::desk::api::version;
use crate::web::extract::{Id, JsonBody, Language};
use crate::web::problem::{ApiError, Problem};
use crate::web::staff::allowed::Allowed;

/// What the translator wants otherwise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Feedback {
    /// At most 500 characters.
    feedback: String,
}

/// How a case is followed up.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Followed {
    /// When it was released last; nothing while no release is in force.
    released_at: Option<DateTime<Utc>>,
    /// The numbers of months that may be recorded now.
    due: Vec<u8>,
    /// The number of months that is asked next.
    next: Option<u8>,
    /// When that is due.
    next_due_at: Option<DateTime<Utc>>,
    /// What was recorded, the earliest first.
    records: Vec<Record>,
}

/// What became of a case after so many months.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Record {
    /// 3, 6 or 12.
    months: u8,
    /// What became of it.
    outcome: FollowOutcome,
    /// Figures, in words.
    figures: String,
    /// Why.
    why: String,
    /// Who recorded it.
    by: StaffId,
    /// When.
    at: DateTime<Utc>,
}

/// Writes a line of the form anew by a model, as the feedback asks; the case stays as it is. `If-Match` names the version
/// that was seen.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/fields/{field}/rewrite",
    params(("id" = uuid::Uuid, Path), ("field" = u32, Path)), request_body = Feedback, responses(
    (status = 200, body = Rewritten),
    (status = 403, description = "Somebody else has the case", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "No model is configured, or law or secrecy forbids it", body = Problem,
        content_type = "application/problem+json"),
    (status = 412, description = "Somebody has written meanwhile", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The model refused, or its line breaks a rule", body = Problem,
        content_type = "application/problem+json"),
    (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
    (status = 502, description = "The model did not answer", body = Problem, content_type = "application/problem+json")
), security(("staff_session" = [])))]
pub(in crate::web) async fn rewrite(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Path((id, field)): Path<(String, String)>,
    headers: HeaderMap,
    JsonBody(Feedback { feedback }): JsonBody<Feedback>,
) -> Result<Json<Rewritten>, ApiError> {
    let bad_id = |_| ApiError::new(StatusCode::BAD_REQUEST, "bad_id", locale).with("detail", "UUID");
    let id = ConversationId(id.parse().map_err(bad_id)?);
    let no_field = |_| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "no_field", locale);
    let field = field.parse().map_err(no_field)?;
    let seen = version(&headers, locale)?;
    let rewritten = state.service.rewrite_field(&may, id, seen, field, &feedback).await;
    rewritten.map(Json).map_err(|error| ApiError::service(&error, locale))
}

/// How a case is followed up after its release.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/follow-ups", params(("id" = uuid::Uuid, Path)), responses(
    (status = 200, body = Followed),
    (status = 404, body = Problem, content_type = "application/problem+json")
), security(("staff_session" = [])))]
pub(in crate::web) async fn follow_ups(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
    Id(id): Id,
) -> Result<Json<Followed>, ApiError> {
    let seen = state.service.follow_ups(&may, ConversationId(id)).await;
    let seen = seen.map_err(|error| ApiError::service(&error, locale))?;
    Ok(Json(Followed {
        released_at: seen.released_at,
        due: seen.due.iter().map(|month| month.number()).collect(),
        next: seen.next.map(|(month, _)| month.number()),
        next_due_at: seen.next.map(|(_, at)| at),
        records: seen.records.into_iter().map(Record::from).collect(),
    }))
}

impl From<FollowUp> for Record {
    fn from(record: FollowUp) -> Self {
        let FollowUp { months, outcome, figures, why, by, at } = record;
        Self { months: months.number(), outcome, figures, why, by, at }
    }
}
