//! What owners give and ask for beside their words: photos, a phone number, consent, another device, a copy, deletion, complaints, files.

pub(super) mod complain;
pub(super) mod consent;
pub(super) mod contact;
pub(super) mod erase;
pub(super) mod files;
pub(super) mod go_on;
pub(super) mod photos;
pub(super) mod questions;
pub(super) mod speech;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post, put};

use super::WebState;

/// The routes.
pub(super) fn routes() -> Router<WebState> {
    let photos = post(photos::add).layer(DefaultBodyLimit::max(photos::LARGEST));
    let speech = post(speech::listen).layer(DefaultBodyLimit::max(speech::LARGEST));
    Router::new()
        .route("/v1/conversations/{id}", delete(erase::erase))
        .route("/v1/conversations/{id}/photos", photos)
        .route("/v1/conversations/{id}/photos/{photo}", get(photos::show).delete(photos::remove))
        .route("/v1/conversations/{id}/speech", speech)
        .route("/v1/conversations/{id}/contact", put(contact::give).delete(contact::take_back))
        .route("/v1/conversations/{id}/consent", put(consent::give).delete(consent::withdraw))
        .route("/v1/conversations/{id}/secret", post(go_on::secret))
        .route("/v1/conversations/{id}/files/{format}", get(files::file))
        .route("/v1/conversations/{id}/questions/{question}/answer", post(questions::answer))
        .route("/v1/conversations/{id}/releases/{number}/files/{format}", get(files::released))
        .route("/v1/conversations/{id}/copy", get(erase::copy))
        .route("/v1/return", post(go_on::go_on))
        .route("/v1/complaints", post(complain::complain))
}
