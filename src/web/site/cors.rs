//! What a browser asks before it lets a foreign page call (CORS): any site's origins may knock, each call is checked again.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{
    ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER,
};
use axum::http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::limits;
use crate::service::Service;

/// How long a browser may remember the answer.
const REMEMBERED: Duration = Duration::from_mins(10);

/// The layer that answers browsers.
pub(in crate::web) fn cors(service: Arc<Service>) -> CorsLayer {
    let known = AllowOrigin::async_predicate(move |origin: HeaderValue, _| {
        let service = Arc::clone(&service);
        async move {
            let Ok(origin) = origin.to_str() else { return false };
            // With the database gone nothing could be answered anyway.
            service.knows_origin(&origin.to_ascii_lowercase()).await.unwrap_or(false)
        }
    });
    let asked = [
        ACCEPT,
        ACCEPT_LANGUAGE,
        AUTHORIZATION,
        CONTENT_TYPE,
        IF_NONE_MATCH,
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("last-event-id"),
    ];
    CorsLayer::new()
        .allow_origin(known)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers(asked)
        .expose_headers([limits::LIMIT, limits::REMAINING, limits::RESET, RETRY_AFTER, CONTENT_DISPOSITION, ETAG])
        .max_age(REMEMBERED)
}
