//! The page that makes one of two: both sides field by field, what is taken, which one stays.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;

use super::{beside, here, pair, place, sources};
use crate::domain::alike::{How, MergeField, Pair, Side};
use crate::domain::curation::{Entry, shown};
use crate::domain::{Curate, Locale};
use crate::messages::say;
use crate::service::Service;
use crate::service::alike::{Beside, MergeForm, Merged, SeenItem};
use crate::service::knowledge::Problem;
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::curation::{Posted, address, choice, label, problem_words};
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by, render_for};

/// What stands before the name of a field in the form.
const FIELD: &str = "f.";

/// What stands in the form beside what both items say.
#[derive(Default)]
struct Typed {
    keep: Option<Side>,
    taken: Vec<(String, Side)>,
    note: String,
    error: Option<String>,
    problems: Vec<Problem>,
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        let side = |(name, value): &(String, String)| Some((name.strip_prefix(FIELD)?.to_owned(), Side::parse(value)?));
        Self {
            keep: Side::parse(posted.text("keep")),
            taken: posted.0.iter().filter_map(side).collect(),
            note: posted.text("note").replace("\r\n", "\n"),
            ..Self::default()
        }
    }
}

/// The form.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((library, one, other)): Path<(String, String, String)>,
) -> Response {
    let Some(pair) = pair(&library, &one, &other) else {
        return refused(StatusCode::NOT_FOUND, "not_found", locale);
    };
    show(&state, (&may, &who), &pair, locale, &Typed::default()).await
}

/// Keeps what comes of both.
pub(super) async fn save(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((library, one, other)): Path<(String, String, String)>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(pair) = pair(&library, &one, &other) else {
        return refused(StatusCode::NOT_FOUND, "not_found", locale);
    };
    let posted = Posted(posted);
    let typed = Typed::of(&posted);
    let (Some(keep), Some(one), Some(other)) = (typed.keep, seen(&posted, Side::One), seen(&posted, Side::Other))
    else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale);
    };
    let form = MergeForm {
        pair: &pair,
        keep,
        taken: &typed.taken,
        seen: (one, other),
        note: &typed.note,
        submit: posted.deed() == "submit",
    };
    let who = (&may, &who);
    match state.service.merge_items(&may, &form).await {
        Ok(Merged::Kept(key, _)) => {
            let done = if form.submit { "submitted" } else { "saved" };
            Redirect::to(&format!("{}?done={done}", address(&key))).into_response()
        }
        Ok(Merged::Stale) => {
            let typed = Typed { error: Some(say(locale, "alike.stale", &[])), ..typed };
            again(&state, who, &pair, locale, &typed, StatusCode::PRECONDITION_FAILED).await
        }
        Ok(Merged::Wrong(problems)) => {
            let error = say(locale, "alike.wrong", &[("n", &problems.len().to_string())]);
            let typed = Typed { error: Some(error), problems, ..typed };
            again(&state, who, &pair, locale, &typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => {
            let error = ApiError::service(&error, locale);
            let typed = Typed { error: Some(error.words()), ..typed };
            again(&state, who, &pair, locale, &typed, error.status()).await
        }
    }
}

/// How a side stood when the form was opened.
fn seen(posted: &Posted, side: Side) -> Option<SeenItem> {
    let (number, latest) = posted.text(&format!("seen_{}", side.name())).split_once('.')?;
    Some(SeenItem { number: number.parse().ok()?, latest: latest.parse().ok()? })
}

/// The form with all that had been chosen and typed, and why it was not kept.
async fn again(
    state: &WebState,
    who: (&May<Curate>, &SignedIn),
    pair: &Pair,
    locale: Locale,
    typed: &Typed,
    status: StatusCode,
) -> Response {
    let page = show(state, who, pair, locale, typed).await;
    let status = if page.status() == StatusCode::OK { status } else { page.status() };
    (status, page).into_response()
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    pair: &Pair,
    locale: Locale,
    typed: &Typed,
) -> Response {
    let view = match state.service.merge_view(may, pair).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let keep = view.stays.or(typed.keep).unwrap_or(Side::One);
    let words = Words { service: &state.service, locale };
    let body = view.body(keep, &typed.taken);
    let both = (&view.both.0.body, &view.both.1.body);
    let chosen = view.that_are(How::Chosen).map(|field| {
        let taken = view.taken(&typed.taken, field.name);
        let sides = Side::BOTH.map(|side| {
            context! { id => side.name(), texts => words.texts(field, side.of(both)), chosen => side == taken }
        });
        context! { name => format!("{FIELD}{}", field.name), label => words.name(field), sides }
    });
    let joined = view.that_are(How::Joined).filter(|field| field.name != "sources");
    let told = |field: &MergeField| context! { label => words.name(field), texts => words.texts(field, &body) };
    let context = context! {
        action => format!("{}/merge", place(pair)),
        sides => Side::BOTH.map(|side| context! {
            id => side.name(),
            item_id => &side.of((&view.both.0, &view.both.1)).item.key.id,
            seen => stood(side.of((&view.both.0, &view.both.1))),
            keep => side == keep,
            bound => view.stays.is_some_and(|stays| stays != side),
            ..beside(side.of((&view.both.0, &view.both.1)), locale)
        }),
        chosen => chosen.collect::<Vec<_>>(),
        joined => joined.map(told).collect::<Vec<_>>(),
        same => view.that_are(How::Same).map(|field| context! { label => words.name(field), texts => words.texts(field, both.0) }).collect::<Vec<_>>(),
        sources => sources(body.get("sources"), locale),
        note => &typed.note,
        error => &typed.error,
        problems => typed.problems.iter().map(|problem| format!("{}：{}", label(&problem.field, locale), problem_words(problem, locale))).collect::<Vec<_>>(),
        busy => view.busy.iter().map(|key| context! { id => &key.id, href => address(key) }).collect::<Vec<_>>(),
        apart => view.apart,
        owners => view.stays.is_some(),
        back => format!("{}?kind={}", super::HERE, pair.kind.folder()),
    };
    render_for(who, &here(), "alike/merge.html", context, locale)
}

fn stood(beside: &Beside) -> String {
    format!("{}.{}", beside.item.number, beside.item.latest)
}

/// What fields and what stands in them are called.
struct Words<'a> {
    service: &'a Service,
    locale: Locale,
}

impl Words<'_> {
    fn name(&self, field: &MergeField) -> String {
        let names: Vec<String> = field.specs.iter().map(|spec| label(spec.path, self.locale)).collect();
        names.join(if self.locale == Locale::En { ", " } else { "、" })
    }

    /// What an entry says in a field: a text for every part that is filled in.
    fn texts(&self, field: &MergeField, body: &serde_json::Value) -> Vec<String> {
        let task = |name: &str| self.service.name_of_task(name);
        let texts = field.specs.iter().filter_map(|spec| {
            if matches!(spec.entry, Entry::Rows(_)) {
                let rows = body.pointer(&format!("/{}", spec.path)).and_then(serde_json::Value::as_array);
                let title =
                    |row: &serde_json::Value| row.get("title").and_then(serde_json::Value::as_str).map(str::to_owned);
                return rows.map(|rows| rows.iter().filter_map(title).collect::<Vec<_>>().join("\n"));
            }
            let value = body.pointer(&format!("/{}", spec.path.replace('.', "/")));
            let text = shown(spec.entry, value, &task);
            let text = match spec.entry {
                Entry::Task => task(&text),
                Entry::Choice(_) => choice(spec.path, &text, self.locale),
                _ => text,
            };
            Some(text)
        });
        texts.filter(|text| !text.trim().is_empty()).collect()
    }
}
