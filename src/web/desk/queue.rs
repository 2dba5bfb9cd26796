//! The queue: tabs with their counts, filters, one page of rows, and where the next one begins.

use std::borrow::Cow;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::DateTime;
use minijinja::{Value, context};
use serde::Deserialize;

use super::{folder, name_of, named, since, word};
use crate::domain::{AiTask, ConversationId, Locale, ReviewState, Translate};
use crate::service::ServiceError;
use crate::service::review::{
    QueueCounts, QueueCursor, QueueFilter, QueuePage, QueueRequest, QueueRow, QueueSort, QueueView, SavedFilter,
};
use crate::service::staff::May;
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// The tabs, in order.
const TABS: [(&str, QueueView); 9] = [
    ("waiting", QueueView::State(ReviewState::Waiting)),
    ("mine", QueueView::Mine),
    ("working", QueueView::State(ReviewState::Working)),
    ("asks_owner", QueueView::State(ReviewState::AsksOwner)),
    ("second", QueueView::State(ReviewState::Second)),
    ("approved", QueueView::State(ReviewState::Approved)),
    ("released", QueueView::State(ReviewState::Released)),
    ("returned", QueueView::Returned),
    ("overdue", QueueView::Overdue),
];
/// From which risk on a row is marked as risky.
const MUCH: u8 = 55;
/// From which risk on it is marked a little.
const SOME: u8 = 35;

/// What stands behind the question mark of the queue's address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    tab: String,
    sort: String,
    sector: String,
    task: String,
    area: String,
    verdict: String,
    evidence: String,
    words: String,
    after: String,
    /// What has just happened, with how many cases were given and how many were not.
    done: String,
    given: String,
    refused: String,
}

/// A page of the queue.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Translate>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = load(&state, &may, &asked).await;
    let (page, filters, people) = match found {
        Ok(found) => found,
        Err(error) => return refused_by(&ApiError::service(&error, locale), locale),
    };
    let tasks = state.service.task_names();
    let task_name = |task: AiTask| tasks.iter().find(|(known, _)| *known == task).map(|(_, name)| name.clone());
    let me = may.staff();
    let row = |row: &QueueRow| view(row, &page, me.id, task_name, locale);
    let context = context! {
        desk => folder(),
        tab => asked.tab(),
        tabs => tabs(&page.counts, &asked, locale),
        rows => page.rows.iter().map(row).collect::<Vec<_>>(),
        next => page.next.map(|next| asked.with(&[("after", &cursor(&next))])),
        first => (!asked.after.is_empty()).then(|| asked.with(&[("after", "")])),
        sort => if asked.sort == "wait" { "wait" } else { "risk" },
        by_risk => asked.with(&[("sort", "risk"), ("after", "")]),
        by_wait => asked.with(&[("sort", "wait"), ("after", "")]),
        filter => asked.filter_values(),
        filtered => asked.is_filtered(),
        cleared => format!("?tab={}", asked.tab()),
        query => asked.query(&[("after", "")]),
        filters => filters.iter().map(|kept| context! { name => &kept.name, query => &kept.query }).collect::<Vec<_>>(),
        tasks => tasks.iter().map(|(task, name)| context! { id => task.as_str(), name }).collect::<Vec<_>>(),
        sectors => state.service.sector_names().iter()
            .map(|sector| context! { code => &sector.code, name => &sector.name }).collect::<Vec<_>>(),
        verdicts => super::decide::VERDICTS.iter().map(|code| {
            context! { id => name_of(code), name => word(locale, "judging.verdict", code) }
        }).collect::<Vec<_>>(),
        lead => me.has::<crate::domain::LeadTeam>(),
        people => people.iter().map(|(id, name)| context! { id => id.to_string(), name }).collect::<Vec<_>>(),
        done => ["assigned", "saved", "dropped", "approve"].contains(&asked.done.as_str()).then_some(&asked.done),
        given => asked.given.parse::<u32>().unwrap_or(0),
        refused => asked.refused.parse::<u32>().unwrap_or(0),
    };
    render_for(&who, "/staff/queue", "desk/queue.html", context, locale)
}

/// The counts of the tabs, for a page that stands open.
pub(super) async fn counts(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, _): Allowed<Translate>,
) -> Response {
    match state.service.queue_counts(&may).await {
        Ok(counts) => {
            let all = TABS.iter().map(|(name, view)| ((*name).to_owned(), count(&counts, *view).into()));
            Json(all.collect::<serde_json::Map<_, _>>()).into_response()
        }
        Err(error) => ApiError::service(&error, locale).into_response(),
    }
}

type Loaded = (QueuePage, Vec<SavedFilter>, Vec<(crate::domain::StaffId, String)>);

async fn load(state: &WebState, may: &May<Translate>, asked: &Asked) -> Result<Loaded, ServiceError> {
    let wanted = asked.request();
    let (page, filters, people) = tokio::try_join!(
        state.service.review_queue(may, &wanted),
        state.service.saved_filters(may),
        state.service.translators(may),
    )?;
    Ok((page, filters, people))
}

