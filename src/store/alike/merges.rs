//! Which version takes which item in: noted, carried on, dropped, asked for.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Set};

use super::tables::merge::{ActiveModel, Column, Entity, Model};
use crate::domain::StaffId;
use crate::domain::alike::Merge;
use crate::domain::curation::ItemKey;
use crate::store::codec::{from_millis, from_name, to_column, to_count, to_millis, to_name};
use crate::store::{Store, StoreError};

impl Store {
    /// What a version takes in.
    pub async fn merge_of(&self, key: &ItemKey, number: u32) -> Result<Option<Merge>, StoreError> {
        let row = Entity::find().filter(named(key, number)?).one(self.reader()).await?;
        row.map(Merge::try_from).transpose()
    }

    /// What took an item in, the last that did.
    pub async fn merged_into(&self, key: &ItemKey) -> Result<Option<Merge>, StoreError> {
        let row = Entity::find()
            .filter(Column::Kind.eq(to_name("knowledge_merges.kind", &key.kind)?))
            .filter(Column::FromId.eq(&key.id))
            .filter(Column::DoneAt.is_not_null())
            .order_by_desc(Column::DoneAt)
            .one(self.reader())
            .await?;
        row.map(Merge::try_from).transpose()
    }

    /// What these items are to take in, or to be taken in by, once a version is put in force; also of versions that were
    /// sent back or dropped.
    pub async fn merges_begun(&self, keys: &[ItemKey]) -> Result<Vec<Merge>, StoreError> {
        let mut found = vec![];
        for kind in crate::domain::alike::PAIRED {
            let ids: Vec<&str> = keys.iter().filter(|key| key.kind == kind).map(|key| key.id.as_str()).collect();
            if ids.is_empty() {
                continue;
            }
            let sides = Condition::any()
                .add(Column::IntoId.is_in(ids.iter().copied()))
                .add(Column::FromId.is_in(ids.iter().copied()));
            let rows = Entity::find()
                .filter(Column::Kind.eq(to_name("knowledge_merges.kind", &kind)?))
                .filter(Column::DoneAt.is_null())
                .filter(sides);
            for row in rows.all(self.reader()).await? {
                found.push(Merge::try_from(row)?);
            }
        }
        Ok(found)
    }
}

/// Notes that a version takes an item in.
pub(in crate::store) async fn note_merge(transaction: &DatabaseTransaction, merge: &Merge) -> Result<(), StoreError> {
    let row = ActiveModel {
        kind: Set(to_name("knowledge_merges.kind", &merge.into.kind)?),
        into_id: Set(merge.into.id.clone()),
        number: Set(to_column("knowledge_merges.number", merge.number)?),
        from_id: Set(merge.from.id.clone()),
        from_number: Set(to_column("knowledge_merges.from_number", merge.from_number)?),
        by_staff: Set(merge.by.0),
        at: Set(to_millis(merge.at)),
        done_at: Set(merge.done_at.map(to_millis)),
    };
    Entity::insert(row).exec_without_returning(transaction).await?;
    Ok(())
}

/// What a version that was sent back was to take in is what the mended one takes in.
pub(in crate::store) async fn carry_merge(
    transaction: &DatabaseTransaction,
    key: &ItemKey,
    from: u32,
    to: u32,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Number, Expr::value(to_column("knowledge_merges.number", to)?))
        .filter(named(key, from)?)
        .filter(Column::DoneAt.is_null())
        .exec(transaction)
        .await?;
    Ok(())
}

/// A version that says something else takes nothing in.
pub(in crate::store) async fn drop_merge(
    transaction: &DatabaseTransaction,
    key: &ItemKey,
    number: u32,
) -> Result<(), StoreError> {
    Entity::delete_many().filter(named(key, number)?).filter(Column::DoneAt.is_null()).exec(transaction).await?;
    Ok(())
}

/// What these versions take in.
pub(super) async fn merges_of(
    transaction: &DatabaseTransaction,
    versions: &[(ItemKey, u32)],
) -> Result<Vec<Merge>, StoreError> {
    /// Ids in one statement.
    const BATCH: usize = 500;
    let mut found = vec![];
    for kind in crate::domain::alike::PAIRED {
        let ids: Vec<&str> =
            versions.iter().filter(|(key, _)| key.kind == kind).map(|(key, _)| key.id.as_str()).collect();
        for ids in ids.chunks(BATCH) {
            let rows = Entity::find()
                .filter(Column::Kind.eq(to_name("knowledge_merges.kind", &kind)?))
                .filter(Column::IntoId.is_in(ids.iter().copied()))
                .filter(Column::DoneAt.is_null());
            for row in rows.all(transaction).await? {
                found.push(Merge::try_from(row)?);
            }
        }
    }
    found.retain(|merge| versions.iter().any(|(key, number)| *key == merge.into && *number == merge.number));
    Ok(found)
}

/// Notes that a version was put in force with what it takes in.
pub(super) async fn merge_done(
    transaction: &DatabaseTransaction,
    merge: &Merge,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(to_millis(at)))
        .filter(named(&merge.into, merge.number)?)
        .exec(transaction)
        .await?;
    Ok(())
}

fn named(key: &ItemKey, number: u32) -> Result<Condition, StoreError> {
    Ok(Condition::all()
        .add(Column::Kind.eq(to_name("knowledge_merges.kind", &key.kind)?))
        .add(Column::IntoId.eq(&key.id))
        .add(Column::Number.eq(to_column("knowledge_merges.number", number)?)))
}

impl TryFrom<Model> for Merge {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let kind = from_name("knowledge_merges.kind", row.kind)?;
        Ok(Self {
            into: ItemKey::new(kind, row.into_id),
            number: to_count("knowledge_merges.number", row.number)?,
            from: ItemKey::new(kind, row.from_id),
            from_number: to_count("knowledge_merges.from_number", row.from_number)?,
            by: StaffId(row.by_staff),
            at: from_millis("knowledge_merges.at", row.at)?,
            done_at: row.done_at.map(|at| from_millis("knowledge_merges.done_at", at)).transpose()?,
        })
    }
}
