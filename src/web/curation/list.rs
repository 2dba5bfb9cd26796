//! A library as a list: tabs by standing, filters, views that are kept, one page of rows, what can be done with several.

use std::borrow::Cow;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::{Value, context};
use serde::Deserialize;

use super::{address, badge, library, shelf};
use crate::domain::curation::{Item, Standing, VersionState};
use crate::domain::{Curate, EntryKind, Locale, StaffId};
use crate::messages::say;
use crate::service::curation::{ItemCursor, ItemFilter, ItemOrder, LibraryPage, LibraryRequest};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{moment, refused, refused_by, render_for};

/// Levels of a policy, and days within which something ends, to choose from.
const LEVELS: [&str; 4] = ["national", "province", "city", "district"];
const DAYS: [&str; 3] = ["30", "60", "90"];

/// What stands behind the question mark of a list's address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tab: String,
    sort: String,
    words: String,
    sector: String,
    task: String,
    level: String,
    area: String,
    ends: String,
    owner: String,
    source: String,
    due: String,
    after: String,
    /// What has just happened, with how many were done and how many not, and why not.
    done: String,
    n: String,
    refused: String,
    why: String,
}

/// A page of a library.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(kind) = library(&name) else { return refused(StatusCode::NOT_FOUND, "not_found", locale) };
    let page = match state.service.library(&may, &asked.request(kind, may.staff().id)).await {
        Ok(page) => page,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let task = |id: &str| state.service.name_of_task(id);
    let count =
        |standing: Standing| page.counts.iter().find(|(known, _)| *known == standing).map_or(0, |(_, count)| *count);
    let dated = matches!(kind, EntryKind::Case | EntryKind::Policy);
    let tabs = std::iter::once(context! {
        id => "", name => say(locale, "curation.all", &[]), href => asked.with(&[("tab", ""), ("after", "")]), count => (),
    })
    .chain(Standing::ALL.into_iter().filter(|standing| dated || *standing != Standing::Expired).map(|standing| {
        context! {
            id => standing.name(),
            name => say(locale, &format!("curation.standing_{}", standing.name()), &[]),
            href => asked.with(&[("tab", standing.name()), ("after", "")]),
            count => count(standing),
        }
    }));
    let context = context! {
        soon => state.service.ending_soon(&may).await,
        library => kind.folder(),
        title => say(locale, &format!("curation.library_{}", kind.folder()), &[]),
        tabs => tabs.collect::<Vec<_>>(),
        tab => asked.tab.as_str(),
        filter => asked.values(),
        filtered => asked.is_filtered(),
        cleared => format!("?tab={}", asked.tab),
        query => asked.query(&[("after", "")]),
        rows => page.rows.iter().map(|item| row(item, &page, task, locale)).collect::<Vec<_>>(),
        next => page.next.as_ref().map(|next| asked.with(&[("after", &format!("{}~{}", next.at, next.id))])),
        first => (!asked.after.is_empty()).then(|| asked.with(&[("after", "")])),
        newest => asked.with(&[("sort", ""), ("after", "")]),
        ending => asked.with(&[("sort", "ending"), ("after", "")]),
        sort => asked.sort.as_str(),
        views => page.views.iter().map(|view| context! { name => &view.name, query => &view.query }).collect::<Vec<_>>(),
        tasks => state.service.task_names().iter().map(|(id, name)| context! { id => id.as_str(), name }).collect::<Vec<_>>(),
        levels => LEVELS.map(|id| context! { id, name => say(locale, &format!("curation_choice.level_{id}"), &[]) }),
        days => DAYS,
        owners => page.curators.iter().map(|(id, name)| context! { id => id.to_string(), name }).collect::<Vec<_>>(),
        is_case => kind == EntryKind::Case, is_policy => kind == EntryKind::Policy, dated,
        has_sector => matches!(kind, EntryKind::Case | EntryKind::Glossary),
        has_task => matches!(kind, EntryKind::Case | EntryKind::Playbook),
        told => asked.told(locale),
    };
    render_for(&who, &shelf(kind), "curation/list.html", context, locale)
}

