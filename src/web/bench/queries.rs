//! Saved queries: the list, the form of one, and what a hit's button does.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use uuid::Uuid;

use super::{AskForm, HERE, item_address, kind_name};
use crate::domain::bench::{NewQuery, QueryId, SavedQuery};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused_by, render_for};

/// A query as the form sends it; the expected ids stand one a line.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct QueryForm {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    expected: String,
    /// An item that a hit's button names.
    #[serde(default)]
    item: String,
}

/// What has just happened.
#[derive(Debug, Deserialize)]
pub(super) struct Coming {
    done: Option<String>,
}

impl QueryForm {
    fn ask(&self) -> AskForm {
        AskForm { q: self.q.clone(), kind: self.kind.clone(), area: self.area.clone(), as_of: self.as_of.clone() }
    }

    fn of(saved: &SavedQuery) -> Self {
        let query = &saved.query;
        Self {
            q: query.words.clone(),
            kind: kind_name(query.kind).to_owned(),
            area: query.area.clone().unwrap_or_default(),
            as_of: query.as_of.map(|day| day.to_string()).unwrap_or_default(),
            expected: query.expected.join("\n"),
            item: String::new(),
        }
    }

    fn query(&self) -> Result<NewQuery, chrono::ParseError> {
        let ask = self.ask();
        let expected = self.expected.split(|c: char| c.is_whitespace() || ",，、;；".contains(c));
        Ok(NewQuery {
            words: self.q.clone(),
            kind: ask.kind(),
            area: ask.area(),
            as_of: ask.as_of()?,
            expected: expected.filter(|id| !id.is_empty()).map(str::to_owned).collect(),
        })
    }
}

/// Every saved query, with the form for a new one.
pub(super) async fn list(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(coming): Query<Coming>,
) -> Response {
    show(&state, (&may, &who), (None, &QueryForm::default()), None, coming.done.as_deref(), locale).await
}

/// Saves a new query; from the search's page it leads back there.
pub(super) async fn save(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Sent(form): Sent<QueryForm>,
) -> Response {
    keep(&state, (&may, &who), None, &form, locale).await
}

/// The form of a query.
pub(super) async fn edit(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(id): Path<Uuid>,
) -> Response {
    match state.service.bench_query(&may, QueryId(id)).await {
        Ok(saved) => show(&state, (&may, &who), (Some(QueryId(id)), &QueryForm::of(&saved)), None, None, locale).await,
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Keeps another form of a query.
pub(super) async fn change(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(id): Path<Uuid>,
    Sent(form): Sent<QueryForm>,
) -> Response {
    keep(&state, (&may, &who), Some(QueryId(id)), &form, locale).await
}

/// Forgets a query.
pub(super) async fn forget(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Path(id): Path<Uuid>,
) -> Response {
    match state.service.drop_bench_query(&may, QueryId(id)).await {
        Ok(()) => Redirect::to(&format!("{HERE}/queries?done=dropped")).into_response(),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Expects a hit: of the saved query that asks the same, or of a new one.
pub(super) async fn expect(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Sent(form): Sent<QueryForm>,
) -> Response {
    let done = async {
        let Ok(query) = form.query() else { return Ok(()) };
        let all = state.service.bench_queries(&may).await?;
        let asks_the_same = |saved: &&SavedQuery| {
            let known = &saved.query;
            (known.words.as_str(), known.kind, &known.area, known.as_of)
                == (query.words.trim(), query.kind, &query.area, query.as_of)
        };
        if let Some(saved) = all.iter().find(asks_the_same) {
            return state.service.expect_hit(&may, saved.id, &form.item).await;
        }
        let query = NewQuery { expected: vec![form.item.clone()], ..query };
        state.service.save_bench_query(&may, None, query).await.map(|_| ())
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("{}&done=expected", form.ask().address())).into_response(),
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

async fn keep(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    id: Option<QueryId>,
    form: &QueryForm,
    locale: Locale,
) -> Response {
    let Ok(query) = form.query() else {
        let error = say(locale, "bench.no_day", &[]);
        return show(state, (may, who), (id, form), Some(error), None, locale).await;
    };
    match state.service.save_bench_query(may, id, query).await {
        Ok(_) => Redirect::to(&format!("{HERE}/queries?done=saved")).into_response(),
        Err(error @ ServiceError::Bench(_)) => {
            let error = ApiError::service(&error, locale);
            let page = show(state, (may, who), (id, form), Some(error.words()), None, locale).await;
            (error.status(), page).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    (id, form): (Option<QueryId>, &QueryForm),
    error: Option<String>,
    done: Option<&str>,
    locale: Locale,
) -> Response {
    let all = match state.service.bench_queries(may).await {
        Ok(all) => all,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let context = context! {
        form => context! { expected => form.expected.as_str(), ..form.ask().shown() },
        editing => id.map(|id| id.0.to_string()),
        rows => all.iter().map(row).collect::<Vec<_>>(),
        error,
        done => done.filter(|done| ["saved", "dropped"].contains(done)),
    };
    render_for(who, HERE, "bench/queries.html", context, locale)
}

fn row(saved: &SavedQuery) -> Value {
    let query = &saved.query;
    let expected = query.expected.iter().map(|id| context! { id => id.as_str(), href => item_address(query.kind, id) });
    context! {
        id => saved.id.0.to_string(),
        words => query.words.as_str(),
        kind => kind_name(query.kind),
        area => query.area.as_deref(),
        as_of => query.as_of.map(|day| day.to_string()),
        expected => expected.collect::<Vec<_>>(),
        look => QueryForm::of(saved).ask().address(),
    }
}
