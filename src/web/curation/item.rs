//! The page of an item: what it says, how it stands, what can be done with it, its versions, who cites it.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::form::{Filling, toml};
use super::text::{changes, origin, original};
use super::{HERE, address, badge, beginning, library, problems, shelf};
use crate::domain::bench::SavedQuery;
use crate::domain::curation::{
    ItemKey, Version, VersionState, diff, fields, may_publish, may_refuse, may_submit, may_take_back,
};
use crate::domain::proposing::Ground;
use crate::domain::tabular::{TableKind, columns};
use crate::domain::{Curate, EntryKind, Locale, Publication, StaffId};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::curation::{Citation, CurationError, ItemView};
use crate::service::documents::SOURCES;
use crate::service::staff::{May, SignedIn};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{moment, refused, refused_by, render_for};

/// What has just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Coming {
    #[serde(default)]
    done: String,
}

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((name, id)): Path<(String, String)>,
    Query(coming): Query<Coming>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let key = format!("curation.done_{}", coming.done);
    let done = Some(say(locale, &key, &[])).filter(|said| *said != key);
    show(&state, (&may, &who), &ItemKey::new(kind, id), locale, context! { done, error => (), reason => "" }).await
}

/// The page again, with why something was not done and the reason that had been typed.
pub(super) async fn again(
    state: &WebState,
    who: (&May<Curate>, &SignedIn),
    key: &ItemKey,
    locale: Locale,
    reason: &str,
    error: &ServiceError,
) -> Response {
    let error = ApiError::service(error, locale);
    let page = show(state, who, key, locale, context! { done => (), error => error.words(), reason }).await;
    let status = if page.status() == StatusCode::OK { error.status() } else { page.status() };
    (status, page).into_response()
}