fn tabs(counts: &QueueCounts, asked: &Asked, locale: Locale) -> Vec<Value> {
    let tab = |(name, view): &(&str, QueueView)| {
        context! {
            id => *name,
            name => crate::messages::say(locale, &format!("queue.tab_{name}"), &[]),
            count => count(counts, *view),
            // A filter goes along from tab to tab.
            href => asked.with(&[("tab", name), ("after", "")]),
        }
    };
    TABS.iter().map(tab).collect()
}

fn count(counts: &QueueCounts, view: QueueView) -> u64 {
    let of = |state| counts.states.iter().find(|(known, _)| *known == state).map_or(0, |(_, number)| *number);
    match view {
        QueueView::State(state) => of(state),
        QueueView::Mine => counts.mine,
        QueueView::Returned => of(ReviewState::Declined) + of(ReviewState::Withdrawn),
        QueueView::Overdue => counts.overdue,
    }
}

fn view(
    row: &QueueRow,
    page: &QueuePage,
    me: crate::domain::StaffId,
    task: impl Fn(AiTask) -> Option<String>,
    locale: Locale,
) -> Value {
    let summary = &row.summary;
    let risk = summary.risk();
    let late = row.state.is_open() && row.due_at < page.read_at;
    let free = row.holder.is_none() && matches!(row.state, ReviewState::Waiting | ReviewState::Second);
    context! {
        id => row.conversation_id.to_string(),
        code => &row.case_code.0,
        version => &row.version,
        state => word(locale, "desk.state", &row.state),
        title => &summary.title,
        sector => summary.sector.as_ref().map(|sector| sector.name.as_str()),
        task => summary.task.and_then(task),
        area => &summary.area,
        verdict => word(locale, "judging.verdict", &summary.verdict),
        missing => &summary.missing,
        doubtful => &summary.doubtful,
        evidence => summary.evidence.map(|grade| word(locale, "judging.evidence", &grade)),
        wants_person => &summary.wants_person,
        stale => page.stale.get(&row.conversation_id),
        waits => since(locale, row.requested_at, page.read_at),
        late => late.then(|| since(locale, row.due_at, page.read_at)),
        holder => row.holder.and_then(|id| page.names.get(&id)),
        mine => row.holder == Some(me),
        free,
        risk,
        level => if risk >= MUCH { "bad" } else if risk >= SOME { "wait" } else { "good" },
    }
}

impl Asked {
    /// The tab; the first one when there is no such tab.
    fn tab(&self) -> &'static str {
        TABS.iter().find(|(name, _)| *name == self.tab).map_or("waiting", |(name, _)| name)
    }

    fn request(&self) -> QueueRequest {
        let tab = self.tab();
        let view = TABS.iter().find(|(name, _)| *name == tab).map_or(QueueView::Mine, |(_, view)| *view);
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        QueueRequest {
            tab: view,
            filter: QueueFilter {
                sector: text(&self.sector).map(|code| code.to_uppercase()),
                task: named(&self.task),
                area: text(&self.area),
                verdict: named(&self.verdict),
                evidence: named(&self.evidence),
                words: text(&self.words),
            },
            sort: if self.sort == "wait" { QueueSort::Wait } else { QueueSort::Risk },
            after: read_cursor(&self.after),
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 9] {
        [
            ("tab", self.tab()),
            ("sort", &self.sort),
            ("sector", &self.sector),
            ("task", &self.task),
            ("area", &self.area),
            ("verdict", &self.verdict),
            ("evidence", &self.evidence),
            ("words", &self.words),
            ("after", &self.after),
        ]
    }

    fn is_filtered(&self) -> bool {
        self.pairs()[2..8].iter().any(|(_, value)| !value.trim().is_empty())
    }

    fn filter_values(&self) -> Value {
        Value::from_pairs(self.pairs())
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

/// Where a page goes on, as its address holds it.
fn cursor(at: &QueueCursor) -> String {
    format!("{}.{}.{}", at.calm, at.at.timestamp_millis(), at.id)
}

/// The same read back; one that was tampered with begins at the first row.
fn read_cursor(text: &str) -> Option<QueueCursor> {
    let mut parts = text.splitn(3, '.');
    let calm = parts.next()?.parse().ok()?;
    let at = DateTime::from_timestamp_millis(parts.next()?.parse().ok()?)?;
    let id = ConversationId(parts.next()?.parse().ok()?);
    Some(QueueCursor { calm, at, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_way_through_an_address() {
        let at = DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
        let there = QueueCursor { calm: 40, at, id: ConversationId(uuid::Uuid::from_u128(7)) };
        assert_eq!(read_cursor(&cursor(&there)), Some(there));
        for text in ["", "1", "1.2", "300.2.x", "1.2.3"] {
            assert_eq!(read_cursor(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_keeps_what_was_asked_and_escapes_it() {
        let asked = Asked { tab: "mine".into(), words: "鞋 & 袜".into(), after: "1.2.3".into(), ..Asked::default() };
        assert_eq!(asked.with(&[("after", "")]), "?tab=mine&words=%E9%9E%8B+%26+%E8%A2%9C");
        assert_eq!(Asked { tab: "<x>".into(), ..Asked::default() }.with(&[]), "?tab=waiting");
    }
}
