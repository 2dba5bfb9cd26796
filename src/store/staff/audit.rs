//! The log of what staff did: written at its end only, under a lock, and read in pages from either end.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::tables::audit_entry::{ActiveModel, Column, Entity, Model};
use super::tables::audit_head;
use crate::domain::{AuditEntry, AuditNote, StaffId};
use crate::store::codec::{from_millis, to_millis};
use crate::store::{Store, StoreError};

/// The only row of the table `audit_head`.
const HEAD: i32 = 1;

/// Where the log ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// The number of its last entry; 0 when there is none.
    pub number: i64,
    /// The hash of its last entry; empty when there is none.
    pub hash: String,
}

/// Writes an entry at the end of the log, within the caller's transaction; the last thing that it should do there, for
/// everybody else who writes waits from here until it ends.
pub(in crate::store) async fn append_audit<C: ConnectionTrait>(
    connection: &C,
    note: &AuditNote,
) -> Result<AuditEntry, StoreError> {
    // Replicas that append at the same moment wait here for one another (SQLite has one writer anyway).
    let head = audit_head::Entity::find_by_id(HEAD).lock_exclusive().one(connection).await?;
    let head = head.ok_or(StoreError::OutOfRange("audit_head"))?;
    let last = (head.number > 0).then_some((head.number, head.hash.as_str()));
    let at = from_millis("audit_entries.at", to_millis(note.at))?;
    let entry = AuditEntry::after(last, AuditNote { at, ..note.clone() });
    Entity::insert(row(&entry)).exec_without_returning(connection).await?;
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Number, Expr::value(entry.number))
        .col_expr(audit_head::Column::Hash, Expr::value(entry.hash.clone()))
        .filter(audit_head::Column::Id.eq(HEAD))
        .exec(connection)
        .await?;
    Ok(entry)
}

impl Store {
    /// Writes an entry that stands for itself.
    pub async fn audit(&self, note: &AuditNote) -> Result<AuditEntry, StoreError> {
        let transaction = self.begin().await?;
        let entry = append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(entry)
    }

    /// The entries that come after a number, oldest first.
    pub async fn audit_after(&self, number: i64, limit: u64) -> Result<Vec<AuditEntry>, StoreError> {
        let page = Entity::find().filter(Column::Number.gt(number)).order_by_asc(Column::Number).limit(limit);
        page.all(self.reader()).await?.into_iter().map(AuditEntry::try_from).collect()
    }

    /// The entries before a number (from the end when there is none), newest first; of one action or of all.
    pub async fn audit_before(
        &self,
        number: Option<i64>,
        action: Option<&str>,
        limit: u64,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let mut page = Entity::find().order_by_desc(Column::Number).limit(limit);
        if let Some(number) = number {
            page = page.filter(Column::Number.lt(number));
        }
        if let Some(action) = action {
            page = page.filter(Column::Action.eq(action));
        }
        page.all(self.reader()).await?.into_iter().map(AuditEntry::try_from).collect()
    }

    /// Where the log ends; nothing when that is not known any more.
    pub async fn audit_head(&self) -> Result<Option<AuditHead>, StoreError> {
        let row = audit_head::Entity::find_by_id(HEAD).one(self.reader()).await?;
        Ok(row.map(|row| AuditHead { number: row.number, hash: row.hash }))
    }
}

fn row(entry: &AuditEntry) -> ActiveModel {
    let note = &entry.note;
    ActiveModel {
        number: Set(entry.number),
        at: Set(to_millis(note.at)),
        staff_id: Set(note.staff.map(|id| id.0)),
        action: Set(note.action.clone()),
        subject: Set(note.subject.clone()),
        detail: Set(note.detail.clone()),
        previous: Set(entry.previous.clone()),
        hash: Set(entry.hash.clone()),
    }
}

impl TryFrom<Model> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let note = AuditNote {
            at: from_millis("audit_entries.at", row.at)?,
            staff: row.staff_id.map(StaffId),
            action: row.action,
            subject: row.subject,
            detail: row.detail,
        };
        Ok(Self { number: row.number, note, previous: row.previous, hash: row.hash })
    }
}
