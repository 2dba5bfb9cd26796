//! What fills gaps: items that were begun for one, solved, opened again; and the talks in which gaps show.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::tables::gap::{ActiveModel, Column, Entity, Model};
use crate::domain::bench::{GapKey, GapLink};
use crate::domain::curation::{ItemKey, NewVersion, Opening};
use crate::domain::{AuditNote, Dossier, StaffId};
use crate::store::codec::{from_json, from_millis, from_name, to_column, to_count, to_millis, to_name};
use crate::store::curation::open::open_in;
use crate::store::entities::conversation;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// Links that are read at most.
const MOST: u64 = 2_000;

/// A talk, as far as gaps go.
#[derive(Debug, Clone, PartialEq)]
pub struct HeardTalk {
    /// When it began.
    pub at: DateTime<Utc>,
    /// What is known of the need.
    pub dossier: Dossier,
    /// The originals behind its placeholders, as JSON.
    pub vault: String,
}

/// An item that is begun for a gap: what the log says of the item and of the gap.
#[derive(Debug, Clone, Copy)]
pub struct GapBegun<'a> {
    /// The gap.
    pub gap: &'a GapKey,
    /// What the log says of the version.
    pub saved: &'a AuditNote,
    /// What it says of the gap.
    pub linked: &'a AuditNote,
}

impl Store {
    /// The newest talks, newest first.
    pub async fn newest_talks(&self, limit: u64) -> Result<Vec<HeardTalk>, StoreError> {
        use conversation::Column as Talk;
        let newest = conversation::Entity::find().select_only().columns([Talk::CreatedAt, Talk::Dossier, Talk::Vault]);
        let newest = newest.order_by_desc(Talk::CreatedAt).order_by_desc(Talk::Id).limit(limit);
        let rows: Vec<(i64, String, String)> = newest.into_tuple().all(self.reader()).await?;
        let talk = |(at, dossier, vault): (i64, String, String)| {
            Ok(HeardTalk {
                at: from_millis("conversations.created_at", at)?,
                dossier: from_json("conversations.dossier", &dossier)?,
                vault,
            })
        };
        rows.into_iter().map(talk).collect()
    }

    /// What was begun for gaps, the newest first.
    pub async fn gap_links(&self) -> Result<Vec<GapLink>, StoreError> {
        let rows = Entity::find().order_by_desc(Column::At).order_by_asc(Column::Item).limit(MOST);
        rows.all(self.reader()).await?.into_iter().map(GapLink::try_from).collect()
    }

    /// The gaps for which an item was begun, the newest first.
    pub async fn gaps_of(&self, item: &ItemKey) -> Result<Vec<GapKey>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Kind.eq(to_name("bench_gaps.kind", &item.kind)?))
            .filter(Column::Item.eq(&item.id))
            .order_by_desc(Column::At);
        let links = rows.all(self.reader()).await?.into_iter().map(GapLink::try_from);
        links.map(|link| link.map(|link| link.gap)).collect()
    }

    /// Opens a version of an item and notes the gap for which it is, both or none; what the item says already is begun for
    /// nothing.
    pub async fn open_for_gap(&self, new: &NewVersion, begun: GapBegun<'_>) -> Result<Opening, StoreError> {
        let transaction = self.begin().await?;
        let opened = open_in(&transaction, std::slice::from_ref(new)).await?;
        let outcome = opened.first().map_or(Opening::Same, |opened| opened.outcome);
        if let Opening::Made(number) | Opening::Replaced(number) = outcome {
            note_link(&transaction, new, number, begun.gap).await?;
            append_audit(&transaction, begun.saved).await?;
            append_audit(&transaction, begun.linked).await?;
        }
        transaction.commit().await?;
        Ok(outcome)
    }

    /// Notes that what was begun for a gap solves it, or with no moment that it does not (any more). False when somebody was
    /// faster.
    pub async fn settle_gap(
        &self,
        link: &GapLink,
        solved_at: Option<DateTime<Utc>>,
        note: &AuditNote,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let before = if solved_at.is_some() { Column::SolvedAt.is_null() } else { Column::SolvedAt.is_not_null() };
        let kind = to_name("bench_gaps.kind", &link.item.kind)?;
        let settled = Entity::update_many()
            .col_expr(Column::SolvedAt, Expr::value(solved_at.map(to_millis)))
            .filter(named(&link.gap).add(Column::Kind.eq(kind)).add(Column::Item.eq(&link.item.id)).add(before))
            // Whoever opened it again, or began anew, meant what they saw.
            .filter(Column::Number.eq(to_column("bench_gaps.number", link.number)?))
            .filter(same_moment(link.reopened_at))
            .exec(&transaction)
            .await?;
        let settled = settled.rows_affected > 0;
        if settled {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(settled)
    }

    /// Opens a gap again that was solved; false when it is not.
    pub async fn reopen_gap(&self, gap: &GapKey, at: DateTime<Utc>, note: &AuditNote) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let opened = Entity::update_many()
            .col_expr(Column::SolvedAt, Expr::value(None::<i64>))
            .col_expr(Column::ReopenedAt, Expr::value(to_millis(at)))
            .filter(named(gap).add(Column::SolvedAt.is_not_null()))
            .exec(&transaction)
            .await?;
        let opened = opened.rows_affected > 0;
        if opened {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(opened)
    }
}

async fn note_link(
    transaction: &DatabaseTransaction,
    new: &NewVersion,
    number: u32,
    gap: &GapKey,
) -> Result<(), StoreError> {
    let row = ActiveModel {
        trade: Set(gap.group.clone()),
        task: Set(gap.task.map_or("", |task| task.as_str()).to_owned()),
        process: Set(gap.process.clone()),
        kind: Set(to_name("bench_gaps.kind", &new.key.kind)?),
        item: Set(new.key.id.clone()),
        number: Set(to_column("bench_gaps.number", number)?),
        by_staff: Set(new.author.0),
        at: Set(to_millis(new.at)),
        solved_at: Set(None),
        reopened_at: Set(None),
    };
    // The same item begun anew: from when on needs count stays as it was.
    let again = OnConflict::columns([Column::Trade, Column::Task, Column::Process, Column::Kind, Column::Item])
        .update_columns([Column::Number, Column::ByStaff, Column::At, Column::SolvedAt])
        .to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(transaction).await?;
    Ok(())
}

fn named(gap: &GapKey) -> Condition {
    Condition::all()
        .add(Column::Trade.eq(&gap.group))
        .add(Column::Task.eq(gap.task.map_or("", |task| task.as_str())))
        .add(Column::Process.eq(&gap.process))
}

fn same_moment(reopened_at: Option<DateTime<Utc>>) -> Condition {
    let same = match reopened_at {
        Some(at) => Column::ReopenedAt.eq(to_millis(at)),
        None => Column::ReopenedAt.is_null(),
    };
    Condition::all().add(same)
}

impl TryFrom<Model> for GapLink {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let moment = |at: Option<i64>| at.map(|at| from_millis("bench_gaps", at)).transpose();
        let task = Some(row.task).filter(|task| !task.is_empty());
        let task = task.map(|task| from_name("bench_gaps.task", task)).transpose()?;
        Ok(Self {
            gap: GapKey { group: row.trade, process: row.process, task },
            item: ItemKey::new(from_name("bench_gaps.kind", row.kind)?, row.item),
            number: to_count("bench_gaps.number", row.number)?,
            by: StaffId(row.by_staff),
            at: from_millis("bench_gaps.at", row.at)?,
            solved_at: moment(row.solved_at)?,
            reopened_at: moment(row.reopened_at)?,
        })
    }
}
