//! The curators' lab: the rubric as a form, replays of drafts, calibration, candidates, fixed answers.
//!
//! Forms here are larger than what owners send, so their routes have a limit of their own.

mod answers;
mod book;
mod calibration;
mod candidates;
mod form;
mod problem;
mod replay;
mod rubric;
mod table;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub(super) use problem::problem;

use super::WebState;
use super::staff::protected;
use crate::service::files::MadeFile;

/// The console's way to the pages, but for candidates and answers.
const HERE: &str = "/staff/curation/rubric/lab";
/// A rubric with all its sentences, percent-encoded.
const LARGEST: usize = 2 * 1024 * 1024;
/// The kind of a spreadsheet.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The pages.
pub(super) fn routes() -> Router<WebState> {
    let routes = Router::new()
        .route("/staff/curation/rubric/lab", get(rubric::page).post(rubric::sent))
        .route("/staff/curation/rubric/lab/{version}/replay", get(replay::page))
        .route("/staff/curation/rubric/lab/{version}/replay.xlsx", get(replay::file))
        .route("/staff/curation/playbooks/lab", get(book::list))
        .route("/staff/curation/playbooks/lab/{task}", get(book::page).post(book::sent))
        .route("/staff/curation/answers", get(answers::page).post(answers::sent))
        .route("/staff/curation/candidates", get(candidates::list))
        .route("/staff/curation/candidates/{code}", get(candidates::page).post(candidates::sent))
        .route("/staff/curation/calibration", get(calibration::page))
        .route("/staff/curation/calibration.xlsx", get(calibration::file));
    // The limit must stand around what reads the token out of a form.
    protected(routes).layer(DefaultBodyLimit::max(LARGEST))
}

/// A spreadsheet to be saved.
fn spreadsheet(made: MadeFile) -> Response {
    let name = format!("attachment; filename=\"{}.xlsx\"", made.name);
    ([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response()
}
