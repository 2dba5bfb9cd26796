//! Headers that protect a browser: nothing from other hosts, no framing, no guessing of types.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What a page of ours may load: only what this service itself serves. Pictures that the owner is about to send are blobs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The policy of the pages of staff: their forms are sent back here.
fn staff_policy() -> String {
    policy("'none'").replace("form-action 'none'", "form-action 'self'")
}

/// The policy of a page that may be framed by these.
pub(super) fn policy(ancestors: &str) -> String {
    format!("{POLICY}; frame-ancestors {ancestors}")
}

const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "geolocation=(), camera=(self), microphone=(self)"),
];

/// Sets the headers on every answer; what the API says is not to be kept by caches.
pub(super) async fn protect(request: Request, next: Next) -> Response {
    let private = request.uri().path().starts_with("/api/v1/");
    let module = request.uri().path().starts_with("/widget/");
    let path = request.uri().path();
    let staff = path == "/staff" || path.starts_with("/staff/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if module {
        // Only documents heed the others, and forty small files would weigh half as much again.
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        return response;
    }
    // A page that sites may embed has said so itself.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&if staff { staff_policy() } else { policy("'none'") })
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if staff {
        // Without a referrer a browser sends no origin with a form either, and forms from elsewhere could not be told.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    if private || staff {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
