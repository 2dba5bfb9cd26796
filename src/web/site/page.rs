//! The whole page for WeChat and QR codes, and the inside of the iframe shell: only the site's own pages may frame it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Caller;
use crate::domain::{PageOrigin, Site};
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::{WebState, headers, pages};

/// The page of a site.
pub(in crate::web) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let site = caller.site(&state, Some(&key), locale).await?;
    let mut response = pages::index(Language(locale), headers).await;
    let policy = HeaderValue::from_str(&headers::policy(&ancestors(&site)));
    if let Ok(policy) = policy {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response.into_response())
}

/// Who may frame the page.
fn ancestors(site: &Site) -> String {
    // Web views without an origin have no name that could stand here: only a page that frames from anywhere lets them in.
    if site.null_origin {
        return "*".to_owned();
    }
    let origins: Vec<&str> = site.origins.iter().map(PageOrigin::as_str).collect();
    if origins.is_empty() { "'none'".to_owned() } else { format!("'self' {}", origins.join(" ")) }
}
