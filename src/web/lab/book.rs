//! The pages on which a playbook is tried: which specifications would read otherwise.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::HERE;
use crate::domain::replay::LineChange;
use crate::domain::{AiTask, Curate, Locale, SECTION_TITLES};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::lab::{BookView, LabError};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::curation::problem_words;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by, render_for};

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

/// The form.
#[derive(Debug, Deserialize)]
pub(super) struct BookForm {
    text: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    number: u32,
    #[serde(default)]
    revision: u32,
    #[serde(default, rename = "do")]
    deed: String,
}

/// Every playbook.
pub(super) async fn list(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(_, who): Allowed<Curate>,
) -> Response {
    let knowing = state.service.knowing();
    let books = knowing.knowledge.playbooks.iter().map(|book| {
        context! { task => book.task.to_string(), name => book.name.as_str(), summary => book.summary.as_str() }
    });
    render_for(&who, HERE, "lab/books.html", context! { books => books.collect::<Vec<_>>() }, locale)
}

/// A playbook as text.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(task): Path<String>,
    Query(coming): Query<Coming>,
) -> Response {
    let Some(task) = task_of(&task) else { return no_book(locale) };
    match state.service.book_form(&may, task).await {
        Ok(view) => show(
            &view,
            "",
            (&who, locale),
            coming.done.filter(|done| ["save", "submit"].contains(&done.as_str())),
            None,
        ),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The text as it was sent: compared, or saved.
pub(super) async fn sent(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(task): Path<String>,
    Sent(form): Sent<BookForm>,
) -> Response {
    let Some(task) = task_of(&task) else { return no_book(locale) };
    let text = form.text.replace("\r\n", "\n");
    let seen = (form.number, form.revision);
    if ["save", "submit"].contains(&form.deed.as_str()) {
        let saved = state.service.book_save(&may, task, (&text, &form.reason), seen, form.deed == "submit").await;
        return match saved {
            Ok(()) => Redirect::to(&format!("/staff/curation/playbooks/lab/{task}?done={}", form.deed)).into_response(),
            Err(error) => again(&state, (&may, &who), (task, text, form), error, locale).await,
        };
    }
    match state.service.book_replay(&may, task, text, seen).await {
        Ok(view) => show(&view, &form.reason, (&who, locale), None, None),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The page with what was typed and why it was not saved.
async fn again(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    (task, text, form): (AiTask, String, BookForm),
    error: ServiceError,
    locale: Locale,
) -> Response {
    if !matches!(error, ServiceError::Lab(_)) {
        return refused_by(&ApiError::service(&error, locale), locale);
    }
    let mut seen = (form.number, form.revision);
    // After somebody else's change one may save over it, having been told.
    if matches!(error, ServiceError::Lab(LabError::Decided))
        && let Ok(newest) = state.service.book_form(may, task).await
    {
        seen = newest.seen;
    }
    let error = ApiError::service(&error, locale);
    match state.service.book_replay(may, task, text, seen).await {
        Ok(view) => {
            (error.status(), show(&view, &form.reason, (who, locale), None, Some(error.words()))).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

fn task_of(name: &str) -> Option<AiTask> {
    AiTask::ALL.iter().copied().find(|task| task.as_str() == name)
}

fn no_book(locale: Locale) -> Response {
    refused(StatusCode::NOT_FOUND, "lab_no_playbook", locale)
}

fn show(
    view: &BookView,
    reason: &str,
    (who, locale): (&SignedIn, Locale),
    done: Option<String>,
    error: Option<String>,
) -> Response {
    let talks = view.replay.as_ref().map(|replay| {
        let changed = replay.talks.iter().filter(|talk| !talk.lines.is_empty()).map(|talk| {
            let count = |of: fn(&LineChange) -> bool| talk.lines.iter().filter(|line| of(line)).count();
            context! {
                code => talk.code.as_str(),
                added => count(|line| line.before.is_none()),
                removed => count(|line| line.after.is_none()),
                reworded => count(|line| line.before.is_some() && line.after.is_some()),
                lines => talk.lines.iter().map(|line| self::line(line, locale)).collect::<Vec<_>>(),
            }
        });
        changed.collect::<Vec<Value>>()
    });
    let problems = view.problems.iter().map(|problem| {
        let entry = problem.entry.as_str();
        context! { entry, field => problem.field.as_str(), reason => problem_words(problem, locale) }
    });
    let context = context! {
        task => view.task.to_string(),
        name => view.name.as_str(),
        text => view.text.as_str(),
        number => view.seen.0,
        revision => view.seen.1,
        is_draft => view.is_draft,
        problems => problems.collect::<Vec<_>>(),
        looked_at => view.replay.as_ref().map(|replay| replay.talks.len()),
        talks,
        reason,
        done,
        error,
    };
    render_for(who, HERE, "lab/book.html", context, locale)
}

fn line(line: &LineChange, locale: Locale) -> Value {
    let kind = match (&line.before, &line.after) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "reworded",
    };
    let title = SECTION_TITLES.get(usize::from(line.section)).copied().unwrap_or_default();
    context! {
        section => format!("{} {title}", line.section),
        label => line.label.as_str(),
        kind,
        kind_words => say(locale, &format!("lab.line_{kind}"), &[]),
        before => line.before.as_deref(),
        after => line.after.as_deref(),
    }
}
