//! The form of an item: for a new one, for a new version, with what is wrong beside each box, and beside another's change.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::{Value, context};

use super::beginning::{Beginning, carried};
use super::form::{Filling, Posted, body, id_of, toml};
use super::text::changes;
use super::{HERE, address, library, problems, shelf};
use crate::domain::curation::{Days, ItemKey, Version, diff, fields, naming_field};
use crate::domain::{Curate, EntryKind, Locale};
use crate::messages::say;
use crate::service::curation::{CurationError, ItemView, Saved, Saving};
use crate::service::knowledge::Problem;
use crate::service::staff::{May, SignedIn};
use crate::service::{Service, ServiceError};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::form::Sent;
use crate::web::staff::render::{refused, refused_by, render_for};

/// Who has the form open, and in which language.
struct Desk<'a> {
    state: &'a WebState,
    may: &'a May<Curate>,
    who: &'a SignedIn,
    locale: Locale,
}

/// The form for a new item.
pub(super) async fn fresh(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(name): Path<String>,
    Query(beginning): Query<Beginning>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let (desk, service) = (Desk { state: &state, may: &may, who: &who, locale }, &state.service);
    let body = match beginning.fresh(kind, service, &may).await {
        Ok(body) => body,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let filling = Filling { kind, known: false, problems: &[], service, locale };
    let form = fields(kind).map(|_| filling.of(&body));
    let typed = context! { gap => beginning.gap(service), ..typed(&Posted::default(), service) };
    desk.shows(kind, None, context! { form, typed, seen => "0.0" })
}

/// A new item.
pub(super) async fn create(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(name): Path<String>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let (desk, posted) = (Desk { state: &state, may: &may, who: &who, locale }, Posted(posted));
    let id = id_of(kind, &posted);
    desk.keeps(&ItemKey::new(kind, id), None, &posted).await
}

/// The form for a new version.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((name, id)): Path<(String, String)>,
    Query(beginning): Query<Beginning>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let (key, desk) = (ItemKey::new(kind, id), Desk { state: &state, may: &may, who: &who, locale });
    let view = match state.service.curated_item(&may, &key).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let Some(version) = view.editable() else {
        return refused_by(&super::problem(CurationError::NoItem, locale), locale);
    };
    let filling = Filling { kind, known: true, problems: &view.problems, service: &state.service, locale };
    let (body, row) = beginning.onto(kind, &version.body, &state.service);
    let form = fields(kind).map(|_| filling.of(&body));
    let open = version.state.open();
    let days = version.days;
    let typed = context! {
        note => if open { version.note.as_str() } else { "" },
        publish_on => days.publish_on.filter(|_| open).map(|day| day.to_string()),
        expire_on => days.expire_on.map(|day| day.to_string()),
        toml => toml(&key, &version.body),
        id => &key.id,
        gap => beginning.gap(&state.service),
    };
    desk.shows(kind, Some(&view), context! { form, typed, row, seen => seen(&view) })
}

