//! Downloads of the newest draft: Word and PDF, with the AI label on them and its metadata inside.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::domain::{ExportFormat, Locale};
use crate::service::files::MadeFile;
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
    let format = format(&path.1, locale)?;
    let made = state.service.hand_out(&access, format).await;
    let made = made.map_err(|error| ApiError::service(&error, locale))?;
    Ok(attachment(made, format))
}

/// A release as a file.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/releases/{number}/files/{format}",
    params(("id" = uuid::Uuid, Path), ("number" = u32, Path), ("format" = inline(ExportFormat), Path)), responses(
    (status = 200, content_type = "application/pdf"),
    (status = 404, description = "There is no such release", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "It was taken back", body = Problem, content_type = "application/problem+json")
), security(("owner_token" = [])))]
pub(in crate::web) async fn released(
    State(state): State<WebState>,
    Language(locale): Language,
    OwnConversation(access): OwnConversation,
    Path(path): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    let (_, number, ending) = path;
    let format = format(&ending, locale)?;
    let number = number.parse().map_err(|_| ApiError::new(StatusCode::NOT_FOUND, "no_release", locale))?;
    let made = state.service.hand_out_release(&access, number, format).await;
    let made = made.map_err(|error| ApiError::service(&error, locale))?;
    Ok(attachment(made, format))
}

/// The format of an ending.
pub(in crate::web) fn format(ending: &str, locale: Locale) -> Result<ExportFormat, ApiError> {
    match ending {
        "docx" => Ok(ExportFormat::Docx),
        "pdf" => Ok(ExportFormat::Pdf),
        "json" => Ok(ExportFormat::Json),
        _ => Err(ApiError::new(StatusCode::NOT_FOUND, "not_found", locale)),
    }
}

/// A file to save.
pub(in crate::web) fn attachment(made: MadeFile, format: ExportFormat) -> Response {
    let (ending, kind) = match format {
        ExportFormat::Docx => ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ExportFormat::Pdf => ("pdf", "application/pdf"),
        ExportFormat::Json => ("json", "application/json"),
    };
    let name = format!("attachment; filename=\"{}.{ending}\"", made.name);
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response()
}
