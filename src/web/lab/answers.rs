//! The fixed answers to common questions: a list, a form for each, and what an owner who asks would hear.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use minijinja::{Value, context};
use serde::Deserialize;

use crate::domain::{Curate, Locale};
use crate::service::ServiceError;
use crate::service::lab::{AnswerForm, AnswerView};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// The address of the page.
const LIST: &str = "/staff/curation/answers";

/// What has just happened, and what somebody wants to try.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
    said: Option<String>,
}

/// A form that was not taken.
struct Refused<'a> {
    id: &'a str,
    form: &'a AnswerForm,
    words: String,
}

/// The list.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(coming): Query<Coming>,
) -> Response {
    show(&state, (&may, &who), locale, &coming, None).await
}

/// An answer as it was sent: written, or consented to.
pub(super) async fn sent(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Sent(fields): Sent<BTreeMap<String, String>>,
) -> Response {
    let text = |name: &str| fields.get(name).map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
    let (id, seen) = (text("id"), text("seen").parse().ok().and_then(DateTime::<Utc>::from_timestamp_millis));
    let form = AnswerForm {
        forms: text("forms"),
        answer: text("answer"),
        expires_on: text("expires_on"),
        off: !text("off").is_empty(),
    };
    let approves = text("do") == "approve";
    let done = if approves {
        state.service.approve_answer(&may, &id, seen.unwrap_or_default()).await
    } else {
        state.service.write_answer(&may, Some(id.as_str()).filter(|id| !id.is_empty()), seen, &form).await
    };
    match done {
        Ok(()) => {
            Redirect::to(&format!("{LIST}?done={}", if approves { "approved" } else { "written" })).into_response()
        }
        Err(error @ ServiceError::Lab(_)) => {
            let error = ApiError::service(&error, locale);
            let refused = Refused { id: &id, form: &form, words: error.words() };
            let coming = Coming { done: None, said: None };
            let page = show(&state, (&may, &who), locale, &coming, Some(refused)).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    locale: Locale,
    coming: &Coming,
    refused: Option<Refused<'_>>,
) -> Response {
    let answers = match state.service.answers(may).await {
        Ok(answers) => answers,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let said = coming.said.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let tried = match said {
        Some(said) => match state.service.try_answer(may, said).await {
            Ok(found) => Some(found.map(|answer| answer.answer)),
            Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
        },
        None => None,
    };
    let own = |id: &str| refused.as_ref().filter(|refused| refused.id == id);
    let rows = answers.iter().map(|view| row(view, own(&view.answer.id), who));
    let new = own("");
    let context = context! {
        rows => rows.collect::<Vec<_>>(),
        new => new.map(|refused| form(refused.form)),
        new_wrong => new.map(|refused| refused.words.as_str()),
        said,
        tried => tried.is_some(),
        found => tried.flatten(),
        done => coming.done.as_deref().filter(|done| ["written", "approved"].contains(done)),
    };
    render_for(who, LIST, "lab/answers.html", context, locale)
}

fn form(form: &AnswerForm) -> Value {
    context! { forms => form.forms.as_str(), answer => form.answer.as_str(), expires_on => form.expires_on.as_str(), off => form.off }
}

fn row(view: &AnswerView, refused: Option<&Refused<'_>>, who: &SignedIn) -> Value {
    let answer = &view.answer;
    let stored = AnswerForm {
        forms: answer.forms.join("\n"),
        answer: answer.answer.clone(),
        expires_on: answer.expires_on.to_string(),
        off: answer.off,
    };
    context! {
        id => answer.id.as_str(),
        seen => answer.written_at.timestamp_millis(),
        title => answer.forms.first().map(String::as_str),
        form => form(refused.map_or(&stored, |refused| refused.form)),
        wrong => refused.map(|refused| refused.words.as_str()),
        owner => view.owner.as_str(),
        author => view.author.as_str(),
        written => moment(answer.written_at),
        approved_by => view.approved_by.as_deref(),
        may_approve => answer.approved_by.is_none() && answer.may_approve(who.staff().id).is_ok(),
        holds => view.holds,
        off => answer.off,
        ends_soon => view.ends_soon,
        expires_on => answer.expires_on.to_string(),
        hits => answer.hits,
    }
}
