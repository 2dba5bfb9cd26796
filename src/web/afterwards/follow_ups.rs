//! What became of released cases: the list of what is due, and the page of one case with its form.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::DateTime;
use minijinja::{Value, context};
use serde::Deserialize;

use super::{day, word};
use crate::domain::afterwards::{FollowMonth, FollowOutcome, FollowUp};
use crate::domain::{ConversationId, Locale, Translate};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::afterwards::{DueCursor, DuePage, DueRow, FollowView, NewFollowUp};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused, refused_by, render_for};

/// The address of the list.
const LIST: &str = "/staff/follow-ups";

/// After which row the page begins: `MILLISECONDS.ID`.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    after: Option<String>,
}

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// A record as the form sends it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RecordForm {
    months: u32,
    outcome: Option<FollowOutcome>,
    #[serde(default)]
    figures: String,
    #[serde(default)]
    why: String,
}

/// What is due.
pub(super) async fn due(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let after = wanted.after.as_deref().and_then(cursor);
    let page = match state.service.due_follow_ups(&may, after).await {
        Ok(page) => page,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let context = context! {
        rows => rows(&page, locale),
        next => page.next.map(|next| format!("{}.{}", next.due_at.timestamp_millis(), next.id)),
        first => after.is_none(),
    };
    render_for(&who, LIST, "afterwards/due.html", context, locale)
}

fn cursor(text: &str) -> Option<DueCursor> {
    let (at, id) = text.split_once('.')?;
    let due_at = DateTime::from_timestamp_millis(at.parse().ok()?)?;
    Some(DueCursor { due_at, id: ConversationId(id.parse().ok()?) })
}

fn rows(page: &DuePage, locale: Locale) -> Vec<Value> {
    let row = |(row, month): &(DueRow, FollowMonth)| {
        let days = (page.read_at - month.due_at(row.released_at)).num_days();
        let since = if days < 1 {
            say(locale, "afterwards.since_today", &[])
        } else {
            say(locale, "afterwards.since_days", &[("n", &days.to_string())])
        };
        context! {
            code => row.case_code.0.as_str(),
            title => row.title.as_str(),
            sector => row.sector.as_ref().map(|sector| sector.name.as_str()),
            verdict => verdict(locale, row.verdict),
            released => day(row.released_at),
            months => month.number(),
            since,
        }
    };
    page.rows.iter().map(row).collect()
}

fn verdict(locale: Locale, code: crate::domain::VerdictCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => say(locale, &format!("page.verdict_{name}"), &[]),
        _ => String::new(),
    }
}

/// How a case is followed up, with the form for a new record.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    Query(coming): Query<Coming>,
) -> Response {
    let id = match state.service.case_named(&may, &code).await {
        Ok(id) => id,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let done = coming.done.is_some();
    show(&state, (&may, &who), id, locale, context! { done, error => Value::UNDEFINED }, &RecordForm::default()).await
}

/// Records what became of a case.
pub(super) async fn record(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Path(code): Path<String>,
    Sent(form): Sent<RecordForm>,
) -> Response {
    let (Some(months), Some(outcome)) = (FollowMonth::of(form.months), form.outcome) else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale);
    };
    let id = match state.service.case_named(&may, &code).await {
        Ok(id) => id,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let (figures, why) = (plain(&form.figures), plain(&form.why));
    match state.service.follow_up(&may, id, NewFollowUp { months, outcome, figures, why }).await {
        Ok(()) => match state.service.follow_ups(&may, id).await {
            Ok(seen) => Redirect::to(&format!("/staff/cases/{}/follow-ups?done=1", seen.case_code)).into_response(),
            Err(error) => refused_by(&ApiError::service(&error, locale), locale),
        },
        Err(error @ ServiceError::Afterwards(_)) => {
            let error = ApiError::service(&error, locale);
            let more = context! { done => false, error => error.words() };
            let page = show(&state, (&may, &who), id, locale, more, &form).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The line breaks of forms made plain.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n")
}

async fn show(
    state: &WebState,
    (may, who): (&May<Translate>, &SignedIn),
    id: ConversationId,
    locale: Locale,
    more: Value,
    form: &RecordForm,
) -> Response {
    let seen = match state.service.follow_ups(may, id).await {
        Ok(seen) => seen,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let newest = seen.due.last().map(|month| u32::from(month.number()));
    let chosen = if form.months == 0 { newest } else { Some(form.months) };
    let due =
        seen.due.iter().map(|month| context! { n => month.number(), chosen => chosen == Some(month.number().into()) });
    let outcomes = FollowOutcome::ALL.map(|outcome| {
        let value = serde_json::to_value(outcome).ok().and_then(|name| name.as_str().map(str::to_owned));
        context! { value, name => word(locale, "outcome", &outcome), chosen => form.outcome == Some(outcome) }
    });
    let context = context! {
        code => seen.case_code.0.as_str(),
        title => seen.title.as_str(),
        released => seen.released_at.map(day),
        next => seen.next.map(|(month, at)| context! { n => month.number(), day => day(at) }),
        due => due.collect::<Vec<_>>(),
        outcomes,
        records => seen.records.iter().rev().map(|record| view(record, &seen, locale)).collect::<Vec<_>>(),
        figures => form.figures.as_str(),
        why => form.why.as_str(),
        ..more
    };
    render_for(who, LIST, "afterwards/follow_up.html", context, locale)
}

fn view(record: &FollowUp, seen: &FollowView, locale: Locale) -> Value {
    context! {
        months => record.months.number(),
        outcome => word(locale, "outcome", &record.outcome),
        mark => match record.outcome {
            FollowOutcome::Running => "good",
            FollowOutcome::Pilot => "accent",
            FollowOutcome::NotStarted => "wait",
            FollowOutcome::Abandoned => "bad",
        },
        figures => record.figures.as_str(),
        why => record.why.as_str(),
        by => seen.names.get(&record.by).map(String::as_str).unwrap_or_default(),
        at => moment(record.at),
    }
}
