//! The table `sites`.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::domain::{Site, SiteKey};
use crate::store::StoreError;
use crate::store::codec::{from_json, from_millis, from_name, to_json, to_millis, to_name};

/// One embedding page.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sites")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub name: String,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub origins: String,
    pub null_origin: bool,
    pub area: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub greeting: Option<String>,
    pub locale: String,
    /// JSON.
    #[sea_orm(column_type = "Text")]
    pub quotas: String,
    pub enabled: bool,
    /// Milliseconds since 1970.
    pub created_at: i64,
}

/// Queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<&Site> for ActiveModel {
    type Error = StoreError;

    fn try_from(site: &Site) -> Result<Self, StoreError> {
        Ok(Self {
            key: Set(site.key.as_str().to_owned()),
            name: Set(site.name.clone()),
            origins: Set(to_json("sites.origins", &site.origins)?),
            null_origin: Set(site.null_origin),
            area: Set(site.area.clone()),
            greeting: Set(site.greeting.clone()),
            locale: Set(to_name("sites.locale", &site.locale)?),
            quotas: Set(to_json("sites.quotas", &site.quotas)?),
            enabled: Set(site.enabled),
            created_at: Set(to_millis(site.created_at)),
        })
    }
}

impl TryFrom<Model> for Site {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            key: SiteKey::parse(&row.key).ok_or(StoreError::OutOfRange("sites.key"))?,
            name: row.name,
            origins: from_json("sites.origins", &row.origins)?,
            null_origin: row.null_origin,
            area: row.area,
            greeting: row.greeting,
            locale: from_name("sites.locale", row.locale)?,
            quotas: from_json("sites.quotas", &row.quotas)?,
            enabled: row.enabled,
            created_at: from_millis("sites.created_at", row.created_at)?,
        })
    }
}
