//! Text that may leave the house: what a model or a log line receives.

use std::fmt;

use serde::{Serialize, Serializer};

/// Text in which every identifier that redaction knows has been replaced by a placeholder.
///
/// It can be made only by masking, or by a prompt whose owner-written inputs are masked (`prompts` alone calls
/// [`Masked::assembled`]; `tests/architecture.rs` holds that).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Masked(String);

impl Masked {
    /// Text that redaction has just masked.
    pub(in crate::redaction) fn new(text: String) -> Self {
        Self(text)
    }

    /// Text put together from masked parts and published knowledge; only `prompts` may call this.
    pub(crate) fn assembled(text: String) -> Self {
        Self(text)
    }

    /// The masked text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Masked({} chars)", self.0.chars().count())
    }
}

impl Serialize for Masked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
