//! A site: one embedding page, with the origins that may show the widget and what its visitors may use in a day.

mod key;
mod origin;
mod quota;

use chrono::{DateTime, Utc};

use super::Locale;

pub use key::SiteKey;
pub use origin::{PageOrigin, PageOriginError};
pub use quota::{Allowance, Quotas, Scope};

/// One embedding page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its public key: it names the site and opens nothing.
    pub key: SiteKey,
    /// What staff call it.
    pub name: String,
    /// The pages that may embed the widget; with none, no page may.
    pub origins: Vec<PageOrigin>,
    /// Whether pages without an origin may (web views of apps, files); browsers send `Origin: null` for them.
    pub null_origin: bool,
    /// Place in whose policies its visitors are interested; that of the installation when left out.
    pub area: Option<String>,
    /// The first words of the widget; those of the catalogue when left out.
    pub greeting: Option<String>,
    /// Its language, for visitors who ask for none.
    pub locale: Locale,
    /// What its visitors may use in a day.
    pub quotas: Quotas,
    /// False: the site is switched off.
    pub enabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Site {
    /// Whether a page of that origin may embed the widget; `null` is the origin of pages that have none.
    pub fn admits(&self, origin: &str) -> bool {
        if origin == PageOrigin::NULL {
            self.null_origin
        } else {
            self.origins.iter().any(|own| own.as_str() == origin)
        }
    }
}
