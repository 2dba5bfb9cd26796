//! What is left of a quota, as headers (draft-ietf-httpapi-ratelimit-headers-06, the form with three of them).

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::domain::Allowance;

pub(super) const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
pub(super) const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
pub(super) const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// The quota that will be used up first.
pub(in crate::web) fn limit_headers(allowance: Allowance) -> HeaderMap {
    let pairs = [(LIMIT, allowance.limit), (REMAINING, allowance.left), (RESET, allowance.renews_in)];
    pairs.into_iter().map(|(name, count)| (name, HeaderValue::from(count))).collect()
}
