//! Reads what is in force: how far the knowledge is, what changed since, and the entries in pages.

use std::fmt;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::ledger::{SEQ, VERSION};
use super::{Sum, tables};
use crate::domain::{EntryKind, Publication, StoredEntry};
use crate::store::codec::{from_name, to_name};
use crate::store::entities::knowledge_entry::{Column, Entity, Model};
use crate::store::entities::setting;
use crate::store::{Store, StoreError};

/// How far the knowledge is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeState {
    /// The number of its last change.
    pub seq: i64,
    /// Its version: the same content has the same on every database.
    pub version: String,
}

/// An entry that was changed, withdrawn or deleted; each stands in the log once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeChange {
    /// The number of its last change.
    pub seq: i64,
    /// What it is.
    pub kind: EntryKind,
    /// Its id within its kind.
    pub id: String,
}

/// The hash of an entry as it stands: its body, its publication, its days.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mark(pub(super) [u8; 32]);

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An entry with the hash of how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    /// The entry.
    pub entry: StoredEntry,
    /// Its hash.
    pub mark: Mark,
}

impl Store {
    /// How far the knowledge is. Costs two rows to read.
    pub async fn knowledge_state(&self) -> Result<KnowledgeState, StoreError> {
        let rows = setting::Entity::find().filter(setting::Column::Name.is_in([SEQ, VERSION]));
        let rows = rows.all(self.reader()).await?;
        let value = |name: &'static str| {
            let row = rows.iter().find(|row| row.name == name).map(|row| row.value.as_str());
            row.ok_or(StoreError::Corrupt { what: "settings", reason: format!("{name} is missing") })
        };
        let seq = value(SEQ)?.parse().map_err(|_| StoreError::OutOfRange(SEQ))?;
        Ok(KnowledgeState { seq, version: value(VERSION)?.to_owned() })
    }

    /// The entries that changed after that number, in the order of their last change.
    pub async fn knowledge_changes(&self, after: i64, limit: u64) -> Result<Vec<KnowledgeChange>, StoreError> {
        let rows = tables::Entity::find()
            .filter(tables::Column::Seq.gt(after))
            .order_by_asc(tables::Column::Seq)
            .limit(limit)
            .all(self.reader())
            .await?;
        let change = |row: tables::Model| {
            let kind = from_name("knowledge_changes.kind", row.kind)?;
            Ok(KnowledgeChange { seq: row.seq, kind, id: row.id })
        };
        rows.into_iter().map(change).collect()
    }

    /// Those of these entries that are published.
    pub async fn in_force(&self, kind: EntryKind, ids: &[String]) -> Result<Vec<InForce>, StoreError> {
        let mut found = vec![];
        for batch in ids.chunks(super::entries::BATCH) {
            let rows = published(kind)?.filter(Column::Id.is_in(batch)).all(self.reader()).await?;
            for row in rows {
                found.push(row.try_into()?);
            }
        }
        Ok(found)
    }

    /// The next published entries of a kind, by id as the database sorts it.
    pub async fn in_force_page(
        &self,
        kind: EntryKind,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Vec<InForce>, StoreError> {
        let page = published(kind)?.order_by_asc(Column::Id).limit(limit);
        let page = match after {
            Some(id) => page.filter(Column::Id.gt(id)),
            None => page,
        };
        page.all(self.reader()).await?.into_iter().map(InForce::try_from).collect()
    }

    /// Id and hash of every published entry of a kind, without its body.
    pub async fn marks_in_force(&self, kind: EntryKind) -> Result<Vec<(String, Mark)>, StoreError> {
        self.marks_found(kind, published(kind)?).await
    }

    /// Id and hash of those of these entries that are published, without their bodies.
    pub async fn marks_of(&self, kind: EntryKind, ids: &[String]) -> Result<Vec<(String, Mark)>, StoreError> {
        let mut found = vec![];
        for batch in ids.chunks(super::entries::BATCH) {
            found.extend(self.marks_found(kind, published(kind)?.filter(Column::Id.is_in(batch))).await?);
        }
        Ok(found)
    }

    async fn marks_found(
        &self,
        kind: EntryKind,
        entries: sea_orm::Select<Entity>,
    ) -> Result<Vec<(String, Mark)>, StoreError> {
        let (kind, published) = (to_name("kind", &kind)?, to_name("publication", &Publication::Published)?);
        let columns = entries.select_only().columns([Column::Id, Column::Digest]);
        let rows: Vec<(String, String)> = columns.into_tuple().all(self.reader()).await?;
        let mark = |(id, digest): (String, String)| {
            let mark = Mark(Sum::of(&kind, &id, &published, &digest));
            (id, mark)
        };
        Ok(rows.into_iter().map(mark).collect())
    }
}

fn published(kind: EntryKind) -> Result<sea_orm::Select<Entity>, StoreError> {
    let published = to_name("publication", &Publication::Published)?;
    Ok(Entity::find().filter(Column::Kind.eq(to_name("kind", &kind)?)).filter(Column::Publication.eq(published)))
}

impl TryFrom<Model> for InForce {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let mark = Mark(Sum::of(&row.kind, &row.id, &row.publication, &row.digest));
        Ok(Self { entry: row.try_into()?, mark })
    }
}
