//! What comes of cases in the base when the owner of the one that they were made from takes the consent back.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::shelf::Shelf;
use super::tables::version::{Column, Entity};
use crate::domain::curation::{ItemKey, Version, VersionState};
use crate::domain::{ConversationId, Publication, StoredEntry};
use crate::store::StoreError;
use crate::store::knowledge::{lock, write_heads};

/// Turns off and deletes every item that was made from the case: nobody finds it from now on, and what is being written of it
/// is dropped.
pub(in crate::store) async fn forget_candidate(
    transaction: &DatabaseTransaction,
    id: ConversationId,
    at: DateTime<Utc>,
) -> Result<Vec<ItemKey>, StoreError> {
    let rows = Entity::find().filter(Column::Origin.eq("candidate")).filter(Column::OriginId.eq(id.0.to_string()));
    let versions: Vec<Version> =
        rows.all(transaction).await?.into_iter().map(Version::try_from).collect::<Result<_, _>>()?;
    let mut keys: Vec<ItemKey> = versions.into_iter().map(|version| version.key).collect();
    keys.sort();
    keys.dedup();
    if keys.is_empty() {
        return Ok(keys);
    }
    lock(transaction).await?;
    let mut shelf = Shelf::take(transaction, &keys).await?;
    let mut heads = vec![];
    for (key, kept) in &mut shelf.kept {
        let gone = |version: Version| Version {
            state: VersionState::Withdrawn,
            revision: version.revision + 1,
            decided_at: Some(at),
            ..version
        };
        if let Some(old) = kept.in_force.clone() {
            let publication = Publication::Withdrawn;
            let entry = StoredEntry { kind: key.kind, id: key.id.clone(), publication, body: old.body.clone() };
            heads.push((entry, old.days.expire_on));
            kept.put(gone(old));
            kept.item.head = Publication::Withdrawn;
        }
        if let Some(open) = kept.open.clone() {
            kept.put(gone(open));
        }
        kept.item.updated_at = Some(at);
        kept.item.removed = true;
    }
    shelf.put_back(transaction).await?;
    write_heads(transaction, &heads).await?;
    Ok(keys)
}
