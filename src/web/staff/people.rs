//! Accounts of the staff, for administrators: made, given roles, shut, let in anew by a link.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::LINK;
use super::allowed::Allowed;
use super::form::Sent;
use super::render::{moment, refused_by, render_for};
use crate::domain::{Administer, Locale, Role, Staff, StaffId};
use crate::service::ServiceError;
use crate::service::staff::{May, NewStaff, OneTimeLink, SignedIn, StaffError};
use crate::web::WebState;
use crate::web::extract::{Id, Language};
use crate::web::problem::ApiError;
use crate::web::site::base;

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// A new account.
#[derive(Debug, Default, Deserialize)]
pub(super) struct NewForm {
    login: String,
    name: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    role: Vec<Role>,
}

/// The roles of an account.
#[derive(Debug, Deserialize)]
pub(super) struct RolesForm {
    #[serde(default)]
    role: Vec<Role>,
}

/// Whether an account is open.
#[derive(Debug, Deserialize)]
pub(super) struct EnabledForm {
    enabled: bool,
}

/// Who asks, and in which language.
struct Asking<'a> {
    state: &'a WebState,
    may: &'a May<Administer>,
    who: &'a SignedIn,
    locale: Locale,
}

/// All accounts, and a form for a new one.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Administer>,
    Query(coming): Query<Coming>,
) -> Response {
    let done = coming.done.filter(|done| ["roles", "enabled", "disabled"].contains(&done.as_str()));
    Asking { state: &state, may: &may, who: &who, locale }
        .show(context! { done, wrong => () }, &NewForm::default())
        .await
}

/// Makes an account and shows its link, once.
pub(super) async fn add(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Administer>,
    headers: HeaderMap,
    Sent(form): Sent<NewForm>,
) -> Response {
    let asking = Asking { state: &state, may: &may, who: &who, locale };
    let new = NewStaff {
        login: form.login.clone(),
        name: form.name.clone(),
        roles: form.role.iter().copied().collect(),
        area: Some(form.area.clone()),
    };
    match state.service.gate().office(&may).add(new).await {
        Ok(link) => asking.hand_over(&link, &headers),
        Err(ServiceError::Staff(error)) => asking.again(error, &form).await,
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Gives roles.
pub(super) async fn roles(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Administer>,
    Id(id): Id,
    Sent(form): Sent<RolesForm>,
) -> Response {
    let roles: BTreeSet<Role> = form.role.into_iter().collect();
    let changed = state.service.gate().office(&may).set_roles(StaffId(id), &roles).await;
    Asking { state: &state, may: &may, who: &who, locale }.changed(changed, "roles").await
}

/// Opens or shuts an account.
pub(super) async fn enabled(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Administer>,
    Id(id): Id,
    Sent(form): Sent<EnabledForm>,
) -> Response {
    let changed = state.service.gate().office(&may).set_enabled(StaffId(id), form.enabled).await;
    let done = if form.enabled { "enabled" } else { "disabled" };
    Asking { state: &state, may: &may, who: &who, locale }.changed(changed, done).await
}

/// Makes a new link and shows it, once.
pub(super) async fn link(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Administer>,
    headers: HeaderMap,
    Id(id): Id,
) -> Response {
    let asking = Asking { state: &state, may: &may, who: &who, locale };
    match state.service.gate().office(&may).link(StaffId(id)).await {
        Ok(link) => asking.hand_over(&link, &headers),
        Err(ServiceError::Staff(error)) => asking.again(error, &NewForm::default()).await,
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

impl Asking<'_> {
    async fn changed(&self, changed: Result<(), ServiceError>, done: &str) -> Response {
        match changed {
            Ok(()) => Redirect::to(&format!("/staff/people?done={done}")).into_response(),
            Err(ServiceError::Staff(error)) => self.again(error, &NewForm::default()).await,
            Err(error) => refused_by(&ApiError::service(&error, self.locale), self.locale),
        }
    }

    /// The page once more, with what was wrong: beside the form for a new account, or above the list.
    async fn again(&self, error: StaffError, form: &NewForm) -> Response {
        let words = ApiError::service(&ServiceError::Staff(error), self.locale);
        let field = match error {
            StaffError::BadLogin | StaffError::LoginTaken => "login",
            StaffError::BadName => "name",
            StaffError::NoRole if !form.login.is_empty() => "role",
            _ => "list",
        };
        let page = self.show(context! { done => (), wrong => field, error => words.words() }, form).await;
        (words.status(), page).into_response()
    }

    async fn show(&self, more: Value, form: &NewForm) -> Response {
        let all = match self.state.service.gate().office(self.may).all().await {
            Ok(all) => all,
            Err(error) => return refused_by(&ApiError::service(&error, self.locale), self.locale),
        };
        let form = context! {
            login => form.login.as_str(),
            name => form.name.as_str(),
            area => form.area.as_str(),
            roles => form.role.iter().map(|role| role.name()).collect::<Vec<_>>(),
        };
        let context = context! {
            people => all.iter().map(view).collect::<Vec<_>>(),
            roles => Role::ALL.map(Role::name),
            form,
            ..more
        };
        render_for(self.who, "/staff/people", "staff/people.html", context, self.locale)
    }

    /// The link is shown in the answer itself: nothing that could show it again is kept.
    fn hand_over(&self, link: &OneTimeLink, headers: &HeaderMap) -> Response {
        let context = context! {
            name => link.staff.name.as_str(),
            login => link.staff.login.as_str(),
            link => format!("{}{LINK}{}", base(self.state, headers), link.token),
        };
        render_for(self.who, "/staff/people", "staff/handed_over.html", context, self.locale)
    }
}

fn view(staff: &Staff) -> Value {
    context! {
        id => staff.id.to_string(),
        login => staff.login.as_str(),
        name => staff.name.as_str(),
        area => staff.area.as_deref(),
        enabled => staff.enabled,
        roles => staff.roles.iter().map(|role| role.name()).collect::<Vec<_>>(),
        since => moment(staff.created_at),
    }
}
