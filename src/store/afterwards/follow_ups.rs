//! Follow-ups: recorded once for each number of months, replaced by a later record, due by one walk along one index.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, Set,
};
use uuid::Uuid;

use super::tables::{due, follow_up};
use crate::domain::afterwards::{FollowMonth, FollowUp};
use crate::domain::{AuditNote, CaseCode, ConversationId, SectorRef, StaffId, VerdictCode};
use crate::store::codec::{from_millis, from_name, to_millis, to_name};
use crate::store::reviews::tables::review;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// How far a case is followed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// When it was released last.
    pub released_at: DateTime<Utc>,
    /// What is to be asked next; nothing once everything was.
    pub next: Option<FollowMonth>,
}

/// Which case it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHead {
    /// The short code.
    pub case_code: CaseCode,
    /// What it is about.
    pub title: String,
}

/// A case that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// Whose.
    pub conversation_id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// What it is about.
    pub title: String,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// What was judged.
    pub verdict: VerdictCode,
    /// When it was released.
    pub released_at: DateTime<Utc>,
    /// Since when it is due.
    pub due_at: DateTime<Utc>,
}

/// The last row of the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueCursor {
    /// Since when it is due.
    pub due_at: DateTime<Utc>,
    /// Its id.
    pub id: ConversationId,
}

/// A row as the database gives it.
#[derive(Debug, FromQueryResult)]
struct Found {
    conversation_id: Uuid,
    case_code: String,
    title: String,
    sector_code: Option<String>,
    sector: Option<String>,
    verdict: String,
    released_at: i64,
    due_at: i64,
}

/// What is due, the longest due first.
fn page(now: DateTime<Utc>, after: Option<DueCursor>, limit: u64) -> Select<due::Entity> {
    let case =
        due::Entity::belongs_to(review::Entity).from(due::Column::ConversationId).to(review::Column::ConversationId);
    let place =
        || [Expr::col((due::Entity, due::Column::DueAt)), Expr::col((due::Entity, due::Column::ConversationId))];
    let mut found = due::Entity::find()
        .select_only()
        .columns([due::Column::ConversationId, due::Column::ReleasedAt, due::Column::DueAt])
        .columns([
            review::Column::CaseCode,
            review::Column::Title,
            review::Column::SectorCode,
            review::Column::Sector,
            review::Column::Verdict,
        ])
        .join(JoinType::InnerJoin, case.into())
        .filter(due::Column::DueAt.lte(to_millis(now)))
        .order_by_asc(due::Column::DueAt)
        .order_by_asc(due::Column::ConversationId)
        .limit(limit);
    if let Some(DueCursor { due_at, id }) = after {
        let values = [Expr::value(to_millis(due_at)), Expr::value(id.0)];
        found = found.filter(Expr::tuple(place()).gt(Expr::tuple(values)));
    }
    found
}

impl Store {
    /// Cases that are due, the longest due first.
    pub async fn follow_ups_due(
        &self,
        now: DateTime<Utc>,
        after: Option<DueCursor>,
        limit: u64,
    ) -> Result<Vec<DueRow>, StoreError> {
        let rows = page(now, after, limit).into_model::<Found>().all(self.reader()).await?;
        rows.into_iter().map(DueRow::try_from).collect()
    }

    /// How the database would answer a page of what is due.
    pub async fn explain_follow_ups_due(
        &self,
        now: DateTime<Utc>,
        after: Option<DueCursor>,
        limit: u64,
    ) -> Result<Vec<String>, StoreError> {
        self.explain(page(now, after, limit).build(self.reader().get_database_backend())).await
    }

    /// Which case it is, without what was worked out on it.
    pub async fn case_head(&self, id: ConversationId) -> Result<Option<CaseHead>, StoreError> {
        let columns = [review::Column::CaseCode, review::Column::Title];
        let found = review::Entity::find_by_id(id.0).select_only().columns(columns).into_tuple();
        let row: Option<(String, String)> = found.one(self.reader()).await?;
        Ok(row.map(|(code, title)| CaseHead { case_code: CaseCode(code), title }))
    }

    /// How far a case is followed up; nothing while no release of it is in force.
    pub async fn following(&self, id: ConversationId) -> Result<Option<Following>, StoreError> {
        due::Entity::find_by_id(id.0).one(self.reader()).await?.map(Following::try_from).transpose()
    }