/// Keeps what the form says.
pub(super) async fn save(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((name, id)): Path<(String, String)>,
    Sent(posted): Sent<Vec<(String, String)>>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let (desk, key, posted) =
        (Desk { state: &state, may: &may, who: &who, locale }, ItemKey::new(kind, id), Posted(posted));
    match state.service.curated_item(&may, &key).await {
        Ok(view) => desk.keeps(&key, Some(&view), &posted).await,
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}

/// The newest version and its revision, as a form carries them.
fn seen(view: &ItemView) -> String {
    let revision = view.open().map_or(0, |open| open.revision);
    format!("{}.{revision}", view.item.latest)
}

/// What had been typed beside the boxes of the item itself.
fn typed(posted: &Posted, service: &Service) -> Value {
    let boxes =
        Value::from_pairs(["note", "publish_on", "expire_on", "toml", "id"].map(|name| (name, posted.text(name))));
    context! { gap => carried(posted.text("gap"), service), ..boxes }
}

impl Desk<'_> {
    fn shows(&self, kind: EntryKind, view: Option<&ItemView>, more: Value) -> Response {
        let Desk { who, locale, .. } = self;
        let nothing = context! {
            wrong => (), others => Vec::<String>::new(), theirs => (), bad_days => (), in_text => (), form => (), row => (),
        };
        let own = context! {
            library => kind.folder(),
            library_name => say(*locale, &format!("curation.library_{}", kind.folder()), &[]),
            known => view.is_some(),
            id => view.map(|view| view.item.key.id.as_str()),
            title => view.map(|view| view.item.traits.title.as_str()),
            href => view.map(|view| address(&view.item.key)),
            action => view.map_or_else(
                || format!("{HERE}/{}/new", kind.folder()),
                |view| format!("{}/edit", address(&view.item.key)),
            ),
            dated => matches!(kind, EntryKind::Case | EntryKind::Policy),
            as_text => fields(kind).is_none(),
        };
        let context = context! { ..more, ..nothing, ..own };
        render_for(who, &shelf(kind), "curation/edit.html", context, *locale)
    }

    /// The form again, with all that had been typed.
    fn again(
        &self,
        key: &ItemKey,
        view: Option<&ItemView>,
        posted: &Posted,
        problems: &[Problem],
        more: Value,
    ) -> Response {
        let Desk { state, locale, .. } = self;
        let filling =
            Filling { kind: key.kind, known: view.is_some(), problems, service: &state.service, locale: *locale };
        let form = fields(key.kind).map(|_| filling.again(posted));
        let others = filling.others(form.as_deref().unwrap_or_default());
        let seen = posted.text("seen");
        self.shows(key.kind, view, context! { form, others, typed => typed(posted, &state.service), seen, ..more })
    }

    async fn keeps(&self, key: &ItemKey, view: Option<&ItemView>, posted: &Posted) -> Response {
        let Desk { state, may, locale, .. } = *self;
        if posted.deed().starts_with("more:") {
            return self.again(key, view, posted, &[], context! {});
        }
        let known = if view.is_some() { key.id.as_str() } else { "" };
        let id = if fields(key.kind).is_some() { known } else { &key.id };
        let body = match body(key.kind, id, posted, &state.service) {
            Ok(body) => body,
            Err(problems) => return self.wrong(key, view, posted, &problems),
        };
        let (Ok(publish_on), Ok(expire_on)) = (posted.day("publish_on"), posted.day("expire_on")) else {
            let wrong = say(locale, "curation.bad_days", &[]);
            let page = self.again(key, view, posted, &[], context! { bad_days => &wrong, wrong => &wrong });
            return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
        };
        let saving = Saving {
            key: key.clone(),
            new: view.is_none(),
            body: body.clone(),
            note: posted.text("note").replace("\r\n", "\n").trim().to_owned(),
            days: Days { publish_on, expire_on },
            submit: posted.deed() == "submit",
            seen: posted.seen().filter(|_| view.is_some()),
            gap: state.service.gap_named(posted.text("gap")),
        };
        match state.service.save_item(may, saving).await {
            Ok(Saved::Kept { number, problems }) => {
                let done = match (number, posted.deed()) {
                    (None, _) => "same",
                    (Some(_), "submit") => "submitted",
                    (Some(_), _) if problems.is_empty() => "saved",
                    (Some(_), _) => "saved_gaps",
                };
                Redirect::to(&format!("{}?done={done}", address(key))).into_response()
            }
            Ok(Saved::Wrong(problems)) => self.wrong(key, view, posted, &problems),
            Ok(Saved::Stale) => self.stale(key, posted, &body).await,
            Err(error @ ServiceError::Curation(CurationError::IdTaken)) => {
                let (file, entry, field) = (String::new(), String::new(), naming_field(key.kind).to_owned());
                let error = ApiError::service(&error, locale);
                let problem = Problem { file, entry, field, reason: error.words() };
                let page = self.again(key, view, posted, &[problem], context! { wrong => error.words() });
                (error.status(), page).into_response()
            }
            Err(error) => refused_by(&ApiError::service(&error, locale), locale),
        }
    }

    fn wrong(&self, key: &ItemKey, view: Option<&ItemView>, posted: &Posted, found: &[Problem]) -> Response {
        let wrong = say(self.locale, "curation.wrong", &[("n", &found.len().to_string())]);
        let text = fields(key.kind).is_none();
        let told = |problem: &Problem| {
            let entry = if problem.entry.is_empty() { String::new() } else { format!("「{}」", problem.entry) };
            format!("{}{entry}：{}", problem.field, problems::words(problem, self.locale))
        };
        let more = if text {
            context! { wrong, in_text => found.iter().map(told).collect::<Vec<_>>() }
        } else {
            context! { wrong }
        };
        let page = self.again(key, view, posted, found, more);
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }

    /// Somebody else was faster: their version beside what was typed, which is kept on the page.
    async fn stale(&self, key: &ItemKey, posted: &Posted, mine: &serde_json::Value) -> Response {
        let Desk { state, may, locale, .. } = *self;
        let view = match state.service.curated_item(may, key).await {
            Ok(view) => view,
            Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
        };
        let newest: Option<&Version> = view.open().or_else(|| view.versions.first());
        let theirs = newest.map(|newest| {
            context! {
                by => newest.author.and_then(|id| view.names.get(&id).cloned()),
                number => newest.number,
                changes => changes(&diff(&newest.body, mine), &state.service, locale),
            }
        });
        let mut posted = posted.clone();
        posted.0.retain(|(name, _)| name != "seen");
        posted.0.push(("seen".to_owned(), seen(&view)));
        let wrong = say(locale, "curation.stale", &[]);
        let page = self.again(key, Some(&view), &posted, &[], context! { wrong, theirs });
        (StatusCode::PRECONDITION_FAILED, page).into_response()
    }
}
