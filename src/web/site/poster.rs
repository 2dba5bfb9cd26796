//! A sheet to print and put on a wall: what the service is for, and a QR code that opens the site's page.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Environment, context};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::Caller;
use crate::domain::{Locale, Site};
use crate::messages::say;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;

/// The template; its name tells that it is markup.
const NAME: &str = "poster.html";
const TEMPLATE: &str = include_str!("../../../web/pages/poster.html");

/// Smallest width of the picture, in pixels; a printer scales it.
const WIDTH: u32 = 240;

/// The sheet.
pub(in crate::web) async fn poster(
    State(state): State<WebState>,
    Language(locale): Language,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Html<String>, ApiError> {
    let site = caller.site(&state, Some(&key), locale).await?;
    sheet(&site, &address(&state, &headers, &site), locale).map(Html).map_err(|error| failed(&error, locale))
}

/// The QR code alone.
pub(in crate::web) async fn code(
    State(state): State<WebState>,
    Language(locale): Language,
    caller: Caller,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let site = caller.site(&state, Some(&key), locale).await?;
    // A smudged or torn sheet is still read with a quarter of the code gone.
    let code = QrCode::with_error_correction_level(address(&state, &headers, &site), EcLevel::Q);
    let code = code.map_err(|error| failed(&error, locale))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(WIDTH, WIDTH).build();
    Ok(([(CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

fn failed(error: &dyn std::error::Error, locale: Locale) -> ApiError {
    tracing::error!(%error, "no sheet could be drawn");
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", locale)
}

/// Where the site's page is found from outside.
fn address(state: &WebState, headers: &HeaderMap, site: &Site) -> String {
    format!("{}/w/{}", base(state, headers), site.key)
}

/// The address under which this service is reached from outside, without a slash at its end.
pub(in crate::web) fn base(state: &WebState, headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if state.public_url.is_empty() {
        let scheme = text("x-forwarded-proto").filter(|_| state.proxies > 0).unwrap_or("http");
        format!("{scheme}://{}", text(HOST.as_str()).unwrap_or("localhost"))
    } else {
        state.public_url.trim_end_matches('/').to_owned()
    }
}

/// The sheet as markup; the template escapes what staff wrote.
fn sheet(site: &Site, address: &str, locale: Locale) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_template(NAME, TEMPLATE)?;
    let text = |key: &str| say(locale, key, &[]);
    environment.get_template(NAME)?.render(context! {
        lang => if locale == Locale::En { "en" } else { "zh-CN" },
        site => site.name.as_str(),
        key => site.key.as_str(),
        address,
        title => text("poster.title"),
        lead => text("poster.lead"),
        code => text("poster.code"),
        steps => ["poster.step_1", "poster.step_2", "poster.step_3"].map(text),
        note => text("poster.note"),
    })
}
