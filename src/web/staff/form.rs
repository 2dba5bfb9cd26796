//! A form as a type; one that cannot be read is refused on a page.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::Form;
use serde::de::DeserializeOwned;

use super::render::refused;
use crate::web::WebState;
use crate::web::extract::Language;

/// What a form sent. Fields of the same name make a list.
pub(in crate::web) struct Sent<T>(pub(in crate::web) T);

impl<T: DeserializeOwned> FromRequest<WebState> for Sent<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let Language(locale) = Language::of(request.headers());
        let form = Form::<T>::from_request(request, state).await;
        form.map(|Form(value)| Self(value)).map_err(|_| refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale))
    }
}
