//! Pages of staff: sign in, the own account, accounts of others, the log. They work without scripts.
//!
//! [`allowed::Allowed`] opens a handler to a right and checks that a form comes from our own page, [`form::Sent`] reads it,
//! [`render`] writes a page: all for the desk as well. Its routes go through [`protected`], so that forms can carry their token.

mod account;
pub(in crate::web) mod allowed;
mod audit;
pub(in crate::web) mod console;
mod cookie;
pub(in crate::web) mod form;
mod guard;
mod link;
mod openid;
mod people;
pub(in crate::web) mod render;
mod sign_in;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};

use super::WebState;
use crate::service::staff::StaffError;

/// Where one-time links begin.
pub(in crate::web) const LINK: &str = "/staff/link/";

/// The pages.
pub(in crate::web) fn routes() -> Router<WebState> {
    Router::new()
        .route("/staff", get(sign_in::home))
        .route("/staff/sign-in", get(sign_in::page).post(sign_in::sign_in))
        .route("/staff/sign-out", post(sign_in::sign_out))
        .route("/staff/openid", get(openid::begin))
        .route("/staff/openid/callback", get(openid::finish))
        .route("/staff/link/{token}", get(link::page).post(link::set))
        .route("/staff/account", get(account::page))
        .route("/staff/account/password", post(account::password))
        .route("/staff/account/totp", post(account::propose))
        .route("/staff/account/totp/confirm", post(account::confirm))
        .route("/staff/account/totp/off", post(account::clear))
        .route("/staff/account/sign-out-everywhere", post(account::everywhere))
        .route("/staff/people", get(people::page).post(people::add))
        .route("/staff/people/{id}/roles", post(people::roles))
        .route("/staff/people/{id}/enabled", post(people::enabled))
        .route("/staff/people/{id}/link", post(people::link))
        .route("/staff/audit", get(audit::page))
}

/// The same routes with what every page of staff needs.
pub(in crate::web) fn protected(routes: Router<WebState>) -> Router<WebState> {
    routes.layer(axum::middleware::from_fn(guard::form_token))
}

/// The status that goes with an error.
pub(in crate::web) fn status(error: StaffError) -> StatusCode {
    match error {
        StaffError::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        StaffError::NoLink | StaffError::NoStaff | StaffError::NoProvider => StatusCode::NOT_FOUND,
        StaffError::NoAccount => StatusCode::FORBIDDEN,
        StaffError::NoProposal | StaffError::LoginTaken | StaffError::OwnAccount => StatusCode::CONFLICT,
        StaffError::ProviderFailed => StatusCode::BAD_GATEWAY,
        StaffError::StrayAnswer => StatusCode::BAD_REQUEST,
        StaffError::SignInRefused
        | StaffError::Password(_)
        | StaffError::WrongPassword
        | StaffError::WrongCode
        | StaffError::BadLogin
        | StaffError::BadName
        | StaffError::NoRole => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
