//! Downloads of the newest draft: Word and PDF, with the AI label on them and its metadata inside.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::domain::ExportFormat;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::owner::OwnConversation;
use crate::web::problem::{ApiError, Problem};

/// The newest draft as a file.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/files/{format}",
    params(("id" = uuid::Uuid, Path), ("format" = inline(ExportFormat), Path)), responses(
    (status = 200, content_type = "application/pdf"),
    (status = 404, description = "There is no draft yet", body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn file(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    Path(path): Path<(uuid::Uuid, String)>,
) -> Result<Response, ApiError> {
    let (format, ending, kind) = match path.1.as_str() {
        "docx" => {
            (ExportFormat::Docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        }
        "pdf" => (ExportFormat::Pdf, "pdf", "application/pdf"),
        _ => return Err(ApiError::new(StatusCode::NOT_FOUND, "not_found", locale)),
    };
    let made = state.service.hand_out(&access, format).await;
    let made = made.map_err(|error| ApiError::service(&error, locale))?;
    let name = format!("attachment; filename=\"{}.{ending}\"", made.name);
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response())
}
