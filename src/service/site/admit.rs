//! Whether a page may speak for a site: its origin must stand in the site's list, whatever the page says of itself.

use crate::domain::{PageOrigin, Site, SiteKey};
use crate::service::{Service, ServiceError};

impl Service {
    /// The site of that key; the installation's own pages have one that no database holds.
    ///
    /// # Errors
    /// [`ServiceError::NoSite`] when there is none, or the database's.
    pub async fn site(&self, key: &SiteKey) -> Result<Site, ServiceError> {
        let own = &self.parts.own_site;
        if *key == own.key {
            return Ok(own.clone());
        }
        self.parts.store.site(key).await?.ok_or(ServiceError::NoSite)
    }

    /// The site, when a page of that foreign origin may speak for it. Our own pages and callers that are no browsers send none.
    ///
    /// # Errors
    /// [`ServiceError::NoSite`], [`ServiceError::OriginRefused`], or the database's.
    pub async fn admit(&self, key: &SiteKey, foreign: Option<&str>) -> Result<Site, ServiceError> {
        let site = self.site(key).await?;
        match foreign {
            Some(origin) if !site.admits(origin) => Err(ServiceError::OriginRefused),
            _ => Ok(site),
        }
    }

    /// Whether any site lets pages of that origin in: all that a browser can ask before it sends a request (CORS).
    ///
    /// # Errors
    /// The database's.
    pub async fn knows_origin(&self, origin: &str) -> Result<bool, ServiceError> {
        if origin != PageOrigin::NULL && PageOrigin::parse(origin).is_err() {
            return Ok(false);
        }
        Ok(self.parts.store.sites().await?.iter().any(|site| site.admits(origin)))
    }
}
