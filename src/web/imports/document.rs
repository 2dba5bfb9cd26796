//! One document: taken in, its text beside a form, and the original for whoever asks.

use axum::body::Body;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::HERE;
use super::upload::{broken, into_upload, show};
use crate::domain::imports::CellFault;
use crate::domain::tabular::{Column, Row, Shape, TableKind, columns};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::documents::{Filled, SOURCES};
use crate::service::imports::{ImportError, Upload, fault_words};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::{Id, Language};
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by, render_for};

/// Takes a document, or pasted text.
pub(super) async fn send(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    form: Multipart,
) -> Response {
    let (kind, upload) = taken(form).await;
    let id = match upload {
        Ok(upload) => state.service.take_document(&may, &upload).await,
        Err(error) => Err(error.into()),
    };
    match id {
        Ok(id) => Redirect::to(&format!("/staff/curation/documents/{id}/{}", kind.name())).into_response(),
        Err(error @ ServiceError::Import(_)) => {
            let error = ApiError::service(&error, locale);
            let page = show((&state, &may, &who), locale, (Some((&error, "document")), kind)).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The fields of the form; pasted text becomes a file of its own.
async fn taken(mut form: Multipart) -> (TableKind, Result<Upload, ImportError>) {
    let mut kind = TableKind::Policy;
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
                kind = TableKind::named(&name).filter(|kind| *kind != TableKind::Term).unwrap_or(kind);
            }
            Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                upload = into_upload(field).await;
            }
            Some("text") => {
                let text = field.text().await.unwrap_or_default();
                if !text.trim().is_empty() && !matches!(&upload, Ok(upload) if !upload.is_empty()) {
                    let pasted = Upload::begin("pasted.txt");
                    upload = pasted.and_then(|mut pasted| pasted.push(text.as_bytes()).map(|()| pasted));
                }
            }
            _ => {}
        }
    }
}

/// What has just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Coming {
    saved: Option<String>,
}

/// The text and the form.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((id, kind)): Path<(Uuid, String)>,
    Query(coming): Query<Coming>,
) -> Response {
    let Some(kind) = TableKind::named(&kind).filter(|kind| *kind != TableKind::Term) else {
        return refused(StatusCode::NOT_FOUND, "not_found", locale);
    };
    let asking = Asking { state: &state, may: &may, who: &who, locale, id, kind };
    asking.show(&Row::new(), (&[], None), coming.saved.as_deref()).await
}

/// Makes a draft.
pub(super) async fn fill(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((id, kind)): Path<(Uuid, String)>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = TableKind::named(&kind).filter(|kind| *kind != TableKind::Term) else {
        return refused(StatusCode::NOT_FOUND, "not_found", locale);
    };
    let row: Row = fields.into_iter().filter(|(name, _)| name != "_csrf").collect();
    let asking = Asking { state: &state, may: &may, who: &who, locale, id, kind };
    match state.service.fill_from_document(&may, id, (kind, &row)).await {
        Ok(Filled::Draft(key)) => {
            let saved: String = url::form_urlencoded::byte_serialize(key.to_string().as_bytes()).collect();
            Redirect::to(&format!("/staff/curation/documents/{id}/{}?saved={saved}", kind.name())).into_response()
        }
        Ok(Filled::Wrong(faults)) => {
            let page = asking.show(&row, (&faults, None), None).await;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(error @ ServiceError::Import(ImportError::Taken)) => {
            let error = ApiError::service(&error, locale);
            let page = asking.show(&row, (&[], Some(&error)), None).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The original as it came.
pub(super) async fn original(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Id(id): Id,
) -> Response {
    let (head, file) = match state.service.original(&may, id).await {
        Ok(found) => found,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    // Always saved, never shown: it is somebody else's file.
    let name: String = url::form_urlencoded::byte_serialize(head.name.as_bytes()).collect();
    let name = format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"));
    let path = file.path().to_owned();
    let bytes = tokio::task::spawn_blocking(move || fs_err::read(path)).await;
    match bytes {
        Ok(Ok(bytes)) => {
            let headers = [(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, name)];
            (headers, Body::from(bytes)).into_response()
        }
        _ => refused(StatusCode::INTERNAL_SERVER_ERROR, "internal", locale),
    }
}

/// Who asks, for which document.
struct Asking<'a> {
    state: &'a WebState,
    may: &'a May<Curate>,
    who: &'a SignedIn,
    locale: Locale,
    id: Uuid,
    kind: TableKind,
}

impl Asking<'_> {
    async fn show(
        &self,
        row: &Row,
        (faults, wrong): (&[CellFault], Option<&ApiError>),
        saved: Option<&str>,
    ) -> Response {
        let document = match self.state.service.document(self.may, self.id).await {
            Ok(document) => document,
            Err(error) => return refused_by(&ApiError::service(&error, self.locale), self.locale),
        };
        let columns = columns(self.kind, SOURCES);
        let wrong = wrong.map(ApiError::words).or_else(|| {
            let count = faults.len().to_string();
            (!faults.is_empty()).then(|| say(self.locale, "imports.document_wrong", &[("n", &count)]))
        });
        let context = context! {
            id => self.id.to_string(),
            kind => self.kind.name(),
            name => document.file.name.as_str(),
            text => document.text.as_str(),
            saved,
            wrong,
            fields => columns.iter().map(|column| self.field(column, row, faults)).collect::<Vec<_>>(),
        };
        render_for(self.who, HERE, "imports/document.html", context, self.locale)
    }

    fn field(&self, column: &Column, row: &Row, faults: &[CellFault]) -> Value {
        let choices: Vec<&str> = match column.shape {
            Shape::Choice(choices) => choices.iter().map(|(_, label)| *label).collect(),
            _ => vec![],
        };
        let fault = faults.iter().find(|fault| fault.cell == column.key);
        // The field says where it is: the place before the words is for files.
        let fault =
            fault.map(|fault| fault_words(&CellFault { cell: column.head.clone(), ..fault.clone() }, self.locale));
        context! {
            key => column.key.as_str(),
            head => column.head.as_str(),
            note => column.note,
            must => column.must,
            long => matches!(column.shape, Shape::Text | Shape::Lines) && column.key != "id",
            choices,
            said => row.get(&column.key),
            fault,
        }
    }
}
