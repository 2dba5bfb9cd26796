//! What the widget is told of its site: never an origin, a quota of others, or how the service works inside.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Caller;
use crate::domain::{Locale, Site, SiteKey};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::{ApiError, Problem};

/// A site as the widget knows it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct SiteRecord {
    /// Its public key.
    key: SiteKey,
    /// Its name.
    name: String,
    /// The first words of the widget; those of the catalogue when there are none.
    greeting: Option<String>,
    /// Its language, for visitors who ask for none.
    locale: Locale,
    /// False: nothing new can be said here.
    enabled: bool,
    /// Whether recordings can be turned into text.
    speech: bool,
    /// Whether a model may be shown photos that their owner has cleared.
    images: bool,
}

impl SiteRecord {
    fn of(site: Site, speech: bool, images: bool) -> Self {
        let Site { key, name, greeting, locale, enabled, .. } = site;
        Self { key, name, greeting, locale, enabled, speech, images }
    }
}

/// Shows a site to a page that may embed it.
#[utoipa::path(get, path = "/api/v1/sites/{site}", params(("site" = String, Path)), responses(
    (status = 200, body = SiteRecord),
    (status = 403, description = "The page is not in the site's list", body = Problem,
        content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json")
))]
pub(in crate::web) async fn record(
    State(state): State<WebState>,
    Language(locale): Language,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Json<SiteRecord>, ApiError> {
    let site = caller.site(&state, Some(&key), locale).await?;
    Ok(Json(SiteRecord::of(site, state.service.listens(), state.service.sees())))
}
