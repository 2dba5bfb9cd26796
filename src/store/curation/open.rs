//! Opens versions: drafts, or what is handed to a second person at once.

use sea_orm::DatabaseTransaction;

use super::shelf::{Kept, Shelf};
use crate::domain::curation::{ItemKey, NewVersion, Opened, Opening, Traits, Version, VersionState};
use crate::domain::{AuditNote, Publication};
use crate::store::knowledge::lock;
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError};

impl Store {
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
    let opened =
        new.iter().map(|new| Opened { key: new.key.clone(), outcome: open(shelf.at(&new.key), new) }).collect();
    shelf.put_back(transaction).await?;
    Ok(opened)
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
