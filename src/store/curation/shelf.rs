//! The items that a transaction works on, taken out together and put back together.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, Iterable, QueryFilter};

use super::rows::{body_column, digest, item_row, version_row};
use super::tables::{item, version};
use crate::domain::curation::{Item, ItemKey, Traits, Version, VersionState};
use crate::domain::{EntryKind, Publication};
use crate::store::StoreError;
use crate::store::codec::to_name;

/// Rows in one statement: some twenty values each.
const BATCH: usize = 500;

/// An item that was taken out.
pub(in crate::store) struct Kept {
    /// The item.
    pub(in crate::store) item: Item,
    /// The digest of what is in force.
    pub(in crate::store) digest: String,
    /// The version in force.
    pub(in crate::store) in_force: Option<Version>,
    /// The open version.
    pub(in crate::store) open: Option<Version>,
    /// Versions that were changed, by number.
    changed: BTreeMap<u32, Version>,
    dirty: bool,
}

impl Kept {
    /// An item of which there is nothing yet.
    pub(in crate::store) fn fresh(key: ItemKey) -> Self {
        let item = Item {
            key,
            traits: Traits::default(),
            head: Publication::Draft,
            number: 0,
            latest: 0,
            stage: None,
            expire_on: None,
            owner: None,
            review_on: None,
            updated_at: None,
            removed: false,
        };
        Self { item, digest: String::new(), in_force: None, open: None, changed: BTreeMap::new(), dirty: false }
    }

    /// Notes a version as it is to be stored, and what the item's lists say of its newest one.
    pub(in crate::store) fn put(&mut self, version: Version) {
        self.dirty = true;
        self.item.latest = self.item.latest.max(version.number);
        self.changed.insert(version.number, version.clone());
        let was_open = self.open.as_ref().is_some_and(|open| open.number == version.number);
        match version.state {
            VersionState::InForce => {
                if was_open {
                    self.open = None;
                    self.item.stage = None;
                }
                self.in_force = Some(version);
            }
            state if state.open() => {
                self.item.stage = Some(state);
                self.open = Some(version);
            }
            state => {
                if was_open {
                    self.open = None;
                    self.item.stage = (state == VersionState::Refused).then_some(state);
                }
                if self.in_force.as_ref().is_some_and(|old| old.number == version.number) {
                    self.in_force = None;
                }
            }
        }
    }

    /// Puts a version in force in place of the one that is.
    pub(in crate::store) fn enforce(&mut self, version: Version) -> Result<(), StoreError> {
        if let Some(old) = self.in_force.take() {
            self.put(Version { state: VersionState::Superseded, revision: old.revision + 1, ..old });
        }
        self.digest = digest(&body_column(&version.body)?);
        let item = &mut self.item;
        item.traits = Traits::of(item.key.kind, &item.key.id, &version.body);
        item.head = Publication::Published;
        item.number = version.number;
        item.expire_on = version.days.expire_on;
        item.removed = false;
        self.put(Version { state: VersionState::InForce, ..version });
        Ok(())
    }

    /// Notes that the item itself was changed.
    pub(in crate::store) fn touch(&mut self) {
        self.dirty = true;
    }
}

/// Items by key.
#[derive(Default)]
pub(in crate::store) struct Shelf {
    /// What was taken out.
    pub(in crate::store) kept: BTreeMap<ItemKey, Kept>,
}

impl Shelf {
    /// Takes out the items of these keys with their versions that are open or in force.
    pub(in crate::store) async fn take<C: ConnectionTrait>(
        connection: &C,
        keys: &[ItemKey],
    ) -> Result<Self, StoreError> {
        let mut shelf = Self::default();
        for kind in EntryKind::ALL {
            let ids: Vec<&str> = keys.iter().filter(|key| key.kind == kind).map(|key| key.id.as_str()).collect();
            for ids in ids.chunks(BATCH) {
                shelf.take_some(connection, kind, ids).await?;
            }
        }
        Ok(shelf)
    }

    async fn take_some<C: ConnectionTrait>(
        &mut self,
        connection: &C,
        kind: EntryKind,
        ids: &[&str],
    ) -> Result<(), StoreError> {
        let kind = to_name("knowledge_items.kind", &kind)?;
        let found = item::Entity::find()
            .filter(item::Column::Kind.eq(&kind))
            .filter(item::Column::Id.is_in(ids.iter().copied()))
            .all(connection)
            .await?;
        for row in found {
            let digest = row.digest.clone();
            let item = Item::try_from(row)?;
            self.kept.insert(item.key.clone(), Kept { digest, item: item.clone(), ..Kept::fresh(item.key) });
        }
        let mut live = vec![];
        for state in [VersionState::Draft, VersionState::InReview, VersionState::Scheduled, VersionState::InForce] {
            live.push(to_name("knowledge_versions.state", &state)?);
        }
        let found = version::Entity::find()
            .filter(Condition::all().add(version::Column::Kind.eq(kind)).add(version::Column::State.is_in(live)))
            .filter(version::Column::Id.is_in(ids.iter().copied()))
            .all(connection)
            .await?;
        for row in found {
            let version = Version::try_from(row)?;
            if let Some(kept) = self.kept.get_mut(&version.key) {
                if version.state == VersionState::InForce {
                    kept.in_force = Some(version);
                } else {
                    kept.open = Some(version);
                }
            }
        }
        Ok(())
    }

    /// The item of that key, a fresh one when there is none.
    pub(in crate::store) fn at(&mut self, key: &ItemKey) -> &mut Kept {
        self.kept.entry(key.clone()).or_insert_with(|| Kept::fresh(key.clone()))
    }

    /// Puts back what was changed.
    pub(in crate::store) async fn put_back<C: ConnectionTrait>(self, connection: &C) -> Result<(), StoreError> {
        let (mut items, mut closed, mut live) = (vec![], vec![], vec![]);
        for kept in self.kept.into_values().filter(|kept| kept.dirty) {
            items.push(item_row(&kept.item, kept.digest)?);
            for version in kept.changed.values() {
                let lives = version.state.open() || version.state == VersionState::InForce;
                let rows = if lives { &mut live } else { &mut closed };
                rows.push(version_row(version)?);
            }
        }
        // What ends comes first: an item never has two versions open or in force, not even between two rows.
        let versions: Vec<_> = closed.into_iter().chain(live).collect();
        let newer = OnConflict::columns([version::Column::Kind, version::Column::Id, version::Column::Number])
            .update_columns(version::Column::iter().skip(3))
            .to_owned();
        for batch in versions.chunks(BATCH) {
            let insert = version::Entity::insert_many(batch.to_vec()).on_conflict(newer.clone());
            insert.exec_without_returning(connection).await?;
        }
        let newer = OnConflict::columns([item::Column::Kind, item::Column::Id])
            .update_columns(item::Column::iter().skip(2))
            .to_owned();
        for batch in items.chunks(BATCH) {
            let insert = item::Entity::insert_many(batch.to_vec()).on_conflict(newer.clone());
            insert.exec_without_returning(connection).await?;
        }
        Ok(())
    }
}
