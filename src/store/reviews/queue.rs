//! The queue: a tab, a filter and an order, one page at a time; each page is one walk along one index.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};

use super::rows::summary;
use super::tables::review::{Column, Entity, Model};
use crate::domain::{
    AiTask, CaseCode, CaseSummary, ConversationId, Evidence, Review, ReviewState, StaffId, VerdictCode,
};
use crate::store::codec::{from_millis, from_name, to_millis, to_name};
use crate::store::{Store, StoreError};

/// Which part of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueTab {
    /// Everything in one state.
    State(ReviewState),
    /// Everything open that somebody has.
    Held(StaffId),
    /// Everything open that should have been answered by then.
    Overdue(DateTime<Utc>),
}

/// In which order; what is overdue always comes by its day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueSort {
    /// The riskiest first.
    #[default]
    Risk,
    /// The longest waiting first.
    Wait,
}

/// What is asked of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// The code of a trade, or its beginning.
    pub sector: Option<String>,
    /// The kind of task.
    pub task: Option<AiTask>,
    /// The area.
    pub area: Option<String>,
    /// The proposed verdict.
    pub verdict: Option<VerdictCode>,
    /// The weakest evidence.
    pub evidence: Option<Evidence>,
    /// Part of the title, or of the code.
    pub words: Option<String>,
}

/// The last row of the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueCursor {
    /// 100 less its risk.
    pub calm: u8,
    /// Its place in time: since when it waits, or by when it was due.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: ConversationId,
}

/// A page that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueAsk {
    /// Which part.
    pub tab: QueueTab,
    /// Which of it.
    pub filter: QueueFilter,
    /// In which order.
    pub sort: QueueSort,
    /// After which row.
    pub after: Option<QueueCursor>,
    /// How many rows at most.
    pub limit: u64,
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Whose.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// The version, for bulk acts.
    pub version: u32,
    /// How far it is.
    pub state: ReviewState,
    /// What it is about.
    pub summary: CaseSummary,
    /// Since when it waits.
    pub requested_at: DateTime<Utc>,
    /// By when it is due.
    pub due_at: DateTime<Utc>,
    /// Who has it.
    pub holder: Option<StaffId>,
    /// How many versions were released.
    pub releases: u32,
}

/// How many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueCounts {
    /// By state.
    pub states: Vec<(ReviewState, u64)>,
    /// Open ones that somebody has.
    pub mine: u64,
    /// Open ones that should have been answered.
    pub overdue: u64,
}

impl QueueRow {
    /// Where the next page goes on.
    pub fn cursor(&self, tab: QueueTab) -> QueueCursor {
        let at = if matches!(tab, QueueTab::Overdue(_)) { self.due_at } else { self.requested_at };
        QueueCursor { calm: 100 - self.summary.risk(), at, id: self.conversation_id }
    }
}

/// The page as a query: what was worked out is not loaded.
fn page(ask: &QueueAsk) -> Result<Select<Entity>, StoreError> {
    let mut found = Entity::find().filter(filter(&ask.filter)?);
    let risky = ask.sort == QueueSort::Risk;
    let (time, by_risk) = match ask.tab {
        QueueTab::State(state) => {
            found = found.filter(Column::State.eq(to_name("reviews.state", &state)?));
            (Column::RequestedAt, risky)
        }
        QueueTab::Held(staff) => {
            found = found.filter(Column::Holder.eq(staff.0)).filter(Column::Open.eq(true));
            (Column::RequestedAt, risky)
        }
        QueueTab::Overdue(now) => {
            found = found.filter(Column::Open.eq(true)).filter(Column::DueAt.lt(to_millis(now)));
            (Column::DueAt, false)
        }
    };
    if by_risk {
        found = found.order_by_asc(Column::Calm);
    }
    found = found.order_by_asc(time).order_by_asc(Column::ConversationId);
    if let Some(QueueCursor { calm, at, id }) = ask.after {
        let mut columns = vec![Expr::col(time), Expr::col(Column::ConversationId)];
        let mut values = vec![Expr::value(to_millis(at)), Expr::value(id.0)];
        if by_risk {
            columns.insert(0, Expr::col(Column::Calm));
            values.insert(0, Expr::value(i32::from(calm)));
        }
        found = found.filter(Expr::tuple(columns).gt(Expr::tuple(values)));
    }
    Ok(found.limit(ask.limit))
}

