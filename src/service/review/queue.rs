//! The queue as staff see it: a page, the counts of every tab, and who has what.

use std::collections::BTreeMap;

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
}

impl Service {
    /// A page of the queue.
    ///
    /// # Errors
    /// The database's.
    pub async fn review_queue(&self, may: &May<Translate>, wanted: &QueueRequest) -> Result<QueuePage, ServiceError> {
        let now = self.parts.clock.now();
        let me = may.staff().id;
        let tab = match wanted.tab {
            QueueView::State(state) => QueueTab::State(state),
            QueueView::Mine => QueueTab::Held(me),
            QueueView::Overdue => QueueTab::Overdue(now),
        };
        let ask = QueueAsk {
            tab,
            filter: wanted.filter.clone(),
            sort: wanted.sort,
            after: wanted.after,
            // One more than is shown tells whether there is a next page.
            limit: PAGE + 1,
        };
        let (rows, counts, names) = tokio::try_join!(
            self.parts.store.queue(&ask),
            self.parts.store.queue_counts(me, now),
            self.staff_names(),
        )?;
        let mut rows = rows;
        let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let next = (rows.len() > shown).then(|| rows.get(shown - 1).map(|row| row.cursor(tab))).flatten();
        rows.truncate(shown);
        Ok(QueuePage { rows, next, counts, names })
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
