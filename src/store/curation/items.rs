//! Reads one item, its versions, and the days on which what is in force ends.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::rows::key_columns;
use super::tables::{item, version};
use crate::domain::EntryKind;
use crate::domain::curation::{Item, ItemKey, Version};
use crate::store::codec::{to_column, to_name};
use crate::store::{Store, StoreError};

impl Store {
    /// The item of that key, deleted ones too.
    pub async fn item(&self, key: &ItemKey) -> Result<Option<Item>, StoreError> {
        let row = item::Entity::find_by_id(key_columns(key)?).one(self.reader()).await?;
        row.map(Item::try_from).transpose()
    }

    /// The items of these keys that there are, by key.
    pub async fn items(&self, keys: &[ItemKey]) -> Result<BTreeMap<ItemKey, Item>, StoreError> {
        let mut found = BTreeMap::new();
        for kind in EntryKind::ALL {
            let ids: Vec<&str> = keys.iter().filter(|key| key.kind == kind).map(|key| key.id.as_str()).collect();
            if ids.is_empty() {
                continue;
            }
            let rows = item::Entity::find()
                .filter(item::Column::Kind.eq(to_name("knowledge_items.kind", &kind)?))
                .filter(item::Column::Id.is_in(ids));
            for row in rows.all(self.reader()).await? {
                let item = Item::try_from(row)?;
                found.insert(item.key.clone(), item);
            }
        }
        Ok(found)
    }

    /// All versions of an item, newest first.
    pub async fn item_versions(&self, key: &ItemKey) -> Result<Vec<Version>, StoreError> {
        let (kind, id) = key_columns(key)?;
        let rows = version::Entity::find()
            .filter(version::Column::Kind.eq(kind))
            .filter(version::Column::Id.eq(id))
            .order_by_desc(version::Column::Number);
        rows.all(self.reader()).await?.into_iter().map(Version::try_from).collect()
    }

    /// One version of an item.
    pub async fn item_version(&self, key: &ItemKey, number: u32) -> Result<Option<Version>, StoreError> {
        version_in(self.reader(), key, number).await
    }

    /// The last days that curators have set for what is in force; an item without one is not in the map.
    pub async fn expiry_days(&self) -> Result<BTreeMap<ItemKey, NaiveDate>, StoreError> {
        let rows = item::Entity::find().filter(item::Column::ExpireOn.is_not_null()).order_by_asc(item::Column::Id);
        let items = rows.all(self.reader()).await?.into_iter().map(Item::try_from);
        items.filter_map(|item| item.map(|item| item.expire_on.map(|day| (item.key, day))).transpose()).collect()
    }

    /// The last days that curators have set for some items; see [`Store::expiry_days`].
    pub async fn expiry_days_of(&self, keys: &[ItemKey]) -> Result<BTreeMap<ItemKey, NaiveDate>, StoreError> {
        let items = self.items(keys).await?;
        Ok(items.into_iter().filter_map(|(key, item)| item.expire_on.map(|day| (key, day))).collect())
    }
}

/// One version of an item, as a transaction sees it.
pub(in crate::store) async fn version_in<C: ConnectionTrait>(
    connection: &C,
    key: &ItemKey,
    number: u32,
) -> Result<Option<Version>, StoreError> {
    let (kind, id) = key_columns(key)?;
    let number = to_column("knowledge_versions.number", number)?;
    let row = version::Entity::find_by_id((kind, id, number)).one(connection).await?;
    row.map(Version::try_from).transpose()
}
