//! The health of the index: compared with the database on demand, and mended.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};

use super::HERE;
use crate::domain::{Curate, Locale};
use crate::service::ServiceError;
use crate::service::knowledge::IndexCheck;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// Documents that are named of each kind of difference.
const NAMED: usize = 20;

/// The page, before anybody has asked.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(_, who): Allowed<Curate>,
) -> Response {
    let readiness = state.service.readiness().await;
    let context = context! {
        version => readiness.index_version.map(|version| version.chars().take(12).collect::<String>()),
        building => readiness.index_building,
        check => Value::UNDEFINED,
        repaired => false,
    };
    render_for(&who, HERE, "bench/index.html", context, locale)
}

/// Compares.
pub(super) async fn verify(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
) -> Response {
    let check = state.service.verify_index_for(&may).await;
    shown(&state, check, false, &who, locale).await
}

/// Mends what differs.
pub(super) async fn repair(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
) -> Response {
    let check = state.service.repair_index_for(&may).await;
    shown(&state, check, true, &who, locale).await
}

async fn shown(
    state: &WebState,
    check: Result<IndexCheck, ServiceError>,
    repaired: bool,
    who: &crate::service::staff::SignedIn,
    locale: Locale,
) -> Response {
    let check = match check {
        Ok(check) => check,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let readiness = state.service.readiness().await;
    let kinds = [("missing", &check.missing), ("stale", &check.stale), ("extra", &check.extra)];
    let wrong = kinds.into_iter().filter(|(_, keys)| !keys.is_empty()).map(|(name, keys)| {
        context! { name, n => keys.len(), ids => keys.iter().take(NAMED).map(|key| key.id.clone()).collect::<Vec<_>>() }
    });
    let context = context! {
        version => readiness.index_version.map(|version| version.chars().take(12).collect::<String>()),
        building => readiness.index_building,
        check => context! {
            built => check.built,
            clean => check.is_clean(),
            in_force => check.in_force,
            behind => check.behind,
            wrong => wrong.collect::<Vec<_>>(),
        },
        repaired,
    };
    render_for(who, HERE, "bench/index.html", context, locale)
}
