//! Notes what a transaction does to the knowledge in force: mends its version and appends to the log of changes.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set};

use super::entries::BATCH;
use super::tables;
use super::{Mark, Sum};
use crate::store::entities::knowledge_entry::{Column, Entity};
use crate::store::entities::setting;
use crate::store::{StoreError, settings};

/// The setting that holds the version of the knowledge; its row is the lock of every change.
pub(super) const VERSION: &str = "knowledge_version";
/// The setting that holds the number of the last change.
pub(super) const SEQ: &str = "knowledge_seq";

/// Kind and id of an entry, as they are stored.
pub(in crate::store) type Name = (String, String);

/// Everything that writes `knowledge_entries` opens a ledger of the entries that it may change, writes, and closes the
/// ledger before it commits.
pub(in crate::store) struct Ledger {
    before: BTreeMap<Name, Mark>,
    names: Vec<Name>,
}

impl Ledger {
    /// Keeps everybody else from changing the knowledge until the transaction ends, and looks at the entries as they are.
    pub(in crate::store) async fn open(
        transaction: &DatabaseTransaction,
        names: impl IntoIterator<Item = Name>,
    ) -> Result<Self, StoreError> {
        Self::lock(transaction).await?;
        let mut names: Vec<Name> = names.into_iter().collect();
        names.sort_unstable();
        names.dedup();
        let before = marks(transaction, &names).await?;
        Ok(Self { before, names })
    }

    /// One change at a time, or the version of one would miss the other's entries, and numbers would come out of order.
    pub(in crate::store) async fn lock(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        setting::Entity::update_many()
            .col_expr(setting::Column::Value, Expr::col(setting::Column::Value))
            .filter(setting::Column::Name.eq(VERSION))
            .exec(transaction)
            .await?;
        Ok(())
    }

    /// Notes every entry that is no longer as it was: an entry that was written as it stood is no change.
    pub(in crate::store) async fn close(self, transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        let after = marks(transaction, &self.names).await?;
        let changed: Vec<&Name> = self.names.iter().filter(|name| self.before.get(*name) != after.get(*name)).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let broken = |what| StoreError::Corrupt { what: "settings", reason: format!("{what} is missing or no number") };
        let version = settings::get(transaction, VERSION).await?;
        let mut sum = version.as_deref().and_then(Sum::parse).ok_or_else(|| broken(VERSION))?;
        for name in &changed {
            if let Some(before) = self.before.get(*name) {
                sum.take(&before.0);
            }
            if let Some(after) = after.get(*name) {
                sum.add(&after.0);
            }
        }
        let seq = settings::get(transaction, SEQ).await?;
        let mut seq: i64 = seq.as_deref().and_then(|seq| seq.parse().ok()).ok_or_else(|| broken(SEQ))?;
        for batch in changed.chunks(BATCH) {
            let rows = batch.iter().map(|(kind, id)| {
                seq += 1;
                tables::ActiveModel { kind: Set(kind.clone()), id: Set(id.clone()), seq: Set(seq) }
            });
            let rows: Vec<tables::ActiveModel> = rows.collect();
            let newer = OnConflict::columns([tables::Column::Kind, tables::Column::Id])
                .update_column(tables::Column::Seq)
                .to_owned();
            tables::Entity::insert_many(rows).on_conflict(newer).exec_without_returning(transaction).await?;
        }
        settings::put(transaction, VERSION, &sum.to_string()).await?;
        settings::put(transaction, SEQ, &seq.to_string()).await
    }
}

/// The hash of each of these entries that is there.
async fn marks(transaction: &DatabaseTransaction, names: &[Name]) -> Result<BTreeMap<Name, Mark>, StoreError> {
    let mut found = BTreeMap::new();
    for of_kind in names.chunk_by(|a, b| a.0 == b.0) {
        let Some((kind, _)) = of_kind.first() else { continue };
        for batch in of_kind.chunks(BATCH) {
            let rows: Vec<(String, String, String)> = Entity::find()
                .select_only()
                .columns([Column::Id, Column::Publication, Column::Digest])
                .filter(Column::Kind.eq(kind))
                .filter(Column::Id.is_in(batch.iter().map(|(_, id)| id)))
                .into_tuple()
                .all(transaction)
                .await?;
            for (id, publication, digest) in rows {
                let mark = Mark(Sum::of(kind, &id, &publication, &digest));
                found.insert((kind.clone(), id), mark);
            }
        }
    }
    Ok(found)
}
