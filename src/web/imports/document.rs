//! One document: taken in, its text beside a form, and the original for whoever asks.

use axum::body::Body;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;
use uuid::Uuid;

use super::HERE;
use super::fields::Sheet;
use super::upload::{broken, into_upload, show};
use crate::domain::imports::CellFault;
use crate::domain::proposing::Proposed;
use crate::domain::tabular::{Row, TableKind, columns};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::documents::{Filled, SOURCES};
use crate::service::imports::{ImportError, Upload};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::curation::address;
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
                kind = kind_of(&name).unwrap_or(kind);
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

/// The kind of table that an address names; documents become no words of a trade.
fn kind_of(name: &str) -> Option<TableKind> {
    TableKind::named(name).filter(|kind| *kind != TableKind::Term)
}

/// The text and the form.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((id, kind)): Path<(Uuid, String)>,
    Query(coming): Query<Coming>,
) -> Response {
    let Some(kind) = kind_of(&kind) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let asking = Asking { state: &state, may: &may, who: &who, locale, id, kind };
    asking.show(None, (&[], None), coming.saved.as_deref()).await
}

/// Makes a draft.
pub(super) async fn fill(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((id, kind)): Path<(Uuid, String)>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = kind_of(&kind) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let row = row_of(fields);
    let asking = Asking { state: &state, may: &may, who: &who, locale, id, kind };
    match state.service.fill_from_document(&may, id, (kind, &row)).await {
        Ok(Filled::Draft(key)) => {
            let saved: String = url::form_urlencoded::byte_serialize(key.to_string().as_bytes()).collect();
            Redirect::to(&format!("/staff/curation/documents/{id}/{}?saved={saved}", kind.name())).into_response()
        }
        Ok(Filled::Wrong(faults)) => {
            let page = asking.show(Some(&row), (&faults, None), None).await;
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(error) => asking.again(&row, &error).await,
    }
}

/// Lets a model fill in the form for trial; what was typed stays.
pub(super) async fn propose(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((id, kind)): Path<(Uuid, String)>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = kind_of(&kind) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let row = row_of(fields);
    let asking = Asking { state: &state, may: &may, who: &who, locale, id, kind };
    match state.service.propose_fields(&may, id, (kind, &row)).await {
        Ok(()) => Redirect::to(&format!("/staff/curation/documents/{id}/{}#form", kind.name())).into_response(),
        Err(error) => asking.again(&row, &error).await,
    }
}

fn row_of(fields: Vec<(String, String)>) -> Row {
    fields.into_iter().filter(|(name, _)| name != "_csrf").collect()
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
    /// The page again with what was typed, and why something was not done.
    async fn again(&self, row: &Row, error: &ServiceError) -> Response {
        let error = ApiError::service(error, self.locale);
        let page = self.show(Some(row), (&[], Some(&error)), None).await;
        // A page that cannot be shown says why itself.
        let status = if page.status() == StatusCode::OK { error.status() } else { page.status() };
        (status, page).into_response()
    }

    /// The page; without a row it shows what was typed and proposed the last time, and after a draft was saved an empty form,
    /// for a document may hold several cases.
    async fn show(
        &self,
        row: Option<&Row>,
        (faults, wrong): (&[CellFault], Option<&ApiError>),
        saved: Option<&str>,
    ) -> Response {
        let (service, kind) = (&self.state.service, self.kind);
        let found = async {
            let document = service.document(self.may, self.id).await?;
            let proposed = if saved.is_some() { None } else { service.proposed(self.may, self.id, kind).await? };
            let row = row.cloned().or_else(|| proposed.as_ref().map(Proposed::row)).unwrap_or_default();
            let alike = service.most_like(self.may, &document, (kind, &row)).await?;
            Ok::<_, ServiceError>((document, proposed, row, alike))
        };
        let (document, proposed, row, alike) = match found.await {
            Ok(found) => found,
            Err(error) => return refused_by(&ApiError::service(&error, self.locale), self.locale),
        };
        let columns = columns(kind, SOURCES);
        let wrong = wrong.map(ApiError::words).or_else(|| {
            let count = faults.len().to_string();
            (!faults.is_empty()).then(|| say(self.locale, "imports.document_wrong", &[("n", &count)]))
        });
        let (proposed, text) = (proposed.as_ref(), document.text.as_str());
        let sheet = Sheet { columns: &columns, row: &row, proposed, faults, text, locale: self.locale };
        let own = context! {
            id => self.id.to_string(),
            kind => kind.name(),
            name => document.file.name.as_str(),
            saved,
            draft => saved.filter(|saved| saved.starts_with(kind.name())).map(|saved| format!("/staff/curation/{saved}")),
            wrong,
            can_propose => service.proposes(),
            alike => alike.map(|alike| context! { title => alike.title, href => address(&alike.key) }),
        };
        let context = context! { ..own, ..sheet.view() };
        render_for(self.who, HERE, "imports/document.html", context, self.locale)
    }
}
