//! The other steps of an item: handed in, taken back, sent back, turned off, deleted, looked after.

use chrono::{DateTime, NaiveDate, Utc};

use super::shelf::{Kept, Shelf};
use crate::domain::curation::{Fault, ItemKey, Version, VersionState, may_refuse, may_submit, may_take_back};
use crate::domain::{AuditNote, Publication, StaffId, StoredEntry};
use crate::store::knowledge::{Head, lock, write_heads};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// An item that is to be turned off, and why.
#[derive(Debug, Clone, Copy)]
pub struct Withdrawing<'a> {
    /// Which.
    pub key: &'a ItemKey,
    /// By whom.
    pub who: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the curator's words.
    pub reason: &'a str,
}

impl Store {
    /// Hands the open version of an item to a second person.
    pub async fn submit_version(
        &self,
        key: &ItemKey,
        number: u32,
        at: DateTime<Utc>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        self.step(key, note, |kept| {
            let open = open(kept, number)?;
            may_submit(&open)?;
            kept.put(Version { state: VersionState::InReview, revision: open.revision + 1, ..open });
            kept.item.updated_at = Some(at);
            Ok(None)
        })
        .await
    }

    /// Makes a draft again of what was handed in or waits for its day.
    pub async fn take_back_version(
        &self,
        key: &ItemKey,
        number: u32,
        at: DateTime<Utc>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        self.step(key, note, |kept| {
            let open = open(kept, number)?;
            may_take_back(&open)?;
            let revision = open.revision + 1;
            kept.put(Version { state: VersionState::Draft, revision, reviewer: None, decided_at: None, ..open });
            kept.item.updated_at = Some(at);
            Ok(None)
        })
        .await
    }

    /// Sends a version back to those who wrote it, with a reason.
    pub async fn refuse_version(
        &self,
        number: u32,
        refusing: Withdrawing<'_>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        let Withdrawing { key, who, at, reason } = refusing;
        self.step(key, note, |kept| {
            let open = open(kept, number)?;
            may_refuse(&open, who)?;
            kept.put(decided(open, VersionState::Refused, who, at, reason));
            kept.item.updated_at = Some(at);
            Ok(None)
        })
        .await
    }

    /// Drops an open version that is not wanted any more.
    pub async fn drop_version(
        &self,
        number: u32,
        dropping: Withdrawing<'_>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        let Withdrawing { key, who, at, reason } = dropping;
        self.step(key, note, |kept| {
            let open = open(kept, number)?;
            kept.put(decided(open, VersionState::Withdrawn, who, at, reason));
            kept.item.updated_at = Some(at);
            // Of an item that never was in force nothing is left to show.
            kept.item.removed = kept.item.head == Publication::Draft;
            Ok(None)
        })
        .await
    }

    /// Turns an item off: from now on nobody finds it.
    pub async fn withdraw_item(
        &self,
        withdrawing: Withdrawing<'_>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        self.step(withdrawing.key, note, |kept| {
            if kept.item.head == Publication::Published {
                Ok(Some(withdraw(kept, withdrawing)?))
            } else {
                Err(Fault::WrongState)
            }
        })
        .await
    }

    /// Deletes an item: it is turned off, what is open of it is dropped, and lists show it no more. Its versions stay for
    /// what cites them.
    pub async fn remove_item(
        &self,
        removing: Withdrawing<'_>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        let Withdrawing { key, who, at, reason } = removing;
        self.step(key, note, |kept| {
            if kept.item.removed {
                return Err(Fault::WrongState);
            }
            let head = if kept.item.head == Publication::Published { Some(withdraw(kept, removing)?) } else { None };
            if let Some(open) = kept.open.clone() {
                kept.put(decided(open, VersionState::Withdrawn, who, at, reason));
            }
            kept.item.removed = true;
            kept.item.updated_at = Some(at);
            kept.touch();
            Ok(head)
        })
        .await
    }

    /// Notes who looks after an item, and by when.
    pub async fn care_for_item(
        &self,
        key: &ItemKey,
        owner: Option<StaffId>,
        review_on: Option<NaiveDate>,
        note: &AuditNote,
    ) -> Result<Result<(), Fault>, StoreError> {
        self.step(key, note, |kept| {
            kept.item.owner = owner;
            kept.item.review_on = review_on;
            kept.touch();
            Ok(None)
        })
        .await
    }

    /// One step of one item, with its entry of the log; a fault leaves everything as it was.
    async fn step(
        &self,
        key: &ItemKey,
        note: &AuditNote,
        step: impl FnOnce(&mut Kept) -> Result<Option<Head>, Fault> + Send,
    ) -> Result<Result<(), Fault>, StoreError> {
        let transaction = self.begin().await?;
        lock(&transaction).await?;
        let mut board = Shelf::take(&transaction, std::slice::from_ref(key)).await?;
        let Some(kept) = board.kept.get_mut(key) else { return Ok(Err(Fault::Unknown)) };
        let head = match step(kept) {
            Ok(head) => head,
            Err(fault) => return Ok(Err(fault)),
        };
        board.put_back(&transaction).await?;
        write_heads(&transaction, &head.into_iter().collect::<Vec<_>>()).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }
}

fn open(kept: &Kept, number: u32) -> Result<Version, Fault> {
    kept.open.clone().filter(|open| open.number == number).ok_or(Fault::Unknown)
}

fn decided(version: Version, state: VersionState, who: StaffId, at: DateTime<Utc>, reason: &str) -> Version {
    Version {
        state,
        revision: version.revision + 1,
        reviewer: Some(who),
        decided_at: Some(at),
        reason: Some(reason.to_owned()),
        ..version
    }
}

/// Turns off what is in force.
pub(in crate::store) fn withdraw(kept: &mut Kept, withdrawing: Withdrawing<'_>) -> Result<Head, Fault> {
    let Withdrawing { key, who, at, reason } = withdrawing;
    let version = kept.in_force.clone().ok_or(Fault::WrongState)?;
    let publication = Publication::Withdrawn;
    let entry = StoredEntry { kind: key.kind, id: key.id.clone(), publication, body: version.body.clone() };
    let last = version.days.expire_on;
    kept.put(decided(version, VersionState::Withdrawn, who, at, reason));
    kept.item.head = Publication::Withdrawn;
    kept.item.updated_at = Some(at);
    Ok((entry, last))
}
