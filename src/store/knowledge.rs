//! The knowledge that staff curate: read by kind, replaced as a whole, with a version that any change changes.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};

use crate::domain::{EntryKind, Publication, StoredEntry};
use crate::store::codec::to_name;
use crate::store::entities::knowledge_entry::{ActiveModel, Column, Entity};
use crate::store::entities::setting;
use crate::store::{Duplicate, Store, StoreError, settings};

/// The setting that holds the version of the knowledge; its row is the lock of every change.
const VERSION: &str = "knowledge_version";
/// Entries in one statement: five values each, and bodies of some kilobytes.
const BATCH: usize = 500;

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

    /// SHA-256 (hexadecimal) over every entry's kind, id, publication and body: the same content has the same version
    /// on every database, any change another one. Costs one row to read.
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
        lock(&transaction).await?;
        for batch in entries.chunks(BATCH) {
            upsert(&transaction, batch).await?;
        }
        if missing == Missing::Withdraw {
            withdraw_all_but(&transaction, &named).await?;
        }
        settings::put(&transaction, VERSION, &version(&transaction).await?).await?;
        Ok(transaction.commit().await?)
    }
}

/// The kind and id of each entry, each once.
fn names(entries: &[StoredEntry]) -> Result<HashSet<(String, String)>, StoreError> {
    let mut named = HashSet::with_capacity(entries.len());
    for entry in entries {
        if !named.insert((to_name("kind", &entry.kind)?, entry.id.clone())) {
            return Err(StoreError::Duplicate(Duplicate::Id));
        }
    }
    Ok(named)
}

/// One change at a time, or the version of one would miss the other's entries.
async fn lock(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    setting::Entity::update_many()
        .col_expr(setting::Column::Value, Expr::col(setting::Column::Value))
        .filter(setting::Column::Name.eq(VERSION))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn upsert(transaction: &DatabaseTransaction, batch: &[StoredEntry]) -> Result<(), StoreError> {
    let rows: Vec<ActiveModel> = batch.iter().map(ActiveModel::try_from).collect::<Result<_, _>>()?;
    let newer = OnConflict::columns([Column::Kind, Column::Id])
        .update_columns([Column::Publication, Column::Body, Column::Digest])
        .to_owned();
    Entity::insert_many(rows).on_conflict(newer).exec_without_returning(transaction).await?;
    Ok(())
}

async fn withdraw_all_but(
    transaction: &DatabaseTransaction,
    named: &HashSet<(String, String)>,
) -> Result<(), StoreError> {
    let withdrawn = to_name("publication", &Publication::Withdrawn)?;
    for kind in EntryKind::ALL {
        let kind = to_name("kind", &kind)?;
        let ids = Entity::find()
            .filter(Column::Kind.eq(&kind))
            .select_only()
            .column(Column::Id)
            .into_tuple()
            .all(transaction)
            .await?;
        let gone: Vec<String> =
            ids.into_iter().filter(|id: &String| !named.contains(&(kind.clone(), id.clone()))).collect();
        for batch in gone.chunks(BATCH) {
            Entity::update_many()
                .col_expr(Column::Publication, Expr::value(&withdrawn))
                .filter(Column::Kind.eq(&kind))
                .filter(Column::Id.is_in(batch))
                .exec(transaction)
                .await?;
        }
    }
    Ok(())
}

/// The version of what the transaction sees.
async fn version<C: ConnectionTrait>(connection: &C) -> Result<String, StoreError> {
    let mut rows: Vec<(String, String, String, String)> = Entity::find()
        .select_only()
        .columns([Column::Kind, Column::Id, Column::Publication, Column::Digest])
        .into_tuple()
        .all(connection)
        .await?;
    rows.sort_unstable();
    let mut hash = Sha256::new();
    for (kind, id, publication, digest) in rows {
        for field in [kind, id, publication, digest] {
            hash.update(field);
            hash.update([0]);
        }
    }
    Ok(format!("{:x}", hash.finalize()))
}