    /// What became of a case, the earliest first.
    pub async fn follow_ups(&self, id: ConversationId) -> Result<Vec<FollowUp>, StoreError> {
        let found = follow_up::Entity::find()
            .filter(follow_up::Column::ConversationId.eq(id.0))
            .order_by_asc(follow_up::Column::Months);
        let rows = found.all(self.reader()).await?;
        rows.into_iter().map(FollowUp::try_from).collect()
    }

    /// Records what became of a case, in place of an earlier record of the same number of months; false, and nothing is
    /// written, while no release of it is in force or it is too early.
    pub async fn record_follow_up(
        &self,
        id: ConversationId,
        record: &FollowUp,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let found = due::Entity::find_by_id(id.0).lock_exclusive().one(&transaction).await?;
        let Some(following) = found.map(Following::try_from).transpose()? else { return Ok(false) };
        if record.months.due_at(following.released_at) > record.at {
            return Ok(false);
        }
        let key = [follow_up::Column::ConversationId, follow_up::Column::Months];
        let newer = OnConflict::columns(key)
            .update_columns([
                follow_up::Column::Staff,
                follow_up::Column::At,
                follow_up::Column::Outcome,
                follow_up::Column::Figures,
                follow_up::Column::Why,
            ])
            .to_owned();
        follow_up::Entity::insert(row(id, record)?).on_conflict(newer).exec_without_returning(&transaction).await?;
        if following.next.is_some_and(|next| next <= record.months) {
            go_on(&transaction, id, following.released_at, record.months.next()).await?;
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Notes what is to be asked next.
async fn go_on<C: ConnectionTrait>(
    connection: &C,
    id: ConversationId,
    released_at: DateTime<Utc>,
    next: Option<FollowMonth>,
) -> Result<(), StoreError> {
    let last = next.unwrap_or(FollowMonth::Twelve);
    due::Entity::update_many()
        .col_expr(due::Column::Months, Expr::value(i32::from(last.number())))
        .col_expr(due::Column::DueAt, Expr::value(next.map(|next| to_millis(next.due_at(released_at)))))
        .filter(due::Column::ConversationId.eq(id.0))
        .exec(connection)
        .await?;
    Ok(())
}

fn row(id: ConversationId, record: &FollowUp) -> Result<follow_up::ActiveModel, StoreError> {
    Ok(follow_up::ActiveModel {
        conversation_id: Set(id.0),
        months: Set(i32::from(record.months.number())),
        staff: Set(record.by.0),
        at: Set(to_millis(record.at)),
        outcome: Set(to_name("follow_ups.outcome", &record.outcome)?),
        figures: Set(record.figures.clone()),
        why: Set(record.why.clone()),
    })
}

fn months(what: &'static str, column: i32) -> Result<FollowMonth, StoreError> {
    u32::try_from(column).ok().and_then(FollowMonth::of).ok_or(StoreError::OutOfRange(what))
}

impl TryFrom<follow_up::Model> for FollowUp {
    type Error = StoreError;

    fn try_from(row: follow_up::Model) -> Result<Self, StoreError> {
        Ok(Self {
            months: months("follow_ups.months", row.months)?,
            outcome: from_name("follow_ups.outcome", row.outcome)?,
            figures: row.figures,
            why: row.why,
            by: StaffId(row.staff),
            at: from_millis("follow_ups.at", row.at)?,
        })
    }
}

impl TryFrom<due::Model> for Following {
    type Error = StoreError;

    fn try_from(row: due::Model) -> Result<Self, StoreError> {
        let next = months("follow_up_dues.months", row.months)?;
        let released_at = from_millis("follow_up_dues.released_at", row.released_at)?;
        Ok(Self { released_at, next: row.due_at.map(|_| next) })
    }
}

impl TryFrom<Found> for DueRow {
    type Error = StoreError;

    fn try_from(row: Found) -> Result<Self, StoreError> {
        Ok(Self {
            conversation_id: ConversationId(row.conversation_id),
            case_code: CaseCode(row.case_code),
            title: row.title,
            sector: row.sector_code.zip(row.sector).map(|(code, name)| SectorRef { code, name }),
            verdict: from_name("reviews.verdict", row.verdict)?,
            released_at: from_millis("follow_up_dues.released_at", row.released_at)?,
            due_at: from_millis("follow_up_dues.due_at", row.due_at)?,
        })
    }
}
