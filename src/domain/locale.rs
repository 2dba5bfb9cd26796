//! The languages in which Yiguan speaks to a person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A language of the message catalogue; Chinese is the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Locale {
    /// Simplified Chinese as written on the mainland.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// The language that a tag or an `Accept-Language` header asks for first, Chinese when it names none of ours.
    pub fn from_tag(tag: &str) -> Self {
        let first = tag.split([',', ';']).next().unwrap_or_default().trim().to_ascii_lowercase();
        if first.starts_with("en") { Self::En } else { Self::ZhCn }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_first_language_named() {
        assert_eq!(Locale::from_tag("en-GB,zh;q=0.5"), Locale::En);
        assert_eq!(Locale::from_tag("zh-TW,en"), Locale::ZhCn);
        assert_eq!(Locale::from_tag(""), Locale::ZhCn);
    }
}
