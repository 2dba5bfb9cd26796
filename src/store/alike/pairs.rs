//! The list of pairs: a page of it, how many there are, and what curators say of one.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::tables::pair::{Column, Entity, Model};
use crate::domain::alike::{AlikePair, Dismissal, Pair};
use crate::domain::{AuditNote, EntryKind, StaffId};
use crate::store::codec::{from_millis, from_name, to_millis, to_name};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// The last row of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeCursor {
    /// How alike its two were.
    pub percent: u8,
    /// The ids of both.
    pub one: String,
    /// The other.
    pub other: String,
}

/// Which pairs are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeAsk {
    /// Of which kind.
    pub kind: EntryKind,
    /// Those that are none, instead of those that wait for somebody.
    pub dismissed: bool,
    /// Items whose last day is over are left out.
    pub today: NaiveDate,
    /// After which row.
    pub after: Option<AlikeCursor>,
    /// How many at most.
    pub limit: u64,
}

/// A pair that is none.
#[derive(Debug, Clone, Copy)]
pub struct Dismissing<'a> {
    /// Which.
    pub pair: &'a Pair,
    /// The hashes of both as they were shown.
    pub marks: (&'a str, &'a str),
    /// Who says so.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: &'a str,
}

impl Store {
    /// A page of the pairs, the most alike first.
    pub async fn alike_page(&self, ask: &AlikeAsk) -> Result<Vec<AlikePair>, StoreError> {
        let mut found = Entity::find().filter(listed(ask.kind, ask.dismissed, ask.today)?);
        if let Some(AlikeCursor { percent, one, other }) = &ask.after {
            let percent = i32::from(*percent);
            let place = Expr::tuple([Expr::col(Column::One), Expr::col(Column::Other)]);
            let last = Expr::tuple([Expr::value(one.clone()), Expr::value(other.clone())]);
            let further = Condition::all().add(Column::Percent.eq(percent)).add(place.gt(last));
            found = found.filter(Condition::any().add(Column::Percent.lt(percent)).add(further));
        }
        let found = found.order_by_desc(Column::Percent).order_by_asc(Column::One).order_by_asc(Column::Other);
        found.limit(ask.limit).all(self.reader()).await?.into_iter().map(AlikePair::try_from).collect()
    }

    /// How many pairs there are of a kind.
    pub async fn alike_count(&self, kind: EntryKind, dismissed: bool, today: NaiveDate) -> Result<u64, StoreError> {
        Ok(Entity::find().filter(listed(kind, dismissed, today)?).count(self.reader()).await?)
    }

    /// What is known of a pair.
    pub async fn alike_pair(&self, pair: &Pair) -> Result<Option<AlikePair>, StoreError> {
        let Pair { kind, one, other } = pair.clone();
        let row = Entity::find_by_id((to_name("alike_pairs.kind", &kind)?, one, other)).one(self.reader()).await?;
        row.map(AlikePair::try_from).transpose()
    }

    /// Keeps that two are none, as long as neither changes; false when the pair is not as it was shown any more.
    pub async fn dismiss_pair(&self, dismissing: Dismissing<'_>, note: &AuditNote) -> Result<bool, StoreError> {
        let Dismissing { pair, marks, by, at, reason } = dismissing;
        let transaction = self.begin().await?;
        let done = Entity::update_many()
            .col_expr(Column::DismissedBy, Expr::value(by.0))
            .col_expr(Column::DismissedAt, Expr::value(to_millis(at)))
            .col_expr(Column::Reason, Expr::value(reason))
            .filter(named(pair)?)
            .filter(Column::OneMark.eq(marks.0))
            .filter(Column::OtherMark.eq(marks.1))
            .filter(Column::DismissedAt.is_null())
            .exec(&transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Puts a pair back on the list; false when it is not among those that are none.
    pub async fn restore_pair(&self, pair: &Pair, note: &AuditNote) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let done = Entity::update_many()
            .col_expr(Column::DismissedBy, Expr::value(None::<sea_orm::prelude::Uuid>))
            .col_expr(Column::DismissedAt, Expr::value(None::<i64>))
            .col_expr(Column::Reason, Expr::value(None::<String>))
            .filter(named(pair)?)
            .filter(Column::DismissedAt.is_not_null())
            .exec(&transaction)
            .await?;
        if done.rows_affected == 0 {
            return Ok(false);
        }
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

fn named(pair: &Pair) -> Result<Condition, StoreError> {
    Ok(Condition::all()
        .add(Column::Kind.eq(to_name("alike_pairs.kind", &pair.kind)?))
        .add(Column::One.eq(&pair.one))
        .add(Column::Other.eq(&pair.other)))
}

/// An item's last day passes without any change of it: its pairs are left out from then on.
fn listed(kind: EntryKind, dismissed: bool, today: NaiveDate) -> Result<Condition, StoreError> {
    let kind = to_name("alike_pairs.kind", &kind)?;
    let over = || {
        Query::select()
            .column("id")
            .from("knowledge_items")
            .and_where(Expr::col("kind").eq(kind.clone()))
            .and_where(Expr::col("last_day").lt(today.to_string()))
            .to_owned()
    };
    let decided = if dismissed { Column::DismissedAt.is_not_null() } else { Column::DismissedAt.is_null() };
    Ok(Condition::all()
        .add(Column::Kind.eq(&kind))
        .add(decided)
        .add(Column::One.not_in_subquery(over()))
        .add(Column::Other.not_in_subquery(over())))
}

impl TryFrom<Model> for AlikePair {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let dismissed = match (row.dismissed_by, row.dismissed_at) {
            (Some(by), Some(at)) => {
                let (by, at) = (StaffId(by), from_millis("alike_pairs.dismissed_at", at)?);
                Some(Dismissal { by, at, reason: row.reason.unwrap_or_default() })
            }
            _ => None,
        };
        Ok(Self {
            pair: Pair { kind: from_name("alike_pairs.kind", row.kind)?, one: row.one, other: row.other },
            percent: u8::try_from(row.percent).map_err(|_| StoreError::OutOfRange("alike_pairs.percent"))?,
            marks: (row.one_mark, row.other_mark),
            found_at: from_millis("alike_pairs.found_at", row.found_at)?,
            dismissed,
        })
    }
}
