//! Why an import was refused, as a problem that says what to do.

use axum::http::StatusCode;

use crate::domain::Locale;
use crate::service::documents::ModelFault;
use crate::service::imports::ImportError;
use crate::web::problem::ApiError;

/// The problem.
pub(in crate::web) fn problem(error: &ImportError, locale: Locale) -> ApiError {
    let (status, code) = match error {
        ImportError::NoFile => (StatusCode::UNPROCESSABLE_ENTITY, "import_no_file"),
        ImportError::Kind => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "import_kind"),
        ImportError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "import_too_large"),
        ImportError::Unreadable(_) => (StatusCode::UNPROCESSABLE_ENTITY, "import_unreadable"),
        ImportError::NoHeads => (StatusCode::UNPROCESSABLE_ENTITY, "import_no_heads"),
        ImportError::NoJob => (StatusCode::NOT_FOUND, "import_no_job"),
        ImportError::Stage(_) => (StatusCode::CONFLICT, "import_stage"),
        ImportError::Mapping => (StatusCode::UNPROCESSABLE_ENTITY, "import_mapping"),
        ImportError::NothingChosen => (StatusCode::UNPROCESSABLE_ENTITY, "import_nothing_chosen"),
        ImportError::Own => (StatusCode::CONFLICT, "import_own"),
        ImportError::NothingWaits => (StatusCode::CONFLICT, "import_nothing_waits"),
        ImportError::Model(fault) => of_model(*fault),
        ImportError::NoText => (StatusCode::UNPROCESSABLE_ENTITY, "import_no_text"),
        ImportError::Taken => (StatusCode::CONFLICT, "import_taken"),
        ImportError::Unwritten => (StatusCode::INTERNAL_SERVER_ERROR, "import_unwritten"),
    };
    ApiError::new(status, code, locale)
}

fn of_model(fault: ModelFault) -> (StatusCode, &'static str) {
    match fault {
        ModelFault::Absent => (StatusCode::CONFLICT, "document_no_model"),
        ModelFault::Spent => (StatusCode::TOO_MANY_REQUESTS, "document_model_spent"),
        ModelFault::Refused => (StatusCode::UNPROCESSABLE_ENTITY, "document_model_refused"),
        ModelFault::Busy => (StatusCode::SERVICE_UNAVAILABLE, "document_model_busy"),
        ModelFault::Slow => (StatusCode::GATEWAY_TIMEOUT, "document_model_slow"),
        ModelFault::Unreadable => (StatusCode::BAD_GATEWAY, "document_model_unreadable"),
        ModelFault::Broken => (StatusCode::BAD_GATEWAY, "document_model_broken"),
        ModelFault::Narrow => (StatusCode::UNPROCESSABLE_ENTITY, "document_model_narrow"),
        ModelFault::Down => (StatusCode::BAD_GATEWAY, "document_model_down"),
    }
}
