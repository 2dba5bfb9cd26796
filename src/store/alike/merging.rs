//! What goes when a version that takes it in is put in force, in the same transaction.

use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;

use super::merges::{merge_done, merges_of};
use crate::domain::alike::{Merge, merge_reason};
use crate::domain::curation::{Fault, ItemKey};
use crate::domain::{AuditNote, Publication, StaffId};
use crate::store::StoreError;
use crate::store::curation::Withdrawing;
use crate::store::curation::shelf::Shelf;
use crate::store::curation::steps::withdraw;
use crate::store::knowledge::Head;
use crate::store::staff::audit::append_audit;

/// The items that versions take in, taken out for the transaction that puts those in force.
pub(in crate::store) struct Merging {
    merges: Vec<Merge>,
    others: Shelf,
    done: Vec<(Merge, StaffId)>,
}

impl Merging {
    /// Takes out what these versions take in, under the lock of the knowledge.
    pub(in crate::store) async fn take(
        transaction: &DatabaseTransaction,
        versions: &[(ItemKey, u32)],
    ) -> Result<Self, StoreError> {
        let merges = merges_of(transaction, versions).await?;
        let keys: Vec<ItemKey> = merges.iter().map(|merge| merge.from.clone()).collect();
        let others = Shelf::take(transaction, &keys).await?;
        Ok(Self { merges, others, done: vec![] })
    }

    fn of(&self, key: &ItemKey, number: u32) -> Option<&Merge> {
        self.merges.iter().find(|merge| merge.into == *key && merge.number == number)
    }

    /// Whether the version can be put in force without losing what the other item has come to say since.
    pub(in crate::store) fn may(&self, key: &ItemKey, number: u32) -> Result<(), Fault> {
        let Some(merge) = self.of(key, number) else { return Ok(()) };
        match self.others.kept.get(&merge.from) {
            Some(kept) if kept.item.head == Publication::Published => {
                let same = kept.item.number == merge.from_number && kept.open.is_none();
                if same { Ok(()) } else { Err(Fault::Partner) }
            }
            // It is gone already.
            _ => Ok(()),
        }
    }

    /// Turns off what the version takes in; gives what is to be written of it.
    pub(in crate::store) fn takes_in(
        &mut self,
        key: &ItemKey,
        number: u32,
        who: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Option<Head>, StoreError> {
        let Some(merge) = self.of(key, number).cloned() else { return Ok(None) };
        let kept = self.others.kept.get_mut(&merge.from).filter(|kept| kept.item.head == Publication::Published);
        let head = kept.map(|kept| {
            let reason = merge_reason(&merge.into);
            withdraw(kept, Withdrawing { key: &merge.from, who, at, reason: &reason })
        });
        self.done.push((merge, who));
        let broken = |_| StoreError::Corrupt { what: "knowledge_versions", reason: "nothing is in force".to_owned() };
        head.transpose().map_err(broken)
    }

    /// Writes what was turned off, with its entries of the log.
    pub(in crate::store) async fn put_back(
        self,
        transaction: &DatabaseTransaction,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.others.put_back(transaction).await?;
        for (merge, who) in &self.done {
            merge_done(transaction, merge, at).await?;
            let note = AuditNote {
                at,
                staff: Some(*who),
                action: "curation.merged".to_owned(),
                subject: Some(merge.from.to_string()),
                detail: serde_json::json!({ "into": merge.into.to_string(), "version": merge.number }).to_string(),
            };
            append_audit(transaction, &note).await?;
        }
        Ok(())
    }
}