fn filter(filter: &QueueFilter) -> Result<Condition, StoreError> {
    let mut all = Condition::all();
    if let Some(sector) = &filter.sector {
        all = all.add(Column::SectorCode.like(LikeExpr::new(format!("{}%", escaped(sector))).escape('\\')));
    }
    if let Some(task) = filter.task {
        all = all.add(Column::Task.eq(to_name("reviews.task", &task)?));
    }
    if let Some(area) = &filter.area {
        all = all.add(Column::Area.like(LikeExpr::new(format!("{}%", escaped(area))).escape('\\')));
    }
    if let Some(verdict) = filter.verdict {
        all = all.add(Column::Verdict.eq(to_name("reviews.verdict", &verdict)?));
    }
    if let Some(evidence) = filter.evidence {
        all = all.add(Column::Evidence.eq(to_name("reviews.evidence", &evidence)?));
    }
    if let Some(words) = &filter.words {
        let part = || LikeExpr::new(format!("%{}%", escaped(words))).escape('\\');
        let code = LikeExpr::new(format!("{}%", escaped(&words.to_uppercase()))).escape('\\');
        all = all.add(Condition::any().add(Column::CaseCode.like(code)).add(Column::Title.like(part())));
    }
    Ok(all)
}

/// What a person typed stands for itself.
fn escaped(text: &str) -> String {
    text.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl Store {
    /// A page of the queue.
    pub async fn queue(&self, ask: &QueueAsk) -> Result<Vec<QueueRow>, StoreError> {
        let rows = page(ask)?.all(self.reader()).await?;
        rows.into_iter().map(QueueRow::try_from).collect()
    }

    /// The case of that code, when it was handed over.
    pub async fn case_of_code(&self, code: &CaseCode) -> Result<Option<ConversationId>, StoreError> {
        let found = Entity::find().select_only().column(Column::ConversationId).filter(Column::CaseCode.eq(&code.0));
        let id: Option<uuid::Uuid> = found.into_tuple().one(self.reader()).await?;
        Ok(id.map(ConversationId))
    }

    /// How the database would answer a page: for looking at, and for the test that no page walks the whole table.
    pub async fn explain_queue(&self, ask: &QueueAsk) -> Result<Vec<String>, StoreError> {
        self.explain(page(ask)?.build(self.reader().get_database_backend())).await
    }

    /// How many there are of each.
    pub async fn queue_counts(&self, staff: StaffId, now: DateTime<Utc>) -> Result<QueueCounts, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            state: String,
            number: i64,
        }
        let by_state = Entity::find()
            .select_only()
            .column(Column::State)
            .column_as(Column::ConversationId.count(), "number")
            .group_by(Column::State);
        let rows = by_state.into_model::<Row>().all(self.reader()).await?;
        let states: Result<Vec<_>, StoreError> = rows
            .into_iter()
            .map(|row| Ok((from_name("reviews.state", row.state)?, u64::try_from(row.number).unwrap_or(0))))
            .collect();
        let open = Entity::find().filter(Column::Open.eq(true));
        let mine = open.clone().filter(Column::Holder.eq(staff.0));
        let overdue = open.filter(Column::DueAt.lt(to_millis(now)));
        Ok(QueueCounts {
            states: states?,
            mine: mine.count(self.reader()).await?,
            overdue: overdue.count(self.reader()).await?,
        })
    }

    /// Cases whose lease has expired.
    pub async fn expired_leases(&self, now: DateTime<Utc>, limit: u64) -> Result<Vec<Review>, StoreError> {
        let found = Entity::find().filter(Column::LeaseUntil.lte(to_millis(now))).limit(limit);
        let rows = found.all(self.reader()).await?;
        rows.into_iter().map(Review::try_from).collect()
    }
}

impl TryFrom<Model> for QueueRow {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            case_code: CaseCode(row.case_code.clone()),
            version: crate::store::codec::to_count("reviews.version", row.version)?,
            state: from_name("reviews.state", row.state.clone())?,
            requested_at: from_millis("reviews.requested_at", row.requested_at)?,
            due_at: from_millis("reviews.due_at", row.due_at)?,
            holder: row.holder.map(StaffId),
            releases: crate::store::codec::to_count("reviews.releases", row.releases)?,
            summary: summary(row)?,
        })
    }
}
