//! The queue as staff see it: a page, the counts of every tab, and who has what.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::review::Action;
use crate::domain::{ConversationId, LeadTeam, ReviewState, StaffId, Translate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{QueueAsk, QueueCounts, QueueCursor, QueueFilter, QueueRow, QueueSort, QueueTab};

/// Rows on a page.
const PAGE: u64 = 50;

/// What staff ask of the queue.
#[derive(Debug, Clone)]
pub struct QueueRequest {
    /// Which part; `None`: what is the asker's own.
    pub tab: QueueView,
    /// Which of it.
    pub filter: QueueFilter,
    /// In which order.
    pub sort: QueueSort,
    /// After which row.
    pub after: Option<QueueCursor>,
}

/// The tabs of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueView {
    /// Everything in one state.
    State(ReviewState),
    /// What the asker has.
    Mine,
    /// What was not taken or taken back.
    Returned,
    /// What should have been answered.
    Overdue,
}

/// A page of the queue.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The rows.
    pub rows: Vec<QueueRow>,
    /// Where the next page goes on; nothing on the last one.
    pub next: Option<QueueCursor>,
    /// How many there are of each.
    pub counts: QueueCounts,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
    /// When this was read.
    pub read_at: DateTime<Utc>,
    /// How many things the draft of a row cites of which owners may not be told any more; rows without are left out.
    pub stale: BTreeMap<ConversationId, usize>,
}

impl Service {
    /// A page of the queue.
    ///
    /// # Errors
    /// The database's.
    pub async fn review_queue(&self, may: &May<Translate>, wanted: &QueueRequest) -> Result<QueuePage, ServiceError> {
        let now = self.parts.clock.now();
        let me = may.staff().id;
        let (tab, more) = match wanted.tab {
            QueueView::State(state) => (QueueTab::State(state), None),
            QueueView::Mine => (QueueTab::Held(me), None),
            QueueView::Overdue => (QueueTab::Overdue(now), None),
            QueueView::Returned => {
                (QueueTab::State(ReviewState::Declined), Some(QueueTab::State(ReviewState::Withdrawn)))
            }
        };
        let (rows, rest, counts, names) = tokio::try_join!(
            self.queue_part(wanted, Some(tab)),
            self.queue_part(wanted, more),
            self.queue_counts(may),
            async { Ok(self.staff_names().await?) },
        )?;
        let mut rows: Vec<QueueRow> = rows.into_iter().chain(rest).collect();
        if more.is_some() {
            let calm = |row: &QueueRow| if wanted.sort == QueueSort::Risk { row.cursor(tab).calm } else { 0 };
            rows.sort_by_key(|row| (calm(row), row.requested_at, row.conversation_id));
        }
        let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let next = (rows.len() > shown).then(|| rows.get(shown - 1).map(|row| row.cursor(tab))).flatten();
        rows.truncate(shown);
        let shown: Vec<ConversationId> = rows.iter().map(|row| row.conversation_id).collect();
        let stale = self.stale_drafts(&shown).await?;
        Ok(QueuePage { rows, next, counts, names, read_at: now, stale })
    }

    /// The first rows of a tab, one more than a page shows: it tells whether there is a next page.
    async fn queue_part(&self, wanted: &QueueRequest, tab: Option<QueueTab>) -> Result<Vec<QueueRow>, ServiceError> {
        let Some(tab) = tab else { return Ok(vec![]) };
        let QueueRequest { filter, sort, after, .. } = wanted.clone();
        Ok(self.parts.store.queue(&QueueAsk { tab, filter, sort, after, limit: PAGE + 1 }).await?)
    }

    /// How many cases there are of each.
    ///
    /// # Errors
    /// The database's.
    pub async fn queue_counts(&self, may: &May<Translate>) -> Result<QueueCounts, ServiceError> {
        Ok(self.parts.store.queue_counts(may.staff().id, self.parts.clock.now()).await?)
    }

    /// Whom cases can be given to, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn translators(&self, _may: &May<Translate>) -> Result<Vec<(StaffId, String)>, ServiceError> {
        let all = self.parts.store.all_staff().await?;
        let reading = all.into_iter().filter(|staff| staff.enabled && staff.has::<Translate>());
        let mut named: Vec<_> = reading.map(|staff| (staff.id, staff.name)).collect();
        named.sort_by(|one, other| one.1.cmp(&other.1));
        Ok(named)
    }

    /// Gives several cases to somebody; tells which could not be given and why, and gives the others.
    ///
    /// # Errors
    /// [`ServiceError::NotAllowed`] for a lead who is no translator, or the database's.
    pub async fn assign_reviews(
        &self,
        lead: &May<LeadTeam>,
        may: &May<Translate>,
        cases: &[(ConversationId, u32)],
        to: StaffId,
    ) -> Result<Vec<(ConversationId, ServiceError)>, ServiceError> {
        if lead.staff().id != may.staff().id {
            return Err(ServiceError::NotAllowed);
        }
        let mut refused = vec![];
        for (id, version) in cases {
            let action = Action::Transfer { to, reason: String::new() };
            if let Err(error) = self.act_on_review(may, *id, *version, &action).await {
                refused.push((*id, error));
            }
        }
        Ok(refused)
    }
}
