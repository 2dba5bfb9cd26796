//! The page of a job: what its columns mean, how far it is, what its rows would do, what came of them.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::HERE;
use super::rows::row;
use crate::domain::imports::{Job, SheetPlan, Stage, Verdict, Work};
use crate::domain::tabular::{Column, Shape, columns};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::imports::{JobView, MappingForm};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::{Id, Language};
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused_by, render_for};

/// Sources that columns of somebody's own may mean.
const SOURCES: usize = 9;

/// Which rows are to be seen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    show: Option<String>,
    #[serde(default)]
    after: u32,
}

/// What is to be taken.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    take: Vec<String>,
    #[serde(default)]
    row: Vec<u32>,
}

/// Who asks, for which job.
struct Asking<'a> {
    state: &'a WebState,
    may: &'a May<Curate>,
    who: &'a SignedIn,
    locale: Locale,
    id: Uuid,
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Id(id): Id,
    Query(wanted): Query<Wanted>,
) -> Response {
    Asking { state: &state, may: &may, who: &who, locale, id }.show(None, &wanted).await
}

/// Says what the columns mean.
pub(super) async fn map(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Id(id): Id,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Response {
    let done = state.service.map_columns(&may, id, &mapping(fields)).await;
    Asking { state: &state, may: &may, who: &who, locale, id }.done(done).await
}

/// The fields `key.SHEET.COLUMN` and `common.SHEET.KEY`.
fn mapping(fields: Vec<(String, String)>) -> MappingForm {
    let mut form = MappingForm::default();
    for (name, text) in fields {
        let mut parts = name.splitn(3, '.');
        let (Some(what), Some(sheet), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let Ok(sheet) = sheet.parse::<usize>() else { continue };
        match (what, rest.parse::<usize>()) {
            ("key", Ok(column)) => {
                form.keys.insert((sheet, column), text);
            }
            ("common", _) => {
                form.common.insert((sheet, rest.to_owned()), text);
            }
            _ => {}
        }
    }
    form
}

/// Takes what was chosen.
pub(super) async fn confirm(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Id(id): Id,
    Sent(choice): Sent<Choice>,
) -> Response {
    let verdicts: Vec<Verdict> = choice.take.iter().filter_map(|name| Verdict::named(name)).collect();
    let done = state.service.confirm_import(&may, id, (&verdicts, &choice.row)).await;
    Asking { state: &state, may: &may, who: &who, locale, id }.done(done.map(|_| ())).await
}

/// Stops the job.
pub(super) async fn cancel(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Id(id): Id,
) -> Response {
    let done = state.service.cancel_job(&may, id).await;
    Asking { state: &state, may: &may, who: &who, locale, id }.done(done).await
}

/// Begins to publish all of an import.
pub(super) async fn publish(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Id(id): Id,
) -> Response {
    let asking = Asking { state: &state, may: &may, who: &who, locale, id };
    match state.service.publish_import(&may, id).await {
        Ok(job) => Redirect::to(&format!("/staff/curation/jobs/{}", job.id)).into_response(),
        Err(error) => asking.done(Err(error)).await,
    }
}

impl Asking<'_> {
    async fn done(&self, done: Result<(), ServiceError>) -> Response {
        match done {
            Ok(()) => Redirect::to(&format!("/staff/curation/jobs/{}", self.id)).into_response(),
            Err(error @ ServiceError::Import(_)) => {
                let error = ApiError::service(&error, self.locale);
                (error.status(), self.show(Some(&error), &Wanted::default()).await).into_response()
            }
            Err(error) => refused_by(&ApiError::service(&error, self.locale), self.locale),
        }
    }

    async fn show(&self, wrong: Option<&ApiError>, wanted: &Wanted) -> Response {
        match self.context(wrong, wanted).await {
            Ok(context) => render_for(self.who, HERE, "imports/job.html", context, self.locale),
            Err(error) => refused_by(&ApiError::service(&error, self.locale), self.locale),
        }
    }

    async fn context(&self, wrong: Option<&ApiError>, wanted: &Wanted) -> Result<Value, ServiceError> {
        let view = self.state.service.job_view(self.may, self.id).await?;
        let job = &view.job;
        let mut lists = vec![];
        let judged = job.work == Work::Import && !matches!(job.stage, Stage::Mapping | Stage::Checking | Stage::Failed);
        let only = wanted.show.as_deref().and_then(Verdict::named);
        for verdict in Verdict::ALL {
            let count = job.counts.of(verdict.name());
            if !judged || count == 0 || only.is_some_and(|only| only != verdict) {
                continue;
            }
            let after = if only.is_some() { wanted.after } else { 0 };
            let views = self.state.service.row_views(self.may, self.id, (verdict, after)).await?;
            let last = views.last().map_or(0, |view| view.row.number);
            let more = !self.state.service.row_views(self.may, self.id, (verdict, last)).await?.is_empty();
            lists.push(context! {
                verdict => verdict.name(),
                count,
                rows => views.iter().map(|view| row(view, self.locale)).collect::<Vec<_>>(),
                more => more.then_some(last),
                later => after > 0,
            });
        }
        Ok(context! {
            wrong => wrong.map(ApiError::words),
            job => shown(&view),
            mine => job.staff == self.who.staff().id,
            may_publish => view.may_publish,
            sheets => job.plan.sheets.iter().zip(&view.lacking).map(|(sheet, lacking)| self.sheet(sheet, lacking)).collect::<Vec<_>>(),
            publishing => view.publishing.iter().map(brief).collect::<Vec<_>>(),
            lists,
            judged,
            verdicts => Verdict::ALL.map(Verdict::name),
        })
    }

    fn sheet(&self, sheet: &SheetPlan, lacking: &[Column]) -> Value {
        let known = columns(sheet.kind, SOURCES);
        let key = |place: usize| sheet.keys.get(place).cloned().flatten().unwrap_or_default();
        let heads = sheet.heads.iter().enumerate().map(|(place, head)| {
            let unnamed = || say(self.locale, "imports.unnamed", &[("n", &(place + 1).to_string())]);
            context! {
                head => if head.trim().is_empty() { unnamed() } else { head.clone() },
                sample => sheet.samples.get(place),
                key => key(place),
            }
        });
        let lacking = lacking.iter().map(|column| {
            let choices: Vec<Value> = match column.shape {
                Shape::Choice(choices) => choices.iter().map(|(_, label)| context! { label => *label }).collect(),
                _ => vec![],
            };
            context! { key => column.key.as_str(), head => column.head.as_str(), note => column.note, choices,
            said => sheet.common.get(&column.key) }
        });
        context! {
            name => sheet.name.as_str(),
            kind => say(self.locale, &format!("imports.kind_{}", sheet.kind.name()), &[]),
            heads => heads.collect::<Vec<_>>(),
            lacking => lacking.collect::<Vec<_>>(),
            known => known.iter().map(|column| context! { key => column.key.as_str(), head => column.head.as_str() }).collect::<Vec<_>>(),
        }
    }
}

fn shown(view: &JobView) -> Value {
    let job = &view.job;
    let counts = |names: &[&str]| {
        names.iter().map(|name| ((*name).to_owned(), job.counts.of(name))).collect::<std::collections::BTreeMap<_, _>>()
    };
    context! {
        by => view.by.as_str(),
        fault => job.fault.as_deref(),
        cursor => job.cursor,
        applied => job.counts.of("applied"),
        total => job.total,
        parent => job.parent.map(|id| id.to_string()),
        open => job.stage.open(),
        running => job.stage.running(),
        counts => counts(&["new", "changed", "identical", "similar", "error"]),
        came => counts(&["made", "replaced", "same", "stale", "unfit", "in_force", "scheduled", "not_published"]),
        ..brief(job)
    }
}

fn brief(job: &Job) -> Value {
    context! {
        id => job.id.to_string(),
        name => job.name.as_str(),
        work => job.work.name(),
        stage => job.stage.name(),
        at => moment(job.at),
    }
}
