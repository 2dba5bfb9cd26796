//! The translators' desk: the API of the review, the queue, the case, and everything that can be done with it.
//!
//! Every page is written on the server and works without scripts: a form posts one action with the version that was seen,
//! and the answer leads back to the page. With scripts the same forms are sent in the background.

mod act;
pub(super) mod api;
mod bulk;
mod case;
mod decide;
mod form;
mod history;
mod judging;
mod merge;
mod queue;
mod refusals;
mod sheet;
mod talk;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(super) use refusals::problem;

use super::WebState;
use super::assets::assets;
use super::extract::Language;
use super::pages;
use crate::domain::Locale;
use crate::messages::say;

/// The pages.
pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/staff/queue", get(queue::page))
        .route("/staff/queue/counts", get(queue::counts))
        .route("/staff/queue/assign", post(bulk::assign))
        .route("/staff/queue/filters", post(bulk::filters))
        .route("/staff/cases/{code}", get(case::page))
        .route("/staff/cases/{code}/act", post(act::act))
        .route("/staff/cases/{code}/notes", post(act::note))
        .route("/staff/cases/{code}/version", get(case::version))
        .route("/staff/cases/{code}/photos/{photo}", get(talk::photo))
        .route("/staff/cases/{code}/releases/{number}", get(history::release))
        .route("/staff/desk/{build}/{file}", get(file))
}

/// Where scripts and styles of this build are found.
fn folder() -> String {
    format!("/staff/desk/{}/", assets().build)
}

/// A script or a style of the desk, below the name of the build.
async fn file(language: Language, headers: HeaderMap, Path((build, file)): Path<(String, String)>) -> Response {
    pages::built("desk", &build, &file, language, &headers)
}

/// The name of a value in JSON.
fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The value of that name; nothing when there is none.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}

/// What people call a value: `prefix` is the beginning of its key in the catalogue.
fn word(locale: Locale, prefix: &str, value: &impl Serialize) -> String {
    say(locale, &format!("{prefix}_{}", name_of(value)), &[])
}

/// How long ago, in the largest unit that fits.
fn since(locale: Locale, from: chrono::DateTime<chrono::Utc>, to: chrono::DateTime<chrono::Utc>) -> String {
    let minutes = (to - from).num_minutes().max(0);
    let (key, n) = match minutes {
        0..60 => ("desk.minutes", minutes),
        60..2_880 => ("desk.hours", minutes / 60),
        _ => ("desk.days", minutes / 1_440),
    };
    say(locale, key, &[("n", &n.to_string())])
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;
    use crate::domain::review::{DeclineReason, Keep};
    use crate::domain::{Evidence, ReviewState, VerdictCode};

    #[test]
    fn every_value_has_a_name_in_the_catalogue() {
        let known = |word: String| assert!(!word.contains('_') || word.contains(' '), "{word}");
        for state in ReviewState::ALL {
            known(word(Locale::ZhCn, "desk.state", &state));
        }
        for reason in DeclineReason::ALL {
            known(word(Locale::ZhCn, "deed.decline", &reason));
        }
        for code in decide::VERDICTS {
            known(word(Locale::ZhCn, "judging.verdict", &code));
        }
        known(word(Locale::ZhCn, "judging.verdict", &VerdictCode::Stop));
        for grade in [Evidence::E1, Evidence::E2, Evidence::E3] {
            known(word(Locale::ZhCn, "judging.evidence", &grade));
        }
        for keep in [Keep::First, Keep::Second] {
            known(word(Locale::ZhCn, "deed.keep", &keep));
        }
    }

    #[test]
    fn time_is_told_in_the_largest_unit_that_fits() {
        let from = DateTime::from_timestamp(0, 0).unwrap();
        let after = |minutes| since(Locale::ZhCn, from, from + TimeDelta::minutes(minutes));
        assert_eq!([after(-5), after(59), after(61), after(2_880)], ["0分钟", "59分钟", "1小时", "2天"]);
    }
}
