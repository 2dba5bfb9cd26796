//! Keeps what was found by looking, with the place up to which it was looked: both or neither.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, Set};

use super::tables::pair::{ActiveModel, Column, Entity, Model};
use crate::domain::alike::{LookPosition, Looked, Pair};
use crate::domain::{AuditNote, EntryKind, Publication};
use crate::store::codec::{from_json, to_json, to_millis, to_name};
use crate::store::entities::setting;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// The setting that holds how far it was looked.
const POSITION: &str = "alike_look";
/// Ids in one statement.
const BATCH: usize = 500;

impl Store {
    /// How far everything was looked at; nothing before the first look.
    pub async fn alike_position(&self) -> Result<Option<LookPosition>, StoreError> {
        let kept = self.setting(POSITION).await?;
        kept.map(|kept| from_json("settings.alike_look", &kept)).transpose()
    }

    /// Moves the position without having looked; false when another was faster.
    pub async fn move_alike(
        &self,
        from: Option<&LookPosition>,
        to: &LookPosition,
        note: Option<&AuditNote>,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if !moves(&transaction, from, to).await? {
            return Ok(false);
        }
        if let Some(note) = note {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Keeps what was found beside these entries and moves the position; false, and nothing is kept, when another was
    /// faster. A pair of which neither was changed stays as it is, dismissed or not.
    pub async fn keep_alike(
        &self,
        looked: &[(EntryKind, Vec<Looked>)],
        (from, to): (&LookPosition, &LookPosition),
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        if !moves(&transaction, Some(from), to).await? {
            return Ok(false);
        }
        for (kind, looked) in looked {
            for looked in looked.chunks(BATCH) {
                keep(&transaction, *kind, looked, at).await?;
            }
        }
        if to.full.is_none() && from.full.is_some() {
            forget_strays(&transaction).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// Sets the position when it is still where the caller saw it.
async fn moves(
    transaction: &DatabaseTransaction,
    from: Option<&LookPosition>,
    to: &LookPosition,
) -> Result<bool, StoreError> {
    let written = |position: &LookPosition| to_json("settings.alike_look", position);
    let Some(from) = from else {
        let first = setting::ActiveModel { name: Set(POSITION.to_owned()), value: Set(written(to)?) };
        let there = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
        let inserted = setting::Entity::insert(first).on_conflict(there).exec_without_returning(transaction).await?;
        return Ok(inserted > 0);
    };
    let moved = setting::Entity::update_many()
        .col_expr(setting::Column::Value, Expr::value(written(to)?))
        .filter(setting::Column::Name.eq(POSITION))
        .filter(setting::Column::Value.eq(written(from)?))
        .exec(transaction)
        .await?;
    Ok(moved.rows_affected > 0)
}

async fn keep(
    transaction: &DatabaseTransaction,
    kind: EntryKind,
    looked: &[Looked],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let name = to_name("alike_pairs.kind", &kind)?;
    let ids: Vec<&str> = looked.iter().map(|looked| looked.id.as_str()).collect();
    let sides = Condition::any().add(Column::One.is_in(ids.iter().copied())).add(Column::Other.is_in(ids));
    let rows = Entity::find().filter(Column::Kind.eq(&name)).filter(sides).all(transaction).await?;
    let mut known: BTreeMap<Pair, Model> =
        rows.into_iter().map(|row| (Pair { kind, one: row.one.clone(), other: row.other.clone() }, row)).collect();
    let marks: BTreeMap<&str, Option<&str>> =
        looked.iter().map(|looked| (looked.id.as_str(), looked.mark.as_deref())).collect();
    // What either was compared as is not what it is now.
    let changed = |id: &str, mark: &str| marks.get(id).is_some_and(|now| *now != Some(mark));
    let stale: Vec<Pair> = known
        .iter()
        .filter(|(pair, row)| changed(&pair.one, &row.one_mark) || changed(&pair.other, &row.other_mark))
        .map(|(pair, _)| pair.clone())
        .collect();
    for pair in stale {
        known.remove(&pair);
        Entity::delete_by_id((name.clone(), pair.one, pair.other)).exec(transaction).await?;
    }
    let mut fresh: BTreeMap<Pair, ActiveModel> = BTreeMap::new();
    for looked in looked {
        let Some(mark) = &looked.mark else { continue };
        for found in &looked.found {
            let Some(pair) = Pair::of(kind, &looked.id, &found.id) else { continue };
            let (one_mark, other_mark) = if pair.one == looked.id { (mark, &found.mark) } else { (&found.mark, mark) };
            let same = |row: &Model| row.one_mark == *one_mark && row.other_mark == *other_mark;
            if known.get(&pair).is_some_and(same) {
                continue;
            }
            let row = row(&name, &pair, (one_mark, other_mark), (found.percent, at));
            fresh.insert(pair, row);
        }
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let newer = OnConflict::columns([Column::Kind, Column::One, Column::Other])
        .update_columns([
            Column::Percent,
            Column::OneMark,
            Column::OtherMark,
            Column::FoundAt,
            Column::DismissedBy,
            Column::DismissedAt,
            Column::Reason,
        ])
        .to_owned();
    Entity::insert_many(fresh.into_values()).on_conflict(newer).exec_without_returning(transaction).await?;
    Ok(())
}

/// A pair that was just found.
fn row(kind: &str, pair: &Pair, marks: (&str, &str), (percent, at): (u8, DateTime<Utc>)) -> ActiveModel {
    ActiveModel {
        kind: Set(kind.to_owned()),
        one: Set(pair.one.clone()),
        other: Set(pair.other.clone()),
        percent: Set(i32::from(percent)),
        one_mark: Set(marks.0.to_owned()),
        other_mark: Set(marks.1.to_owned()),
        found_at: Set(to_millis(at)),
        dismissed_by: Set(None),
        dismissed_at: Set(None),
        reason: Set(None),
    }
}

/// Once everything was looked at: pairs of items that are not in force, of which no change told.
async fn forget_strays(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    let published = to_name("publication", &Publication::Published)?;
    for kind in crate::domain::alike::PAIRED {
        let kind = to_name("alike_pairs.kind", &kind)?;
        let in_force = || {
            Query::select()
                .column("id")
                .from("knowledge_entries")
                .and_where(Expr::col("kind").eq(kind.clone()))
                .and_where(Expr::col("publication").eq(published.clone()))
                .to_owned()
        };
        let stray = Condition::any()
            .add(Column::One.not_in_subquery(in_force()))
            .add(Column::Other.not_in_subquery(in_force()));
        Entity::delete_many().filter(Column::Kind.eq(&kind)).filter(stray).exec(transaction).await?;
    }
    Ok(())
}