fn row(item: &Item, page: &LibraryPage, task: impl Fn(&str) -> String, locale: Locale) -> Value {
    let standing = item.standing(page.today);
    let was = item.number > 0;
    // Of what is or was in force a newer version is told beside it.
    let newer = item.stage.filter(|_| was).map(|stage| say(locale, &format!("curation.newer_{}", stage.name()), &[]));
    let sent_back = !was && item.stage == Some(VersionState::Refused);
    let last_day = item.last_day();
    let soon = last_day.is_some_and(|day| day >= page.today && (day - page.today).num_days() <= 30);
    let title = if item.key.kind == EntryKind::Playbook { task(&item.traits.title) } else { item.traits.title.clone() };
    context! {
        id => &item.key.id,
        href => address(&item.key),
        title,
        standing => badge(standing, locale),
        newer, sent_back,
        latest => &item.latest,
        open => item.stage.is_some_and(VersionState::open),
        sector => &item.traits.sector,
        task => item.traits.task.as_deref().map(task),
        level => item.traits.level.as_deref().map(|level| super::text::choice("level", level, locale)),
        area => &item.traits.area,
        sourced => item.traits.sourced,
        last_day => last_day.map(|day| day.to_string()),
        soon,
        owner => item.owner.and_then(|id| page.names.get(&id)),
        review_due => item.review_on.is_some_and(|day| day <= page.today),
        updated => item.updated_at.map(moment),
    }
}

impl Asked {
    fn request(&self, kind: EntryKind, me: StaffId) -> LibraryRequest {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let owner = if self.owner == "me" { Some(me) } else { self.owner.parse().ok().map(StaffId) };
        let after = self.after.split_once('~').map(|(at, id)| ItemCursor { at: at.to_owned(), id: id.to_owned() });
        let order = if self.sort == "ending" { ItemOrder::Ending } else { ItemOrder::Newest };
        // One that was tampered with begins at the first row.
        let after = after.filter(|after| order == ItemOrder::Ending || after.at.parse::<i64>().is_ok());
        LibraryRequest {
            filter: ItemFilter {
                kind,
                standing: Standing::parse(&self.tab),
                words: text(&self.words),
                sector: text(&self.sector).map(|code| if kind == EntryKind::Case { code.to_uppercase() } else { code }),
                task: text(&self.task),
                level: text(&self.level),
                area: text(&self.area),
                ends_within: self.ends.parse().ok(),
                owner,
                unsourced: self.source == "none",
                review_due: !self.due.is_empty(),
            },
            order,
            after,
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 12] {
        [
            ("tab", &self.tab),
            ("sort", &self.sort),
            ("words", &self.words),
            ("sector", &self.sector),
            ("task", &self.task),
            ("level", &self.level),
            ("area", &self.area),
            ("ends", &self.ends),
            ("owner", &self.owner),
            ("source", &self.source),
            ("due", &self.due),
            ("after", &self.after),
        ]
    }

    fn values(&self) -> Value {
        Value::from_pairs(self.pairs())
    }

    fn is_filtered(&self) -> bool {
        self.pairs()[2..11].iter().any(|(_, value)| !value.trim().is_empty())
    }

    /// What has just happened, in words.
    fn told(&self, locale: Locale) -> Option<Value> {
        let known = ["publish", "submit", "withdraw", "saved", "dropped", "removed"].contains(&self.done.as_str());
        let refused = self.refused.parse::<u32>().unwrap_or(0);
        let words = say(locale, &format!("curation.bulk_{}", self.done), &[("n", &self.n)]);
        let why = Some(self.why.as_str()).filter(|why| why.starts_with("curation_"));
        let why = why.map(|why| say(locale, &format!("error.{why}"), &[]));
        known.then(|| context! { words, refused => (refused > 0).then_some(refused), why })
    }

    /// The query of this page with some of it changed; what is empty is left out.
    fn query(&self, changes: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            let instead = changes.iter().find(|(other, _)| *other == name);
            let value = instead.map_or(Cow::Borrowed(value), |(_, value)| Cow::Borrowed(*value));
            if !value.is_empty() {
                query.append_pair(name, &value);
            }
        }
        query.finish()
    }

    fn with(&self, changes: &[(&str, &str)]) -> String {
        format!("?{}", self.query(changes))
    }
}
