//! Why an action on a case was refused, as a problem that says what to do.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::domain::Locale;
use crate::domain::review::Refusal;
use crate::messages::say;
use crate::service::ServiceError;
use crate::web::problem::ApiError;

/// The problem of a refused action.
pub(in crate::web) fn problem(error: &ServiceError, locale: Locale) -> ApiError {
    match error {
        ServiceError::StaleReview(conflict) => {
            let more = json!({ "version": conflict.version, "steps": conflict.steps });
            ApiError::new(StatusCode::PRECONDITION_FAILED, "stale", locale)
                .with("version", conflict.version.to_string())
                .carrying(members(more))
        }
        ServiceError::ReviewRefused(refusal) => refused(refusal, locale),
        ServiceError::TooManyFilters => ApiError::new(StatusCode::CONFLICT, "too_many_filters", locale),
        ServiceError::NoStaff => ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "no_translator", locale),
        _ => ApiError::new(StatusCode::NOT_FOUND, "no_review", locale),
    }
}

fn members(value: Value) -> Map<String, Value> {
    if let Value::Object(members) = value { members } else { Map::new() }
}

fn refused(refusal: &Refusal, locale: Locale) -> ApiError {
    let conflict = |code| ApiError::new(StatusCode::CONFLICT, code, locale);
    let unfit = |code| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, locale);
    match refusal {
        Refusal::NotHolder { holder } => {
            let more = json!({ "holder": holder });
            ApiError::new(StatusCode::FORBIDDEN, "not_holder", locale)
                .with("name", say(locale, "desk.a_colleague", &[]))
                .carrying(members(more))
        }
        Refusal::NotClaimed => conflict("not_claimed"),
        Refusal::WrongState(state) => {
            let name = serde_json::to_value(state).ok().and_then(|name| name.as_str().map(str::to_owned));
            let key = format!("desk.state_{}", name.unwrap_or_default());
            conflict("wrong_state").with("state", say(locale, &key, &[]))
        }
        Refusal::NoField => unfit("no_field"),
        Refusal::NoQuestion => conflict("no_question"),
        Refusal::NoCriterion => unfit("no_criterion"),
        Refusal::NoReason => unfit("no_reason"),
        Refusal::NoText => unfit("no_text"),
        Refusal::TooLong(most) => unfit("text_too_long").with("max", most.to_string()),
        Refusal::Nothing => conflict("nothing_to_do"),
        Refusal::SamePerson => conflict("same_person"),
        Refusal::LeadOnly => ApiError::new(StatusCode::FORBIDDEN, "lead_only", locale),
        Refusal::Blocked(blocks) => {
            unfit("blocked").with("n", blocks.len().to_string()).carrying(members(json!({ "blocks": blocks })))
        }
    }
}