async fn show(
    state: &WebState,
    (may, who): (&May<Curate>, &SignedIn),
    key: &ItemKey,
    locale: Locale,
    more: Value,
) -> Response {
    let view = match state.service.curated_item(may, key).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let service = &state.service;
    let shown = view.shown();
    let filling = Filling { kind: key.kind, known: true, problems: &[], service, locale };
    let open = view.open().map(|open| {
        let before = view.before(open.number);
        let diffs = before.map(|before| changes(&diff(&before.body, &open.body), service, locale));
        let problems = view.problems.iter().map(|problem| {
            let label = super::text::label(&problems::field(problem), locale);
            format!("{label}：{}", problems::words(problem, locale))
        });
        context! {
            may => deeds(&view, open, may.staff().id),
            changes => diffs.unwrap_or_default(),
            compared => before.map(|before| before.number),
            problems => problems.collect::<Vec<_>>(),
            ..version_view(open, &view, locale)
        }
    });
    let own = context! {
        soon => service.ending_soon(may).await,
        fields => shown.filter(|_| fields(key.kind).is_some()).map(|version| filling.of(&version.body)),
        toml => shown.filter(|_| fields(key.kind).is_none()).map(|version| toml(key, &version.body)),
        shown => shown.map(|version| version_view(version, &view, locale)),
        open,
        versions => view.versions.iter().map(|version| version_view(version, &view, locale)).collect::<Vec<_>>(),
        cited => context! { drafts => citations(&view.cited.drafts), releases => citations(&view.cited.releases) },
        expected => expected(&view),
        gaps => view.gaps.iter().map(|gap| beginning::title(gap, service)).collect::<Vec<_>>(),
        owners => view.curators.iter().map(|(id, name)| {
            context! { id => id.to_string(), name, chosen => view.item.owner == Some(*id) }
        }).collect::<Vec<_>>(),
    };
    let merging = match service.merging_of(may, key).await {
        Ok(merging) => merging,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let named = |other: Option<(ItemKey, String)>| other.map(|(key, title)| context! { href => address(&key), title });
    let merging = context! {
        takes_in => named(merging.takes_in), goes_into => named(merging.goes_into), went_into => named(merging.went_into),
    };
    let own = context! { merging, ..own };
    let context = context! { ..own, ..more, ..head(&view, locale) };
    render_for(who, &shelf(key.kind), "curation/item.html", context, locale)
}

fn head(view: &ItemView, locale: Locale) -> Value {
    let item = &view.item;
    let standing = item.standing(view.today);
    context! {
        library => item.key.kind.folder(),
        library_name => say(locale, &format!("curation.library_{}", item.key.kind.folder()), &[]),
        id => &item.key.id,
        title => &item.traits.title,
        href => address(&item.key),
        standing => badge(standing, locale),
        in_force => item.head == Publication::Published,
        removed => item.removed,
        // Nothing works without it: it cannot be turned off.
        fixed => matches!(item.key.kind, EntryKind::Playbook) && item.head == Publication::Published,
        last_day => item.last_day().map(|day| day.to_string()),
        expire_on => item.expire_on.map(|day| day.to_string()),
        days_left => item.last_day().map(|day| (day - view.today).num_days()).filter(|days| (0..=90).contains(days)),
        owner => item.owner.and_then(|id| view.names.get(&id)),
        review_on => item.review_on.map(|day| day.to_string()),
        review_due => item.review_on.is_some_and(|day| day <= view.today),
        sent_back => view.versions.first().filter(|version| {
            version.state == VersionState::Refused && item.stage == Some(VersionState::Refused)
        }).map(|version| version_view(version, view, locale)),
    }
}

/// What somebody may do with the open version.
fn deeds(view: &ItemView, open: &Version, me: StaffId) -> Value {
    let whole = view.problems.is_empty();
    let publish = may_publish(open, me, view.today);
    context! {
        submit => may_submit(open).is_ok() && whole,
        take_back => may_take_back(open).is_ok(),
        publish => publish.is_ok() && whole,
        own => publish == Err(crate::domain::curation::Fault::Own),
        over => publish == Err(crate::domain::curation::Fault::Over),
        refuse => may_refuse(open, me).is_ok(),
    }
}

fn version_view(version: &Version, view: &ItemView, locale: Locale) -> Value {
    let name = |id: Option<StaffId>| id.and_then(|id| view.names.get(&id).cloned());
    context! {
        number => version.number,
        state => version.state.name(),
        state_name => say(locale, &format!("curation.version_{}", version.state.name()), &[]),
        author => name(version.author),
        written => version.written_at.map(moment),
        note => &version.note,
        reviewer => name(version.reviewer),
        decided => version.decided_at.map(moment),
        reason => &version.reason,
        publish_on => version.days.publish_on.map(|day| day.to_string()),
        expire_on => version.days.expire_on.map(|day| day.to_string()),
        origin => origin(version, locale),
        original => original(version),
        href => format!("{}/versions/{}", address(&version.key), version.number),
        grounds => grounds(version, view),
    }
}

/// What of a version a model had proposed.
fn grounds(version: &Version, view: &ItemView) -> Vec<Value> {
    let kind = if version.key.kind == EntryKind::Case { TableKind::Case } else { TableKind::Policy };
    let columns = columns(kind, SOURCES);
    let head = |key: &str| columns.iter().find(|column| column.key == key).map(|column| column.head.clone());
    let grounds = view.grounds.get(&version.number).into_iter().flatten();
    let one = |ground: &Ground| {
        context! {
            head => head(&ground.key).unwrap_or_else(|| ground.key.clone()),
            value => &ground.value,
            quote => &ground.quote,
            changed => ground.changed,
        }
    };
    grounds.map(one).collect()
}

fn citations(citations: &[Citation]) -> Vec<Value> {
    let one = |cited: &Citation| context! { code => &cited.case_code, title => &cited.title, release => cited.release };
    citations.iter().map(one).collect()
}

/// The bench's saved queries that expect an item: without it their figures fall.
fn expected(view: &ItemView) -> Vec<Value> {
    let one = |saved: &SavedQuery| {
        context! { words => saved.query.words.as_str(), href => format!("{HERE}/bench/queries/{}", saved.id.0) }
    };
    view.expected.iter().map(one).collect()
}

/// One version, with what it changed.
pub(super) async fn version(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((name, id, number)): Path<(String, String, u32)>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let key = ItemKey::new(kind, id);
    let view = match state.service.curated_item(&may, &key).await {
        Ok(view) => view,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let Some(version) = view.version(number) else {
        return refused_by(&super::problem(CurationError::NoItem, locale), locale);
    };
    let service = &state.service;
    let filling = Filling { kind, known: true, problems: &[], service, locale };
    let before = view.before(number);
    let since = view.in_force().filter(|current| current.number != number);
    let text = |body: &serde_json::Value| fields(kind).is_none().then(|| toml(&key, body));
    let own = context! {
        version => version_view(version, &view, locale),
        fields => fields(kind).map(|_| filling.of(&version.body)),
        toml => text(&version.body),
        compared => before.map(|before| before.number),
        changes => before.map(|before| changes(&diff(&before.body, &version.body), service, locale)).unwrap_or_default(),
        since => since.map(|current| context! {
            number => current.number,
            changes => changes(&diff(&version.body, &current.body), service, locale),
        }),
        may_roll_back => !version.state.open() && version.state != VersionState::InForce && view.open().is_none(),
    };
    let context = context! { ..own, ..head(&view, locale) };
    render_for(&who, &shelf(kind), "curation/version.html", context, locale)
}

/// What deleting an item breaks, and the form for it.
pub(super) async fn remove(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path((name, id)): Path<(String, String)>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    match state.service.curated_item(&may, &ItemKey::new(kind, id)).await {
        Ok(view) => {
            let cited =
                context! { drafts => citations(&view.cited.drafts), releases => citations(&view.cited.releases) };
            let own = context! { cited, expected => expected(&view) };
            let context = context! { ..own, ..head(&view, locale) };
            render_for(&who, &shelf(kind), "curation/remove.html", context, locale)
        }
        Err(error) => refused_by(&ApiError::service(&error, locale), locale),
    }
}
