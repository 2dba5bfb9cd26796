//! The list of pairs that say nearly the same, and what is said of one.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::{HERE, beside, here, pair, place};
use crate::domain::alike::{PAIRED, Pair};
use crate::domain::{Curate, EntryKind, Locale};
use crate::messages::say;
use crate::service::alike::{AlikeCursor, AlikeList, AlikeRow};
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::curation::{Posted, address};
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{moment, refused, refused_by, render_for};

/// What can have happened just now.
const DONE: [&str; 4] = ["dismissed", "restored", "looking", "look_runs"];

/// Which pairs, and what has just happened.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    tab: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

/// What could not be done with a pair, and what had been typed.
struct Missed<'a> {
    pair: &'a Pair,
    reason: &'a str,
    words: String,
}

impl Asked {
    /// The same page as a form tells it that was sent from there.
    fn again(kind: EntryKind, posted: &Posted) -> Self {
        let text = |name: &str| posted.text(name).to_owned();
        Self { kind: kind.folder().to_owned(), tab: text("tab"), after: text("after"), done: String::new() }
    }

    fn library(&self) -> EntryKind {
        PAIRED.into_iter().find(|kind| kind.folder() == self.kind).unwrap_or(EntryKind::Case)
    }

    fn dismissed(&self) -> bool {
        self.tab == "dismissed"
    }

    /// One that was tampered with begins at the first row.
    fn cursor(&self) -> Option<AlikeCursor> {
        let mut parts = self.after.splitn(3, '~');
        let percent = parts.next()?.parse().ok()?;
        Some(AlikeCursor { percent, one: parts.next()?.to_owned(), other: parts.next()?.to_owned() })
    }

    fn address(&self, more: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let own = [("kind", self.library().folder()), ("tab", if self.dismissed() { "dismissed" } else { "" })];
        query.extend_pairs(own.iter().chain(more).filter(|(_, value)| !value.is_empty()));
        format!("{HERE}?{}", query.finish())
    }
}

/// The list.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Query(asked): Query<Asked>,
) -> Response {
    show(&state, (&may, &who), &asked, locale, None).await
}

/// Looks at everything anew.
pub(super) async fn look(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Curate>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let posted = Posted(posted);
    let kind = PAIRED.into_iter().find(|kind| kind.folder() == posted.text("kind")).unwrap_or(EntryKind::Case);
    match state.service.look_again(&may).await {
        Ok(begun) => {
            let done = if begun { "looking" } else { "look_runs" };
            Redirect::to(&Asked::again(kind, &posted).address(&[("done", done)])).into_response()
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// Keeps what is said of a pair.
pub(super) async fn decide(
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
    let (service, reason) = (&state.service, posted.text("reason"));
    let decided = match posted.deed() {
        "dismiss" => {
            let marks = posted.text("seen").split_once('.').unwrap_or_default();
            service.dismiss_alike(&may, &pair, marks, reason).await.map(|()| "dismissed")
        }
        "restore" => service.restore_alike(&may, &pair).await.map(|()| "restored"),
        _ => return refused(StatusCode::UNPROCESSABLE_ENTITY, "bad_form", locale),
    };
    let asked = Asked::again(pair.kind, &posted);
    match decided {
        Ok(done) => Redirect::to(&asked.address(&[("after", &asked.after), ("done", done)])).into_response(),
        Err(error) => {
            let error = ApiError::service(&error, locale);
            let missed = Missed { pair: &pair, reason, words: error.words() };
            let page = show(&state, (&may, &who), &asked, locale, Some(&missed)).await;
            let status = if page.status() == StatusCode::OK { error.status() } else { page.status() };
            (status, page).into_response()
        }
    }
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    asked: &Asked,
    locale: Locale,
    missed: Option<&Missed<'_>>,
) -> Response {
    let list = match state.service.alike(may, asked.library(), asked.dismissed(), asked.cursor()).await {
        Ok(list) => list,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let next = list
        .next
        .as_ref()
        .map(|next| asked.address(&[("after", &format!("{}~{}~{}", next.percent, next.one, next.other))]));
    let done = DONE.iter().find(|done| **done == asked.done);
    let full = list.position.as_ref().and_then(|position| position.full.as_ref());
    let here_is = |row: &AlikeRow| missed.is_some_and(|missed| *missed.pair == row.pair.pair);
    let context = context! {
        tabs => tabs(&list, asked, locale),
        kind => asked.library().folder(),
        is_policy => asked.library() == EntryKind::Policy,
        tab => if asked.dismissed() { "dismissed" } else { "" },
        dismissed => asked.dismissed(),
        after => &asked.after,
        rows => list.rows.iter().map(|one| {
            let typed = missed.filter(|_| here_is(one)).map(|missed| context! { reason => missed.reason, words => &missed.words });
            row(one, &list, typed, locale)
        }).collect::<Vec<_>>(),
        next,
        first => (!asked.after.is_empty()).then(|| asked.address(&[])),
        done => done.map(|done| say(locale, &format!("alike.done_{done}"), &[])),
        error => missed.map(|missed| &missed.words),
        // What was typed for a pair that is not on the page any more.
        lost => missed.filter(|_| !list.rows.iter().any(here_is)).map(|missed| missed.reason).filter(|reason| !reason.is_empty()),
        looking => full.map(|full| context! { looked => full.looked, of => full.of }),
        waits => list.position.is_none(),
    };
    render_for(who, &here(), "alike/list.html", context, locale)
}

fn tabs(list: &AlikeList, asked: &Asked, locale: Locale) -> Vec<Value> {
    let mut tabs = vec![];
    for dismissed in [false, true] {
        for (kind, waiting, none) in &list.counts {
            let tab = if dismissed { "dismissed" } else { "" };
            let to = Asked { kind: kind.folder().to_owned(), tab: tab.to_owned(), ..Asked::default() };
            let name =
                say(locale, &format!("alike.tab_{}{}", kind.folder(), if dismissed { "_none" } else { "" }), &[]);
            let count = if dismissed { none } else { waiting };
            let here = *kind == asked.library() && dismissed == asked.dismissed();
            tabs.push(context! { name, count, href => to.address(&[]), here });
        }
    }
    tabs
}

fn row(row: &AlikeRow, list: &AlikeList, typed: Option<Value>, locale: Locale) -> Value {
    let pair = &row.pair;
    context! {
        name => format!("{}-{}", pair.pair.one, pair.pair.other),
        percent => pair.percent,
        action => place(&pair.pair),
        merge => format!("{}/merge", place(&pair.pair)),
        seen => format!("{}.{}", pair.marks.0, pair.marks.1),
        found => moment(pair.found_at),
        both => [beside(&row.both.0, locale), beside(&row.both.1, locale)],
        waits => row.waits.as_ref().map(address),
        none => pair.dismissed.as_ref().map(|dismissed| context! {
            by => list.names.get(&dismissed.by), at => moment(dismissed.at), reason => &dismissed.reason,
        }),
        typed,
    }
}
