//! Files that go out: templates, results, everything in force.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures::stream;

use crate::domain::tabular::TableKind;
use crate::domain::{Curate, Locale};
use crate::service::ServiceError;
use crate::service::sheets::{ExportShape, Exported, ResultFile};
use crate::web::WebState;
use crate::web::extract::{Id, Language};
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused, refused_by};

/// The kind of a spreadsheet.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// A piece of a file as it is sent.
const PIECE: usize = 64 * 1024;

/// A template.
pub(super) async fn template(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(name): Path<String>,
) -> Response {
    let Some(kind) = name.strip_suffix(".xlsx").and_then(TableKind::named) else {
        return refused(StatusCode::NOT_FOUND, "not_found", locale);
    };
    sent(state.service.import_template(&may, kind).await, locale)
}

/// The result of an import.
pub(super) async fn result(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Id(id): Id,
) -> Response {
    sent(state.service.import_result(&may, id, locale).await, locale)
}

fn sent(made: Result<ResultFile, ServiceError>, locale: Locale) -> Response {
    match made {
        Ok(made) => {
            let name = format!("attachment; filename=\"{}\"", made.name);
            ([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Everything in force.
pub(super) async fn export(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(name): Path<String>,
) -> Response {
    let Some(shape) = ExportShape::named(&name) else {
        return refused(StatusCode::NOT_FOUND, "not_found", locale);
    };
    match state.service.export_all(&may, shape).await {
        Ok(exported) => streamed(exported, &name, shape)
            .unwrap_or_else(|| refused(StatusCode::INTERNAL_SERVER_ERROR, "internal", locale)),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// A file, sent piece by piece; it is gone when the last piece was.
fn streamed(exported: Exported, name: &str, shape: ExportShape) -> Option<Response> {
    let kind = match shape {
        ExportShape::Workbook => XLSX,
        ExportShape::Table(_) => "text/csv; charset=utf-8",
        ExportShape::Lines => "application/jsonl",
        ExportShape::Packed => "application/zip",
    };
    let file = exported.file.reopen().ok()?;
    let length = file.metadata().ok()?.len();
    let pieces = stream::try_unfold((file, exported), |(mut file, kept)| async move {
        use std::io::Read;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let count = file.read(&mut piece)?;
            piece.truncate(count);
            Ok::<_, std::io::Error>((piece, file))
        });
        let (piece, file) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!piece.is_empty()).then_some((piece, (file, kept))))
    });
    let name = format!("attachment; filename=\"{name}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name), (CONTENT_LENGTH, length.to_string())];
    Some((headers, Body::from_stream(pieces)).into_response())
}
