//! Keeps items and versions in step with entries that are written as a whole: the seed and `yiguan import`.

use sea_orm::DatabaseTransaction;

use super::rows::{body_column, digest};
use super::shelf::Shelf;
use crate::domain::curation::{Days, ItemKey, Origin, Traits, Version, VersionState};
use crate::domain::{Publication, StoredEntry};
use crate::store::StoreError;
use crate::store::codec::from_name;

/// Notes a version of every entry that says something new.
pub(in crate::store) async fn follow(
    transaction: &DatabaseTransaction,
    entries: &[StoredEntry],
) -> Result<(), StoreError> {
    let keys: Vec<ItemKey> = entries.iter().map(|entry| ItemKey::new(entry.kind, &*entry.id)).collect();
    let mut shelf = Shelf::take(transaction, &keys).await?;
    for (key, entry) in keys.iter().zip(entries) {
        let kept = shelf.at(key);
        let digest = digest(&body_column(&entry.body)?);
        if kept.item.latest > 0 && kept.digest == digest && kept.item.head == entry.publication {
            continue;
        }
        let version = Version {
            key: key.clone(),
            number: kept.item.latest + 1,
            revision: 1,
            body: entry.body.clone(),
            state: VersionState::Withdrawn,
            author: None,
            hands: vec![],
            written_at: None,
            note: String::new(),
            reviewer: None,
            decided_at: None,
            reason: None,
            days: Days::default(),
            origin: Origin::Seed,
        };
        if entry.publication == Publication::Published {
            kept.enforce(version)?;
            continue;
        }
        if let Some(old) = kept.in_force.clone() {
            kept.put(Version { state: VersionState::Superseded, ..old });
        }
        kept.digest = digest;
        kept.item.head = entry.publication;
        kept.item.number = version.number;
        kept.item.traits = Traits::of(key.kind, &key.id, &entry.body);
        kept.put(version);
    }
    shelf.put_back(transaction).await
}

/// Notes that entries are no longer in force, because all the knowledge there is does not name them.
pub(in crate::store) async fn turn_off(
    transaction: &DatabaseTransaction,
    kind: &str,
    ids: &[String],
) -> Result<(), StoreError> {
    let kind = from_name("knowledge_items.kind", kind.to_owned())?;
    let keys: Vec<ItemKey> = ids.iter().map(|id| ItemKey::new(kind, id)).collect();
    let mut shelf = Shelf::take(transaction, &keys).await?;
    for kept in shelf.kept.values_mut() {
        if let Some(old) = kept.in_force.clone() {
            kept.put(Version { state: VersionState::Withdrawn, revision: old.revision + 1, ..old });
        }
        kept.item.head = Publication::Withdrawn;
        kept.touch();
    }
    shelf.put_back(transaction).await
}
