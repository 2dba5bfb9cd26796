//! HTTP only: takes requests apart, calls the service, streams answers out.
//!
//! Handlers take a request apart and call one function of the service; [`problem`] is the one place that turns errors into
//! answers (RFC 9457), [`extract`] the one place that takes bodies, tokens and languages apart.

mod afterwards;
mod assets;
mod bench;
mod chat;
mod conversations;
mod alike;
mod curation;
mod desk;
mod extract;
mod headers;
mod health;
mod imports;
mod lab;
mod openapi;
mod own;
mod owner;
mod pages;
mod problem;
mod search;
mod site;
mod staff;
mod stream;
mod turns;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::service::Service;

/// What every handler may use.
#[derive(Clone)]
pub struct WebState {
    /// The service.
    pub service: Arc<Service>,
    /// Largest request body, in bytes.
    pub body_bytes: usize,
    /// Reverse proxies in front of the service.
    pub proxies: usize,
    /// The address under which owners reach the service; empty: what they asked for.
    pub public_url: Arc<str>,
}

/// All routes of the service.
pub fn router(state: WebState) -> Router {
    let body_bytes = state.body_bytes;
    let cors = site::cors(Arc::clone(&state.service));
    Router::new()
        .route("/", get(pages::index))
        .route("/w/{site}", get(site::page))
        .route("/w/{site}/poster", get(site::poster))
        .route("/w/{site}/qr.svg", get(site::code))
        .route("/widget/v1.js", get(pages::loader))
        .route("/widget/{build}/{*path}", get(pages::module))
        .route("/assets/{*path}", get(pages::asset))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(staff::protected(
            staff::routes()
                .merge(desk::routes())
                .merge(afterwards::routes())
                .merge(bench::routes())
                .merge(imports::routes()),
        ))
        .merge(staff::protected(imports::forms()).layer(DefaultBodyLimit::max(imports::FORM_BYTES)))
        .merge(
            staff::protected(curation::pages().merge(alike::pages()))
                .layer(DefaultBodyLimit::max(curation::MOST_BYTES)),
        )
        .merge(lab::routes())
        .nest("/api", api())
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::no_method)
        .with_state(state)
        .layer(DefaultBodyLimit::max(body_bytes))
        // Outside of the fallbacks: a browser asks by OPTIONS, which no route takes.
        .layer(cors)
        // Streams are left alone: compressing them would hold events back.
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(256).and(NotForContentType::SSE)))
        .layer(axum::middleware::from_fn(headers::protect))
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// Method and path; ids in it are no personal data. What stands behind the question mark may be a secret, and the secret of
/// a one-time link stands in the path.
fn span(request: &Request) -> Span {
    let path = request.uri().path();
    let path = if path.starts_with(staff::LINK) { staff::LINK } else { path };
    tracing::debug_span!("request", method = %request.method(), path)
}

fn api() -> Router<WebState> {
    Router::new()
        .route("/openapi.json", get(openapi::document))
        .route("/v1/chat", post(chat::chat))
        .route("/v1/conversations", post(conversations::start))
        .route("/v1/conversations/{id}", get(conversations::show))
        .route("/v1/conversations/{id}/submit", post(conversations::submit))
        .route("/v1/conversations/{id}/turns", post(turns::start))
        .route("/v1/turns/{id}", get(turns::show))
        .route("/v1/turns/{id}/events", get(turns::events))
        .route("/v1/turns/{id}/stop", post(turns::stop))
        .route("/v1/sites/{site}", get(site::record))
        .route("/v1/search", post(search::search))
        .route("/v1/messages", get(pages::messages))
        .merge(own::routes())
        .merge(desk::api::routes())
        .merge(afterwards::api_routes())
}
