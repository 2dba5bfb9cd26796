//! Text that may leave the house: what a model or a log line receives.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::redaction::vault::placeholder_shapes;

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

    /// The beginning of masked text, at most so many bytes: no letter and no placeholder is cut through.
    #[must_use]
    pub fn beginning(&self, most: usize) -> Self {
        let mut end = self.0.floor_char_boundary(most);
        if let Some(cut) = placeholder_shapes(&self.0).find(|range| range.start < end && end < range.end) {
            end = cut.start;
        }
        Self(self.0[..end].to_owned())
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
