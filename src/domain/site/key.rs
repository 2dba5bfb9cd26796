//! The public key of a site.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `pk_` and letters or digits: stands in the page's markup for everyone to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct SiteKey(String);

/// The longest key, in characters.
const LONGEST: usize = 40;

impl SiteKey {
    /// The installation's own pages, which need no entry in the database.
    pub fn own() -> Self {
        Self("pk_own".to_owned())
    }

    /// A fresh key of 80 random bits.
    pub fn from_random(secret: [u8; 32]) -> Self {
        Self(format!("pk_{}", hex::encode(&secret[..10])))
    }

    /// The key that a page sent; nothing when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("pk_")?;
        let fits = !rest.is_empty() && text.len() <= LONGEST && rest.chars().all(|c| c.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SiteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_are_taken() {
        assert_eq!(SiteKey::parse("pk_own"), Some(SiteKey::own()));
        for wrong in ["", "pk_", "own", "pk_a b", "pk_老王", "pk_../x", &format!("pk_{}", "a".repeat(60))] {
            assert_eq!(SiteKey::parse(wrong), None, "{wrong}");
        }
        let fresh = SiteKey::from_random([7; 32]);
        assert_eq!(SiteKey::parse(fresh.as_str()), Some(fresh));
    }
}
