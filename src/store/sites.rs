//! Sites: made and changed by staff, found by key and by the origins that they let in.

use sea_orm::{EntityTrait, QueryOrder};

use crate::domain::{Site, SiteKey};
use crate::store::entities::site::{ActiveModel, Column, Entity};
use crate::store::{Store, StoreError};

impl Store {
    /// Stores a new site.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when its key is taken.
    pub async fn create_site(&self, site: &Site) -> Result<(), StoreError> {
        Entity::insert(ActiveModel::try_from(site)?).exec_without_returning(self.writer()).await?;
        Ok(())
    }

    /// Stores a site in place of what was known of it; false when there is none of its key.
    pub async fn change_site(&self, site: &Site) -> Result<bool, StoreError> {
        let changed = Entity::update_many().set(ActiveModel::try_from(site)?);
        let changed = sea_orm::QueryFilter::filter(changed, sea_orm::ColumnTrait::eq(&Column::Key, site.key.as_str()));
        Ok(changed.exec(self.writer()).await?.rows_affected > 0)
    }

    /// The site of that key.
    pub async fn site(&self, key: &SiteKey) -> Result<Option<Site>, StoreError> {
        let row = Entity::find_by_id(key.as_str()).one(self.reader()).await?;
        row.map(Site::try_from).transpose()
    }

    /// Every site, the oldest first.
    pub async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows = Entity::find().order_by_asc(Column::CreatedAt).order_by_asc(Column::Key).all(self.reader()).await?;
        rows.into_iter().map(Site::try_from).collect()
    }
}
