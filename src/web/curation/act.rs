//! Everything that can be done with an item, as its page posts it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::form::Posted;
use super::{HERE, address, item, library};
use crate::domain::curation::{ItemKey, Publishing};
use crate::domain::{Curate, StaffId};
use crate::service::ServiceError;
use crate::service::curation::CurationError;
use crate::service::staff::May;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::refused;

/// Does what a form asks for.
pub(super) async fn act(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((name, id)): Path<(String, String)>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let (key, posted) = (ItemKey::new(kind, id), Posted(posted));
    let Some(done) = step(&state, &may, &key, &posted).await else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale);
    };
    match done {
        Ok("removed") => Redirect::to(&format!("{HERE}/{}?done=removed", kind.folder())).into_response(),
        Ok(done) => Redirect::to(&format!("{}?done={done}", address(&key))).into_response(),
        Err(error) => item::again(&state, (&may, &who), &key, locale, posted.text("reason"), &error).await,
    }
}

/// What was done, by its name in the catalogue; nothing for a form that is none of ours.
async fn step(
    state: &WebState,
    may: &May<Curate>,
    key: &ItemKey,
    posted: &Posted,
) -> Option<Result<&'static str, ServiceError>> {
    let service = &state.service;
    let (number, reason) = (posted.text("number").parse::<u32>(), posted.text("reason"));
    let told = |done: Result<(), ServiceError>, name: &'static str| Some(done.map(|()| name));
    match posted.deed() {
        "submit" => told(service.submit_item(may, key, number.ok()?).await, "submitted"),
        "take_back" => told(service.take_back_item(may, key, number.ok()?).await, "taken_back"),
        "refuse" => told(service.refuse_item(may, key, number.ok()?, reason).await, "refused"),
        "drop" => told(service.drop_item_version(may, key, number.ok()?, reason).await, "dropped"),
        "withdraw" => told(service.withdraw_item(may, key, reason).await, "withdrawn"),
        "remove" => told(service.remove_item(may, key, reason).await, "removed"),
        "roll_back" => Some(service.roll_back(may, key, number.ok()?).await.map(|_| "rolled_back")),
        "publish" => {
            let versions = [(key.clone(), number.ok()?)];
            let outcome =
                service.publish_items(may, &versions, reason).await.map(|outcomes| outcomes.first().map(|one| one.1));
            Some(match outcome {
                Ok(Some(Publishing::InForce)) => Ok("published"),
                Ok(Some(Publishing::Scheduled(_))) => Ok("scheduled"),
                Ok(Some(Publishing::Refused(fault))) => Err(CurationError::Fault(fault).into()),
                Ok(None) => Err(CurationError::NoItem.into()),
                Err(error) => Err(error),
            })
        }
        "care" => {
            let owner = posted.text("owner");
            let owner = if owner.is_empty() { None } else { Some(StaffId(owner.parse().ok()?)) };
            let review_on = posted.day("review_on").ok()?;
            told(service.care_for_item(may, key, owner, review_on).await, "cared")
        }
        _ => None,
    }
}
