//! Placeholder until the sign-in comes.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::WebState;
use super::problem::ApiError;
use crate::domain::Right;
use crate::service::staff::{May, SignedIn};

pub(super) struct Allowed<R: Right>(pub(super) May<R>, pub(super) SignedIn);

impl<R: Right> FromRequestParts<WebState> for Allowed<R> {
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, _: &WebState) -> Result<Self, ApiError> {
        Err(ApiError::new(axum::http::StatusCode::UNAUTHORIZED, "not_allowed", crate::domain::Locale::default()))
    }
}
