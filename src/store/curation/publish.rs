//! Puts versions in force: at once, or on their day.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{day_column, key_columns};
use super::shelf::{Kept, Shelf};
use super::tables::version::{Column, Entity};
use crate::domain::curation::{Fault, ItemKey, Publishing, Version, VersionState, may_publish};
use crate::domain::{AuditNote, Publication, StaffId, StoredEntry};
use crate::store::alike::Merging;
use crate::store::codec::{from_name, to_column, to_name};
use crate::store::knowledge::{Head, lock, write_heads};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// Versions whose day has come that are moved at once.
const AT_ONCE: u64 = 500;

impl Store {
    /// Puts versions in force, those whose day is still to come on that day; what may not be is left as it is. The note
    /// is written when anything was moved.
    pub async fn publish_versions(
        &self,
        versions: &[(ItemKey, u32)],
        who: StaffId,
        at: DateTime<Utc>,
        today: NaiveDate,
        note: Option<&AuditNote>,
    ) -> Result<Vec<(ItemKey, Publishing)>, StoreError> {
        let transaction = self.begin().await?;
        let outcomes = publish_in(&transaction, versions, who, at, today).await?;
        let moved = outcomes.iter().any(|(_, outcome)| !matches!(outcome, Publishing::Refused(_)));
        if let Some(note) = note.filter(|_| moved) {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(outcomes)
    }

    /// Keeps with versions why they were published all the same.
    pub async fn explain_versions(&self, versions: &[(ItemKey, u32)], reason: &str) -> Result<(), StoreError> {
        for (key, number) in versions {
            let (kind, id) = key_columns(key)?;
            Entity::update_many()
                .col_expr(Column::Reason, Expr::value(reason))
                .filter(Column::Kind.eq(kind))
                .filter(Column::Id.eq(id))
                .filter(Column::Number.eq(to_column("knowledge_versions.number", *number)?))
                .exec(self.writer())
                .await?;
        }
        Ok(())
    }

    /// Puts in force what was consented to and whose day has come; gives the items, some at a time.
    pub async fn publish_due(
        &self,
        at: DateTime<Utc>,
        today: NaiveDate,
        note: &AuditNote,
    ) -> Result<Vec<ItemKey>, StoreError> {
        let scheduled = to_name("knowledge_versions.state", &VersionState::Scheduled)?;
        let due = Entity::find()
            .select_only()
            .columns([Column::Kind, Column::Id])
            .filter(Column::State.eq(scheduled))
            .filter(Column::PublishOn.lte(day_column(Some(today))))
            .order_by_asc(Column::PublishOn)
            .limit(AT_ONCE);
        // Asked without the lock: on most days nothing is due.
        let named: Vec<(String, String)> = due.into_tuple().all(self.reader()).await?;
        if named.is_empty() {
            return Ok(vec![]);
        }
        let transaction = self.begin().await?;
        lock(&transaction).await?;
        let keys: Vec<ItemKey> = named
            .into_iter()
            .map(|(kind, id)| Ok(ItemKey { kind: from_name("knowledge_versions.kind", kind)?, id }))
            .collect::<Result<_, StoreError>>()?;
        let mut board = Shelf::take(&transaction, &keys).await?;
        let number = |kept: &Kept| kept.open.as_ref().map_or(0, |open| open.number);
        let versions: Vec<(ItemKey, u32)> = board.kept.iter().map(|(key, kept)| (key.clone(), number(kept))).collect();
        let mut merging = Merging::take(&transaction, &versions).await?;
        let (mut moved, mut heads) = (vec![], vec![]);
        for (key, kept) in &mut board.kept {
            // Another replica may have been faster, or somebody has taken it back.
            let due = |open: &Version| open.state == VersionState::Scheduled && open.waits_until(today).is_none();
            if let Some(version) = kept.open.clone().filter(due) {
                // Where the other was changed since nobody is there to be told: it stays, and the two are a pair again.
                if merging.may(key, version.number).is_ok()
                    && let Some(who) = version.reviewer
                {
                    heads.extend(merging.takes_in(key, version.number, who, at)?);
                }
                heads.push(enforce(kept, version, at)?);
                moved.push(key.clone());
            }
        }
        board.put_back(&transaction).await?;
        merging.put_back(&transaction, at).await?;
        write_heads(&transaction, &heads).await?;
        if !moved.is_empty() {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(moved)
    }
}

/// As [`Store::publish_versions`], within the transaction of a caller who has more to write.
pub(in crate::store) async fn publish_in(
    transaction: &DatabaseTransaction,
    versions: &[(ItemKey, u32)],
    who: StaffId,
    at: DateTime<Utc>,
    today: NaiveDate,
) -> Result<Vec<(ItemKey, Publishing)>, StoreError> {
    lock(transaction).await?;
    let keys: Vec<ItemKey> = versions.iter().map(|(key, _)| key.clone()).collect();
    let mut shelf = Shelf::take(transaction, &keys).await?;
    let mut merging = Merging::take(transaction, versions).await?;
    let (mut outcomes, mut heads) = (Vec::with_capacity(versions.len()), vec![]);
    for (key, number) in versions {
        let kept = shelf.kept.get_mut(key);
        let open =
            kept.and_then(|kept| kept.open.clone().filter(|open| open.number == *number).map(|open| (kept, open)));
        let outcome = match open {
            None => Publishing::Refused(Fault::Unknown),
            Some((kept, open)) => match may_publish(&open, who, today).and_then(|()| merging.may(key, *number)) {
                Err(fault) => Publishing::Refused(fault),
                Ok(()) => consent(kept, open, (who, at, today), &mut heads)?,
            },
        };
        if outcome == Publishing::InForce {
            heads.extend(merging.takes_in(key, *number, who, at)?);
        }
        outcomes.push((key.clone(), outcome));
    }
    shelf.put_back(transaction).await?;
    merging.put_back(transaction, at).await?;
    write_heads(transaction, &heads).await?;
    Ok(outcomes)
}

fn consent(
    kept: &mut Kept,
    open: Version,
    (who, at, today): (StaffId, DateTime<Utc>, NaiveDate),
    heads: &mut Vec<Head>,
) -> Result<Publishing, StoreError> {
    let waits = open.waits_until(today);
    let decided = Version { reviewer: Some(who), decided_at: Some(at), revision: open.revision + 1, ..open };
    if let Some(day) = waits {
        kept.put(Version { state: VersionState::Scheduled, ..decided });
        kept.item.updated_at = Some(at);
        return Ok(Publishing::Scheduled(day));
    }
    heads.push(enforce(kept, decided, at)?);
    Ok(Publishing::InForce)
}

/// Puts a version in force; gives what is to be written of it.
fn enforce(kept: &mut Kept, version: Version, at: DateTime<Utc>) -> Result<Head, StoreError> {
    let entry = StoredEntry {
        kind: version.key.kind,
        id: version.key.id.clone(),
        publication: Publication::Published,
        body: version.body.clone(),
    };
    let last = version.days.expire_on;
    kept.enforce(version)?;
    kept.item.updated_at = Some(at);
    Ok((entry, last))
}
