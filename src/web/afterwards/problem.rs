//! Why something that comes after a review was refused, as a problem that says what to do.

use axum::http::StatusCode;

use crate::domain::Locale;
use crate::domain::afterwards::{FollowUpFault, ProposalFault};
use crate::messages::say;
use crate::service::afterwards::AfterwardsError;
use crate::service::drafting::{RewriteError, Unfit};
use crate::web::problem::ApiError;

/// The problem.
pub(in crate::web) fn problem(error: &AfterwardsError, locale: Locale) -> ApiError {
    let unfit = |code| ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, locale);
    match error {
        AfterwardsError::Rewrite(error) => of_rewriting(error, locale),
        AfterwardsError::FollowUp(FollowUpFault::NoWhy) => unfit("follow_up_no_why"),
        AfterwardsError::FollowUp(FollowUpFault::Nothing) => unfit("follow_up_nothing"),
        AfterwardsError::FollowUp(FollowUpFault::TooLong(most)) => unfit("text_too_long").with("max", most.to_string()),
        AfterwardsError::NotDue => ApiError::new(StatusCode::CONFLICT, "not_due", locale),
        AfterwardsError::Proposal(ProposalFault::NoText) => unfit("proposal_no_text"),
        AfterwardsError::Proposal(fault) => ApiError::new(StatusCode::CONFLICT, code(*fault), locale),
    }
}

fn code(fault: ProposalFault) -> &'static str {
    match fault {
        ProposalFault::NotReleased => "no_release_in_force",
        ProposalFault::NoConsent => "no_case_consent",
        ProposalFault::Stopped => "case_stopped",
        ProposalFault::TooLittle => "case_too_little",
        ProposalFault::OtherRelease => "other_release",
        ProposalFault::Decided => "proposal_decided",
        ProposalFault::NoText => "proposal_no_text",
    }
}

fn of_rewriting(error: &RewriteError, locale: Locale) -> ApiError {
    match error {
        RewriteError::NoModel => ApiError::new(StatusCode::CONFLICT, "no_model", locale),
        RewriteError::Stopped => ApiError::new(StatusCode::CONFLICT, "rewrite_stopped", locale),
        RewriteError::Unfit(unfit) => ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "rewrite_unfit", locale)
            .with("reason", reason(unfit, locale)),
        RewriteError::Refused => ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "model_refused", locale),
        RewriteError::Failed => ApiError::new(StatusCode::BAD_GATEWAY, "model_failed", locale),
    }
}

fn reason(unfit: &Unfit, locale: Locale) -> String {
    let (name, what) = match unfit {
        Unfit::Empty => ("empty", ""),
        Unfit::Long => ("long", ""),
        Unfit::Same => ("same", ""),
        Unfit::Figure(figure) => ("figure", figure.as_str()),
        Unfit::Word(word) => ("word", *word),
        Unfit::Brand(name) => ("brand", *name),
        Unfit::NoWhy => ("no_why", ""),
    };
    say(locale, &format!("afterwards.unfit_{name}"), &[("what", what)])
}
