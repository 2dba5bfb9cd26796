//! Versions of the settings of a search, of which one is promoted.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::tables::version::{ActiveModel, Column, Entity, Model};
use crate::domain::bench::{SearchSettings, SettingsVersion};
use crate::domain::{AuditNote, StaffId};
use crate::store::codec::{from_json, from_millis, to_column, to_count, to_json, to_millis};
use crate::store::staff::audit::append_audit;
use crate::store::{Store, StoreError, settings};

/// The setting that holds the number of the promoted version.
const PROMOTED: &str = "search_settings";
/// Versions in the list.
const LIST: u64 = 50;

impl Store {
    /// The number of the promoted version; 0 is what the program brought along. Costs one row to read.
    pub async fn promoted_settings(&self) -> Result<u32, StoreError> {
        let number = self.setting(PROMOTED).await?;
        number.map_or(Ok(0), |number| number.parse().map_err(|_| StoreError::OutOfRange(PROMOTED)))
    }

    /// The newest versions, newest first, and at last the one that the program brought along.
    pub async fn settings_versions(&self) -> Result<Vec<SettingsVersion>, StoreError> {
        let rows = Entity::find().order_by_desc(Column::Number).limit(LIST).all(self.reader()).await?;
        let versions = rows.into_iter().map(SettingsVersion::try_from);
        versions.chain([Ok(SettingsVersion::first())]).collect()
    }

    /// A version.
    pub async fn settings_version(&self, number: u32) -> Result<Option<SettingsVersion>, StoreError> {
        if number == 0 {
            return Ok(Some(SettingsVersion::first()));
        }
        let row = Entity::find_by_id(to_column("search_settings.number", number)?).one(self.reader()).await?;
        row.map(SettingsVersion::try_from).transpose()
    }

    /// Keeps a version under the next number.
    pub async fn keep_settings(
        &self,
        (body, note): (SearchSettings, &str),
        (by, at): (StaffId, DateTime<Utc>),
        audit: &AuditNote,
    ) -> Result<u32, StoreError> {
        let transaction = self.begin().await?;
        append_audit(&transaction, audit).await?;
        let last: Option<Option<i32>> =
            Entity::find().select_only().column_as(Column::Number.max(), "last").into_tuple().one(&transaction).await?;
        let number = last.flatten().unwrap_or(0).checked_add(1).ok_or(StoreError::OutOfRange("search_settings"))?;
        let row = ActiveModel {
            number: Set(number),
            body: Set(to_json("search_settings.body", &body)?),
            note: Set(note.to_owned()),
            by_staff: Set(by.0),
            made_at: Set(to_millis(at)),
            promoted_at: Set(None),
        };
        Entity::insert(row).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        to_count("search_settings.number", number)
    }

    /// Lets searches obey a version from now on.
    pub async fn promote_settings(&self, number: u32, at: DateTime<Utc>, audit: &AuditNote) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        Entity::update_many()
            .col_expr(Column::PromotedAt, Expr::value(to_millis(at)))
            .filter(Column::Number.eq(to_column("search_settings.number", number)?))
            .exec(&transaction)
            .await?;
        settings::put(&transaction, PROMOTED, &number.to_string()).await?;
        append_audit(&transaction, audit).await?;
        Ok(transaction.commit().await?)
    }
}

impl TryFrom<Model> for SettingsVersion {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let moment = |millis| from_millis("search_settings", millis);
        Ok(Self {
            number: to_count("search_settings.number", row.number)?,
            settings: from_json("search_settings.body", &row.body)?,
            note: row.note,
            author: Some(StaffId(row.by_staff)),
            made_at: Some(moment(row.made_at)?),
            promoted_at: row.promoted_at.map(moment).transpose()?,
        })
    }
}
