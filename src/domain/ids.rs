//! Names of the things that are stored: conversations, turns and the short code an owner can read out.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! uuid_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_newtype! {
    /// One talk between an owner and Yiguan.
    ConversationId
}
uuid_newtype! {
    /// One message of an owner and everything that came of it.
    TurnId
}

/// Eight characters that an owner can read over the phone, such as `K7QM-3XHD`; unique, but no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct CaseCode(pub String);

/// Letters and digits that cannot be mistaken for one another when read aloud or written by hand.
pub(super) const READABLE: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

impl CaseCode {
    /// The code for 40 random bits.
    pub fn from_random(bits: [u8; 8]) -> Self {
        let letters: String = bits.iter().map(|b| char::from(READABLE[usize::from(*b) % READABLE.len()])).collect();
        Self(format!("{}-{}", &letters[..4], &letters[4..]))
    }
}

impl CaseCode {
    /// A code as people type it, with or without its dash; nothing when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: String =
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        let known = letters.bytes().all(|byte| READABLE.contains(&byte)) && letters.len() == 8;
        known.then(|| Self(format!("{}-{}", &letters[..4], &letters[4..])))
    }
}

impl fmt::Display for CaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
