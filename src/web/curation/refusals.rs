//! Why something was not done with the knowledge, as a problem that says what to do.

use axum::http::StatusCode;

use crate::domain::Locale;
use crate::domain::curation::Fault;
use crate::service::curation::CurationError;
use crate::web::problem::ApiError;

/// The problem.
pub(in crate::web) fn problem(error: CurationError, locale: Locale) -> ApiError {
    let unfit = |code| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, locale);
    match error {
        CurationError::NoItem => ApiError::new(StatusCode::NOT_FOUND, "no_item", locale),
        CurationError::Fault(fault) => ApiError::new(StatusCode::CONFLICT, code(fault), locale),
        CurationError::NoReason => unfit("curation_no_reason"),
        CurationError::TooLong(most) => unfit("text_too_long").with("max", most.to_string()),
        CurationError::IdTaken => ApiError::new(StatusCode::CONFLICT, "id_taken", locale),
        CurationError::Lowers => unfit("curation_lowers"),
        CurationError::BadView => unfit("bad_view"),
        CurationError::NoPair => ApiError::new(StatusCode::NOT_FOUND, "alike_no_pair", locale),
        CurationError::PairChanged => ApiError::new(StatusCode::PRECONDITION_FAILED, "alike_changed", locale),
        CurationError::MergeBusy => ApiError::new(StatusCode::CONFLICT, "merge_busy", locale),
        CurationError::MergeGone => ApiError::new(StatusCode::CONFLICT, "merge_gone", locale),
        CurationError::MergeOwners => ApiError::new(StatusCode::CONFLICT, "merge_owners", locale),
    }
}

/// The name of a fault in the catalogue.
pub(super) fn code(fault: Fault) -> &'static str {
    match fault {
        Fault::Own => "curation_own",
        Fault::WrongState => "curation_wrong_state",
        Fault::Unknown => "curation_unknown",
        Fault::Over => "curation_over",
        Fault::Unfit => "curation_unfit",
        Fault::Needed => "curation_needed",
        Fault::Partner => "curation_partner",
    }
}
