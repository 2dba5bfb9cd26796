//! Opens versions: drafts, or what is handed to a second person at once; also those that take another item in.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};

use super::rows::key_columns;
use super::shelf::{Kept, Shelf};
use super::tables::version;
use crate::domain::alike::{Merge, Stood};
use crate::domain::curation::{ItemKey, NewVersion, Opened, Opening, Origin, Traits, Version, VersionState};
use crate::domain::{AuditNote, Publication};
use crate::store::alike::{carry_merge, drop_merge, note_merge};
use crate::store::knowledge::lock;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

/// A version that says what two items said.
#[derive(Debug, Clone, Copy)]
pub struct NewMerge<'a> {
    /// The version, of the item that stays.
    pub version: &'a NewVersion,
    /// The item that goes.
    pub from: &'a ItemKey,
    /// How both stood when they were merged: the one that stays first.
    pub stood: (Stood, Stood),
}

/// What came of a [`NewMerge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeOpening {
    /// A new version, by its number.
    Made(u32),
    /// Nothing was written: one of both was changed since.
    Stale,
    /// Nothing was written: one of both has an open version.
    Busy,
    /// Nothing was written: one of both is not in force.
    Gone,
    /// Nothing was written: the one that goes was made of an owner's case.
    Owners,
}

impl Store {
    /// Opens a version that takes another item in; nothing else changes until it is put in force. It is opened even when it
    /// says what is in force already: the other goes with it.
    pub async fn open_merge(&self, new: NewMerge<'_>, note: &AuditNote) -> Result<MergeOpening, StoreError> {
        let NewMerge { version: new, from, stood } = new;
        let transaction = self.begin().await?;
        lock(&transaction).await?;
        let mut board = Shelf::take(&transaction, &[new.key.clone(), from.clone()]).await?;
        for (key, stood) in [(&new.key, stood.0), (from, stood.1)] {
            let Some(kept) = board.kept.get(key) else { return Ok(MergeOpening::Gone) };
            if kept.item.removed || kept.item.head != Publication::Published {
                return Ok(MergeOpening::Gone);
            }
            if (Stood { number: kept.item.number, latest: kept.item.latest }) != stood {
                return Ok(MergeOpening::Stale);
            }
            if kept.open.is_some() {
                return Ok(MergeOpening::Busy);
            }
        }
        if of_an_owner(&transaction, from).await? {
            return Ok(MergeOpening::Owners);
        }
        let state = if new.submit { VersionState::InReview } else { VersionState::Draft };
        let kept = board.at(&new.key);
        let number = kept.item.latest + 1;
        kept.put(version(new, number, state));
        kept.item.updated_at = Some(new.at);
        board.put_back(&transaction).await?;
        let merge = Merge {
            into: new.key.clone(),
            number,
            from: from.clone(),
            from_number: stood.1.number,
            by: new.author,
            at: new.at,
            done_at: None,
        };
        note_merge(&transaction, &merge).await?;
        append_audit(&transaction, note).await?;
        transaction.commit().await?;
        Ok(MergeOpening::Made(number))
    }

    /// Whether an item was made of an owner's case.
    pub async fn made_of_an_owners_case(&self, key: &ItemKey) -> Result<bool, StoreError> {
        of_an_owner(self.reader(), key).await
    }

    /// Makes the open version of each item, or writes it anew; all of them or none. What an item says already opens
    /// nothing. The note is written when anything was.
    pub async fn open_versions(&self, new: &[NewVersion], note: Option<&AuditNote>) -> Result<Vec<Opened>, StoreError> {
        let transaction = self.begin().await?;
        let opened = open_in(&transaction, new).await?;
        let written = opened.iter().any(|opened| matches!(opened.outcome, Opening::Made(_) | Opening::Replaced(_)));
        if let Some(note) = note.filter(|_| written) {
            append_audit(&transaction, note).await?;
        }
        transaction.commit().await?;
        Ok(opened)
    }
}

