//! Why something in the lab was not done, as a problem that says what to do.

use axum::http::StatusCode;

use crate::domain::Locale;
use crate::domain::answers::AnswerFault;
use crate::service::lab::LabError;
use crate::web::curation::problem_words;
use crate::web::problem::ApiError;

/// The problem.
pub(in crate::web) fn problem(error: &LabError, locale: Locale) -> ApiError {
    let (status, code) = match error {
        LabError::NoRubric => (StatusCode::NOT_FOUND, "lab_no_rubric"),
        LabError::NoPlaybook => (StatusCode::NOT_FOUND, "lab_no_playbook"),
        LabError::NoCandidate => (StatusCode::NOT_FOUND, "lab_no_candidate"),
        LabError::Decided => (StatusCode::CONFLICT, "lab_decided"),
        LabError::NoReason => (StatusCode::UNPROCESSABLE_ENTITY, "lab_no_reason"),
        LabError::Telling => (StatusCode::UNPROCESSABLE_ENTITY, "lab_telling"),
        LabError::BadPlaybook(problems) | LabError::BadCase(problems) => {
            let why = problems
                .iter()
                .map(|one| format!("{}：{}", one.field, problem_words(one, locale)))
                .collect::<Vec<_>>()
                .join("；");
            return ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "lab_ill_formed", locale).with("why", why);
        }
        LabError::NoAnswer => (StatusCode::NOT_FOUND, "lab_no_answer"),
        LabError::Answer(AnswerFault::NoForm) => (StatusCode::UNPROCESSABLE_ENTITY, "answer_no_form"),
        LabError::Answer(AnswerFault::BadForm) => (StatusCode::UNPROCESSABLE_ENTITY, "answer_bad_form"),
        LabError::Answer(AnswerFault::BadAnswer) => (StatusCode::UNPROCESSABLE_ENTITY, "answer_bad_answer"),
        LabError::Answer(AnswerFault::BadDay) => (StatusCode::UNPROCESSABLE_ENTITY, "answer_bad_day"),
        LabError::Answer(AnswerFault::Own) => (StatusCode::CONFLICT, "answer_own"),
    };
    ApiError::new(status, code, locale)
}
