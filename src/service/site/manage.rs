//! Makes and changes sites; needs the database alone, so that a command does not wait for the knowledge.

use crate::domain::{Clock, Ids, Locale, PageOrigin, Quotas, Site, SiteKey};
use crate::service::ServiceError;
use crate::store::Store;

/// What a site is made of; its key is drawn.
#[derive(Debug, Clone)]
pub struct NewSite {
    /// What staff call it.
    pub name: String,
    /// The pages that may embed the widget.
    pub origins: Vec<PageOrigin>,
    /// Whether pages without an origin may.
    pub null_origin: bool,
    /// Place in whose policies its visitors are interested.
    pub area: Option<String>,
    /// The first words of the widget.
    pub greeting: Option<String>,
    /// Its language.
    pub locale: Locale,
    /// What its visitors may use in a day.
    pub quotas: Quotas,
}

/// Makes a site.
///
/// # Errors
/// The database's.
pub async fn add_site(store: &Store, ids: &dyn Ids, clock: &dyn Clock, new: NewSite) -> Result<Site, ServiceError> {
    let site = Site {
        key: SiteKey::from_random(ids.secret()),
        name: new.name,
        origins: new.origins,
        null_origin: new.null_origin,
        area: new.area,
        greeting: new.greeting,
        locale: new.locale,
        quotas: new.quotas,
        enabled: true,
        created_at: clock.now(),
    };
    store.create_site(&site).await?;
    Ok(site)
}

/// Changes a site; returns what it is now.
///
/// # Errors
/// [`ServiceError::NoSite`] when there is none of that key, or the database's.
pub async fn change_site(store: &Store, key: &SiteKey, change: impl FnOnce(&mut Site)) -> Result<Site, ServiceError> {
    let mut site = store.site(key).await?.ok_or(ServiceError::NoSite)?;
    change(&mut site);
    if store.change_site(&site).await? { Ok(site) } else { Err(ServiceError::NoSite) }
}
