//! Pages for bringing many entries in and out: upload, mapping, dry run, progress, result, export.

mod document;
mod fields;
mod job;
mod out;
mod problem;
mod rows;
mod upload;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

pub(super) use problem::problem;

use super::WebState;
use crate::service::imports::UPLOAD_BYTES;

/// The address of the way that these pages belong to.
const HERE: &str = "/staff/curation/import";
/// The largest form of a document, in bytes: a letter of it takes nine.
pub(super) const FORM_BYTES: usize = 1 << 20;
/// What stands in a form beside its file.
const BESIDE: usize = 64 * 1024;

/// The pages.
pub(super) fn routes() -> Router<WebState> {
    let largest = usize::try_from(UPLOAD_BYTES).unwrap_or(usize::MAX).saturating_add(BESIDE);
    let upload = get(upload::page).post(upload::send).layer(DefaultBodyLimit::max(largest));
    Router::new()
        .route(HERE, upload)
        .route("/staff/curation/import/{template}", get(out::template))
        .route("/staff/curation/jobs/{id}", get(job::page))
        .route("/staff/curation/jobs/{id}/map", post(job::map))
        .route("/staff/curation/jobs/{id}/confirm", post(job::confirm))
        .route("/staff/curation/jobs/{id}/cancel", post(job::cancel))
        .route("/staff/curation/jobs/{id}/publish", post(job::publish))
        .route("/staff/curation/jobs/{id}/result.xlsx", get(out::result))
        .route("/staff/curation/export/{file}", get(out::export))
        .route("/staff/curation/documents", post(document::send).layer(DefaultBodyLimit::max(largest)))
        .route("/staff/curation/files/{id}", get(document::original))
}

/// The pages whose forms hold more than most.
pub(super) fn forms() -> Router<WebState> {
    Router::new()
        .route("/staff/curation/documents/{id}/{kind}", get(document::page).post(document::fill))
        .route("/staff/curation/documents/{id}/{kind}/propose", post(document::propose))
}
