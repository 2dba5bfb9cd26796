//! The knowledge that staff curate: read by kind, replaced as a whole, with a version that any change changes.

use std::collections::HashSet;

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set};
use sha2::{Digest, Sha256};

use super::ledger::{Ledger, Name, VERSION};
use crate::domain::{EntryKind, Publication, StoredEntry};
use crate::store::codec::{to_json, to_name};
use crate::store::curation::{follow, turn_off};
use crate::store::entities::knowledge_entry::{ActiveModel, Column, Entity};
use crate::store::{Duplicate, Store, StoreError};

/// Entries in one statement: five values each, and bodies of some kilobytes.
pub(super) const BATCH: usize = 500;

/// What happens to stored entries that a replacement does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// They stay as they are.
    Keep,
    /// They are withdrawn, whatever their kind: the replacement is all the knowledge there is.
    Withdraw,
}

impl Store {
    /// All entries of a kind, by id in the order of its bytes.
    pub async fn entries(&self, kind: EntryKind) -> Result<Vec<StoredEntry>, StoreError> {
        self.load(kind, None).await
    }

    /// The entries of a kind that may be found, by id in the order of its bytes.
    pub async fn published_entries(&self, kind: EntryKind) -> Result<Vec<StoredEntry>, StoreError> {
        self.load(kind, Some(Publication::Published)).await
    }

    async fn load(&self, kind: EntryKind, only: Option<Publication>) -> Result<Vec<StoredEntry>, StoreError> {
        let mut found = Entity::find().filter(Column::Kind.eq(to_name("kind", &kind)?));
        if let Some(publication) = only {
            found = found.filter(Column::Publication.eq(to_name("publication", &publication)?));
        }
        let mut rows = found.all(self.reader()).await?;
        // Not by the database: PostgreSQL orders by the language of the machine.
        rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        rows.into_iter().map(StoredEntry::try_from).collect()
    }

    /// The kinds of which there is no entry, not even a draft.
    pub async fn absent_kinds(&self) -> Result<Vec<EntryKind>, StoreError> {
        let present: Vec<String> =
            Entity::find().select_only().column(Column::Kind).distinct().into_tuple().all(self.reader()).await?;
        let mut absent = vec![];
        for kind in EntryKind::ALL {
            if !present.contains(&to_name("kind", &kind)?) {
                absent.push(kind);
            }
        }
        Ok(absent)
    }

    /// The sum (hexadecimal) of the SHA-256 of every entry's kind, id, publication and body: the same content has the same
    /// version on every database, any change another one. Costs one row to read.
    pub async fn knowledge_version(&self) -> Result<String, StoreError> {
        let version = self.setting(VERSION).await?;
        version.ok_or(StoreError::Corrupt { what: "settings", reason: format!("{VERSION} is missing") })
    }

    /// Stores entries, new ones and others in place of their earlier form, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when an entry is given twice.
    pub async fn replace_entries(&self, entries: &[StoredEntry], missing: Missing) -> Result<(), StoreError> {
        let named = names(entries)?;
        let transaction = self.begin().await?;
        Ledger::lock(&transaction).await?;
        let gone = match missing {
            Missing::Keep => vec![],
            Missing::Withdraw => all_but(&transaction, &named).await?,
        };
        let ledger = Ledger::open(&transaction, named.into_iter().chain(gone.iter().cloned())).await?;
        for batch in entries.chunks(BATCH) {
            follow(&transaction, batch).await?;
            let rows = batch.iter().map(ActiveModel::try_from).collect::<Result<_, _>>()?;
            upsert(&transaction, rows).await?;
        }
        withdraw(&transaction, &gone).await?;
        ledger.close(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// An entry as it is to be in force (or no longer), and the last day that curators have set for it.
pub(in crate::store) type Head = (StoredEntry, Option<NaiveDate>);

/// Writes what is in force, within the transaction of a caller that has called [`lock`].
pub(in crate::store) async fn write_heads(transaction: &DatabaseTransaction, heads: &[Head]) -> Result<(), StoreError> {
    let name = |(entry, _): &Head| Ok((to_name("kind", &entry.kind)?, entry.id.clone()));
    let names = heads.iter().map(name).collect::<Result<Vec<Name>, StoreError>>()?;
    let ledger = Ledger::open(transaction, names).await?;
    for batch in heads.chunks(BATCH) {
        let rows = batch.iter().map(head_row).collect::<Result<_, _>>()?;
        upsert(transaction, rows).await?;
    }
    ledger.close(transaction).await
}

/// A last day that was set counts as part of what an entry says: another day is another digest.
fn head_row((entry, last): &Head) -> Result<ActiveModel, StoreError> {
    let mut row = ActiveModel::try_from(entry)?;
    if let Some(day) = last {
        let body = to_json("knowledge_entries.body", &entry.body)?;
        row.digest = Set(format!("{:x}", Sha256::digest(format!("{body}\0{day}"))));
    }
    Ok(row)
}

/// One change at a time, or the version of one would miss the other's entries.
pub(in crate::store) async fn lock(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    Ledger::lock(transaction).await
}

/// The kind and id of each entry, each once.
fn names(entries: &[StoredEntry]) -> Result<HashSet<Name>, StoreError> {
    let mut named = HashSet::with_capacity(entries.len());
    for entry in entries {
        if !named.insert((to_name("kind", &entry.kind)?, entry.id.clone())) {
            return Err(StoreError::Duplicate(Duplicate::Id));
        }
    }
    Ok(named)
}

async fn upsert(transaction: &DatabaseTransaction, rows: Vec<ActiveModel>) -> Result<(), StoreError> {
    let newer = OnConflict::columns([Column::Kind, Column::Id])
        .update_columns([Column::Publication, Column::Body, Column::Digest])
        .to_owned();
    Entity::insert_many(rows).on_conflict(newer).exec_without_returning(transaction).await?;
    Ok(())
}

/// The entries that are there and not named, by kind.
async fn all_but(transaction: &DatabaseTransaction, named: &HashSet<Name>) -> Result<Vec<Name>, StoreError> {
    let all: Vec<Name> =
        Entity::find().select_only().columns([Column::Kind, Column::Id]).into_tuple().all(transaction).await?;
    let mut gone: Vec<Name> = all.into_iter().filter(|name| !named.contains(name)).collect();
    gone.sort_unstable();
    Ok(gone)
}

/// Withdraws entries, given by kind.
async fn withdraw(transaction: &DatabaseTransaction, gone: &[Name]) -> Result<(), StoreError> {
    let withdrawn = to_name("publication", &Publication::Withdrawn)?;
    for of_kind in gone.chunk_by(|a, b| a.0 == b.0) {
        let Some((kind, _)) = of_kind.first() else { continue };
        for batch in of_kind.chunks(BATCH) {
            Entity::update_many()
                .col_expr(Column::Publication, Expr::value(&withdrawn))
                .filter(Column::Kind.eq(kind))
                .filter(Column::Id.is_in(batch.iter().map(|(_, id)| id)))
                .exec(transaction)
                .await?;
            let ids: Vec<String> = batch.iter().map(|(_, id)| id.clone()).collect();
            turn_off(transaction, kind, &ids).await?;
        }
    }
    Ok(())
}
