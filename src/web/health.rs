//! Whether the process lives, and whether it can take work.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::WebState;
use crate::service::Readiness;

/// The process lives.
#[utoipa::path(get, path = "/healthz", responses((status = 200, description = "The process lives")))]
pub(super) async fn alive() -> &'static str {
    "ok"
}

/// The parts can take work.
#[utoipa::path(get, path = "/readyz", responses(
    (status = 200, body = Readiness, description = "Turns can be taken"),
    (status = 503, body = Readiness, description = "A part that is needed does not answer")
))]
pub(super) async fn ready(State(state): State<WebState>) -> (StatusCode, Json<Readiness>) {
    let readiness = state.service.readiness().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}