/// As [`Store::open_versions`], within the transaction of a caller who has more to write.
pub(in crate::store) async fn open_in(
    transaction: &DatabaseTransaction,
    new: &[NewVersion],
) -> Result<Vec<Opened>, StoreError> {
    lock(transaction).await?;
    let keys: Vec<ItemKey> = new.iter().map(|new| new.key.clone()).collect();
    let mut shelf = Shelf::take(transaction, &keys).await?;
    let sent_back = |kept: &Kept| kept.item.stage == Some(VersionState::Refused);
    let sent_back: BTreeMap<ItemKey, u32> = shelf
        .kept
        .iter()
        .filter(|(_, kept)| sent_back(kept))
        .map(|(key, kept)| (key.clone(), kept.item.latest))
        .collect();
    let opened: Vec<Opened> =
        new.iter().map(|new| Opened { key: new.key.clone(), outcome: open(shelf.at(&new.key), new) }).collect();
    shelf.put_back(transaction).await?;
    for (new, opened) in new.iter().zip(&opened) {
        // Who mends in the form what was sent back goes on with the merge; who brings another text has never seen it.
        let mended = new.origin == Origin::Form && new.seen.is_some();
        match (opened.outcome, sent_back.get(&new.key)) {
            (Opening::Made(number), Some(refused)) if mended => {
                carry_merge(transaction, &new.key, *refused, number).await?;
            }
            (Opening::Replaced(number), _) if !mended => drop_merge(transaction, &new.key, number).await?,
            _ => {}
        }
    }
    Ok(opened)
}

async fn of_an_owner<C: sea_orm::ConnectionTrait>(connection: &C, key: &ItemKey) -> Result<bool, StoreError> {
    let (kind, id) = key_columns(key)?;
    let made = version::Entity::find()
        .filter(version::Column::Kind.eq(kind))
        .filter(version::Column::Id.eq(id))
        .filter(version::Column::Origin.eq("candidate"));
    Ok(made.count(connection).await? > 0)
}

fn open(kept: &mut Kept, new: &NewVersion) -> Opening {
    if new.seen.is_some_and(|seen| {
        let revision = kept.open.as_ref().map(|open| open.revision);
        seen.number != kept.item.latest || revision.is_some_and(|revision| revision != seen.revision)
    }) {
        return Opening::Stale;
    }
    let state = if new.submit { VersionState::InReview } else { VersionState::Draft };
    let says = |version: &Version| version.body == new.body && version.days == new.days;
    let in_force = kept.in_force.as_ref().is_some_and(says) && !kept.item.removed;
    let outcome = match kept.open.take() {
        Some(open) if says(&open) && (open.state == state || !new.submit) => {
            kept.open = Some(open);
            return Opening::Same;
        }
        // Who imports what is in force does not undo what somebody else is about to change.
        Some(open) if in_force && new.seen.is_none() => {
            kept.open = Some(open);
            return Opening::Same;
        }
        Some(open) => {
            let mut hands = open.hands.clone();
            // A second pair of eyes that only hands in what another wrote has written nothing.
            let (author, hands) = if says(&open) {
                (open.author, hands)
            } else {
                if !hands.contains(&new.author) {
                    hands.push(new.author);
                }
                (Some(new.author), hands)
            };
            let number = open.number;
            kept.put(Version { author, hands, number, revision: open.revision + 1, ..version(new, number, state) });
            Opening::Replaced(number)
        }
        None if in_force => return Opening::Same,
        None => {
            let number = kept.item.latest + 1;
            kept.put(version(new, number, state));
            Opening::Made(number)
        }
    };
    kept.item.updated_at = Some(new.at);
    kept.item.removed = false;
    // Until something was in force, lists show what is being written.
    if kept.item.head == Publication::Draft {
        kept.item.traits = Traits::of(new.key.kind, &new.key.id, &new.body);
    }
    outcome
}

fn version(new: &NewVersion, number: u32, state: VersionState) -> Version {
    Version {
        key: new.key.clone(),
        number,
        revision: 1,
        body: new.body.clone(),
        state,
        author: Some(new.author),
        hands: vec![new.author],
        written_at: Some(new.at),
        note: new.note.clone(),
        reviewer: None,
        decided_at: None,
        reason: None,
        days: new.days,
        origin: new.origin,
    }
}
