//! The first page: templates, a form for a file, the latest jobs.

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};

use super::HERE;
use crate::domain::imports::Job;
use crate::domain::tabular::TableKind;
use crate::domain::{Curate, Locale};
use crate::service::ServiceError;
use crate::service::imports::{ImportError, Upload};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{moment, refused_by, render_for};

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
) -> Response {
    show((&state, &may, &who), locale, (None, TableKind::Case)).await
}

/// Takes a file and begins a dry run.
pub(super) async fn send(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    form: Multipart,
) -> Response {
    let (kind, upload) = taken(form).await;
    let begun = match upload {
        Ok(upload) => state.service.begin_import(&may, upload, kind).await,
        Err(error) => Err(error.into()),
    };
    match begun {
        Ok(job) => Redirect::to(&format!("/staff/curation/jobs/{}", job.id)).into_response(),
        Err(error @ ServiceError::Import(_)) => {
            let error = ApiError::service(&error, locale);
            let page = show((&state, &may, &who), locale, (Some((&error, "upload")), kind)).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The fields of the form; the file goes to the disk piece by piece.
async fn taken(mut form: Multipart) -> (TableKind, Result<Upload, ImportError>) {
    let mut kind = TableKind::Case;
    let mut upload = Err(ImportError::NoFile);
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return (kind, upload),
            Err(error) => return (kind, Err(broken(&error))),
        };
        match field.name() {
            Some("kind") => {
                let name = field.text().await.unwrap_or_default();
                kind = TableKind::named(&name).unwrap_or(kind);
            }
            Some("file") => {
                upload = into_upload(field).await;
                if upload.is_err() {
                    return (kind, upload);
                }
            }
            _ => {}
        }
    }
}

/// A file of a form, piece by piece.
pub(super) async fn into_upload(mut field: axum::extract::multipart::Field<'_>) -> Result<Upload, ImportError> {
    let mut upload = Upload::begin(field.file_name().unwrap_or_default())?;
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        upload.push(&piece)?;
    }
    Ok(upload)
}

/// Why a form broke off.
pub(super) fn broken(error: &MultipartError) -> ImportError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        ImportError::TooLarge
    } else {
        ImportError::NoFile
    }
}

/// The page, with what was wrong beside one of its forms.
pub(super) async fn show(
    (state, may, who): (&WebState, &May<Curate>, &SignedIn),
    locale: Locale,
    (wrong, kind): (Option<(&ApiError, &str)>, TableKind),
) -> Response {
    let jobs = match state.service.newest_jobs(may).await {
        Ok(jobs) => jobs,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let context = context! {
        wrong => wrong.filter(|(_, form)| *form == "upload").map(|(error, _)| error.words()),
        wrong_document => wrong.filter(|(_, form)| *form == "document").map(|(error, _)| error.words()),
        kinds => TableKind::ALL.map(TableKind::name),
        kind => kind.name(),
        jobs => jobs.iter().map(|(job, by)| line(job, by)).collect::<Vec<_>>(),
    };
    render_for(who, HERE, "imports/import.html", context, locale)
}

fn line(job: &Job, by: &str) -> Value {
    context! {
        id => job.id.to_string(),
        name => job.name.as_str(),
        work => job.work.name(),
        stage => job.stage.name(),
        by,
        at => moment(job.at),
    }
}
