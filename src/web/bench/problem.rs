//! Why something at the bench was refused, as a problem that says what to do.

use axum::http::StatusCode;

use crate::domain::Locale;
use crate::domain::bench::{MOST_EXPECTED, MOST_WORDS, QueryFault, SettingsFault};
use crate::messages::say;
use crate::service::bench::BenchError;
use crate::web::problem::ApiError;

/// The problem.
pub(in crate::web) fn problem(error: &BenchError, locale: Locale) -> ApiError {
    let unfit = |code| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, locale);
    match error {
        BenchError::Query(QueryFault::Unknown) => ApiError::new(StatusCode::NOT_FOUND, "bench_no_query", locale),
        BenchError::Query(QueryFault::NoWords) => unfit("bench_no_words"),
        BenchError::Query(QueryFault::TooLong) => unfit("bench_too_long").with("max", MOST_WORDS.to_string()),
        BenchError::Query(QueryFault::TooMany) => unfit("bench_too_many").with("max", MOST_EXPECTED.to_string()),
        BenchError::Query(QueryFault::Kind) => unfit("bench_kind"),
        BenchError::Query(QueryFault::NoItem) => unfit("bench_no_item"),
        BenchError::Settings(faults) if faults.contains(&SettingsFault::Unknown) => {
            ApiError::new(StatusCode::NOT_FOUND, "bench_no_version", locale)
        }
        BenchError::Settings(faults) if faults.contains(&SettingsFault::Promoted) => {
            ApiError::new(StatusCode::CONFLICT, "bench_promoted", locale)
        }
        BenchError::Settings(faults) => {
            let words: Vec<String> =
                faults.iter().map(|fault| say(locale, &format!("bench.wrong_{}", fault.name()), &[])).collect();
            unfit("bench_settings").with("what", words.join(if locale == Locale::En { "; " } else { "；" }))
        }
        BenchError::NothingToRun => ApiError::new(StatusCode::CONFLICT, "bench_nothing", locale),
        BenchError::GapNotSolved => ApiError::new(StatusCode::CONFLICT, "bench_gap_not_solved", locale),
        BenchError::NoGap => ApiError::new(StatusCode::NOT_FOUND, "bench_no_gap", locale),
        BenchError::NoRun => ApiError::new(StatusCode::NOT_FOUND, "bench_no_run", locale),
    }
}
