//! The exact origin of a page: scheme, host and port, never a pattern.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

/// An origin as browsers write it (RFC 6454): `https://www.ouhai.gov.cn`, `http://127.0.0.1:8000`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageOrigin(String);

/// Why a text is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PageOriginError {
    /// A pattern would let strangers in.
    #[error("name every host; patterns such as * are not taken")]
    Pattern,
    /// It is not `scheme://host[:port]`.
    #[error("write scheme, host and, if unusual, port, such as https://www.example.com")]
    Form,
}

impl PageOrigin {
    /// What browsers send for pages without an origin.
    pub const NULL: &'static str = "null";

    /// The origin of a text; a closing slash, capitals and the scheme's own port make no difference.
    ///
    /// # Errors
    /// [`PageOriginError`] for a pattern, a path, another scheme than http and https, and what is no address at all.
    pub fn parse(text: &str) -> Result<Self, PageOriginError> {
        let text = text.trim();
        if text.contains('*') {
            return Err(PageOriginError::Pattern);
        }
        let url = Url::parse(text).map_err(|_| PageOriginError::Form)?;
        let bare = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none();
        if bare { Ok(Self(url.origin().ascii_serialization())) } else { Err(PageOriginError::Form) }
    }

    /// As browsers write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PageOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        for (text, origin) in [
            ("https://www.ouhai.gov.cn", "https://www.ouhai.gov.cn"),
            (" HTTPS://WWW.Ouhai.gov.cn:443/ ", "https://www.ouhai.gov.cn"),
            ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
            ("https://温州.cn", "https://xn--6rtp67a.cn"),
        ] {
            assert_eq!(PageOrigin::parse(text).map(|o| o.0), Ok(origin.to_owned()), "{text}");
        }
    }

    #[test]
    fn patterns_paths_and_other_schemes_are_refused() {
        assert_eq!(PageOrigin::parse("https://*.gov.cn"), Err(PageOriginError::Pattern));
        for wrong in
            ["", "null", "www.ouhai.gov.cn", "https://a.cn/page", "https://a.cn?x", "ftp://a.cn", "https://u:p@a.cn"]
        {
            assert_eq!(PageOrigin::parse(wrong), Err(PageOriginError::Form), "{wrong}");
        }
    }
}
