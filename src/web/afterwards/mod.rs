//! What comes after a release: follow-ups, proposals for the case base, the figures of the desk, and a line written anew.

pub(super) mod api;
mod figures;
mod follow_ups;
mod problem;
mod propose;

use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;
use serde_json::Value;

pub(super) use problem::problem;

use super::WebState;
use crate::domain::Locale;
use crate::messages::say;

/// Wenzhou's offset from UTC, in seconds.
const OFFSET: i32 = 8 * 3_600;

/// The pages.
pub(super) fn routes() -> Router<WebState> {
    Router::new()
        .route("/staff/follow-ups", get(follow_ups::due))
        .route("/staff/cases/{code}/follow-ups", get(follow_ups::page).post(follow_ups::record))
        .route("/staff/cases/{code}/propose", get(propose::page).post(propose::propose))
        .route("/staff/figures", get(figures::page))
        .route("/staff/figures.xlsx", get(figures::file))
}

/// The routes below `/api`.
pub(super) fn api_routes() -> Router<WebState> {
    Router::new()
        .route("/v1/reviews/{id}/follow-ups", get(api::follow_ups))
        .route("/v1/reviews/{id}/fields/{field}/rewrite", post(api::rewrite))
}

/// The day of a moment in Wenzhou.
fn day(at: DateTime<Utc>) -> String {
    let local = FixedOffset::east_opt(OFFSET).map(|offset| at.with_timezone(&offset).date_naive());
    local.unwrap_or_else(|| at.date_naive()).to_string()
}

/// What people call a value: `prefix` is the beginning of its key in the section `afterwards`.
fn word(locale: Locale, prefix: &str, value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => say(locale, &format!("afterwards.{prefix}_{name}"), &[]),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::afterwards::{FollowOutcome, ProposalState};
    use crate::domain::review::DeclineReason;
    use crate::domain::{CaseFit, CaseOutcome, CaseTiming};

    #[test]
    fn every_value_has_a_name_in_the_catalogue() {
        let known = |word: String| assert!(!word.contains('.') && !word.is_empty(), "{word}");
        for locale in [Locale::ZhCn, Locale::En] {
            for outcome in FollowOutcome::ALL {
                known(word(locale, "outcome", &outcome));
            }
            for state in [ProposalState::Proposed, ProposalState::Taken, ProposalState::Refused] {
                known(word(locale, "state", &state));
            }
            for fit in [CaseFit::Suitable, CaseFit::SuitableWithConditions, CaseFit::NotSuitable] {
                known(word(locale, "fit", &fit));
            }
            for timing in [CaseTiming::Now, CaseTiming::PilotFirst, CaseTiming::PrepareFirst, CaseTiming::NotNow] {
                known(word(locale, "timing", &timing));
            }
            for outcome in [
                CaseOutcome::Success,
                CaseOutcome::Partial,
                CaseOutcome::Failed,
                CaseOutcome::Abandoned,
                CaseOutcome::ConventionalSolutionChosen,
            ] {
                known(word(locale, "ended", &outcome));
            }
            for reason in DeclineReason::ALL {
                let name = serde_json::to_value(reason).unwrap();
                known(say(locale, &format!("figures.declined_{}", name.as_str().unwrap()), &[]));
            }
        }
    }

    #[test]
    fn days_are_those_of_the_place() {
        assert_eq!(day(DateTime::from_timestamp(17 * 3_600, 0).unwrap()), "1970-01-02");
    }
}
