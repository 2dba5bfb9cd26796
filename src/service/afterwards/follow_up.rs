//! What became of released cases: what is due, what was recorded, and a new record.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::AfterwardsError;
use crate::domain::afterwards::{FollowMonth, FollowOutcome, FollowUp};
use crate::domain::{AuditNote, CaseCode, ConversationId, StaffId, Translate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{DueCursor, DueRow};

/// Rows on a page.
const PAGE: u64 = 50;

/// What is due.
#[derive(Debug, Clone)]
pub struct DuePage {
    /// The cases with the newest number of months that is due, the longest due first.
    pub rows: Vec<(DueRow, FollowMonth)>,
    /// Where the next page goes on; nothing on the last one.
    pub next: Option<DueCursor>,
    /// When it was read.
    pub read_at: DateTime<Utc>,
}

/// How a case is followed up.
#[derive(Debug, Clone)]
pub struct FollowView {
    /// Whose.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// What it is about.
    pub title: String,
    /// When it was released last; nothing while no release is in force.
    pub released_at: Option<DateTime<Utc>>,
    /// What may be recorded now.
    pub due: Vec<FollowMonth>,
    /// What is asked next, and when.
    pub next: Option<(FollowMonth, DateTime<Utc>)>,
    /// What was recorded, the earliest first.
    pub records: Vec<FollowUp>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
}

/// A record as somebody gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFollowUp {
    /// After how many months.
    pub months: FollowMonth,
    /// What became of it.
    pub outcome: FollowOutcome,
    /// Figures, in words.
    pub figures: String,
    /// Why.
    pub why: String,
}

impl Service {
    /// What is due, a page of it.
    ///
    /// # Errors
    /// The database's.
    pub async fn due_follow_ups(
        &self,
        _may: &May<Translate>,
        after: Option<DueCursor>,
    ) -> Result<DuePage, ServiceError> {
        let now = self.parts.clock.now();
        // One more than is shown tells whether there is a next page.
        let mut rows = self.parts.store.follow_ups_due(now, after, PAGE + 1).await?;
        let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let next = if rows.len() > shown { rows.get(shown - 1) } else { None };
        let next = next.map(|row| DueCursor { due_at: row.due_at, id: row.conversation_id });
        rows.truncate(shown);
        let rows = rows.into_iter().map(|row| {
            let newest = FollowMonth::due(row.released_at, now).last().unwrap_or(FollowMonth::Three);
            (row, newest)
        });
        Ok(DuePage { rows: rows.collect(), next, read_at: now })
    }

    /// How a case is followed up.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn follow_ups(&self, _may: &May<Translate>, id: ConversationId) -> Result<FollowView, ServiceError> {
        let store = &self.parts.store;
        let head = store.case_head(id).await?.ok_or(ServiceError::NoReview)?;
        let (following, records, names) =
            tokio::try_join!(store.following(id), store.follow_ups(id), self.staff_names())?;
        let now = self.parts.clock.now();
        let released_at = following.map(|following| following.released_at);
        let next =
            following.and_then(|following| Some((following.next?, following.next?.due_at(following.released_at))));
        Ok(FollowView {
            conversation_id: id,
            case_code: head.case_code,
            title: head.title,
            released_at,
            due: released_at.map(|at| FollowMonth::due(at, now).collect()).unwrap_or_default(),
            next,
            records,
            names,
        })
    }

    /// Records what became of a case; a later record of the same number of months replaces an earlier one.
    ///
    /// # Errors
    /// [`ServiceError::Afterwards`] when too little is said, nothing is released or it is too early,
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn follow_up(
        &self,
        may: &May<Translate>,
        id: ConversationId,
        new: NewFollowUp,
    ) -> Result<(), ServiceError> {
        let store = &self.parts.store;
        store.case_head(id).await?.ok_or(ServiceError::NoReview)?;
        let NewFollowUp { months, outcome, figures, why } = new;
        let record = FollowUp { months, outcome, figures, why, by: may.staff().id, at: self.parts.clock.now() };
        let record = record.checked().map_err(AfterwardsError::from)?;
        let replaces = store.follow_ups(id).await?.iter().any(|earlier| earlier.months == months);
        let detail = serde_json::json!({ "months": months.number(), "outcome": outcome, "replaces": replaces });
        let note = AuditNote {
            at: record.at,
            staff: Some(record.by),
            action: "review.follow_up".to_owned(),
            subject: Some(id.to_string()),
            detail: detail.to_string(),
        };
        if store.record_follow_up(id, &record, &note).await? { Ok(()) } else { Err(AfterwardsError::NotDue.into()) }
    }
}
