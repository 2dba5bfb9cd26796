//! How an owner may be reached, given only with consent.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Digits of a Chinese mobile or fixed-line number with its area code, at least and at most.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A phone number, who gets it and what for (个人信息保护法第十四、二十三条).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The number as it was written, digits and `+ - ( )` only.
    pub phone: String,
    /// Who gets it.
    pub given_to: String,
    /// When the owner agreed.
    pub agreed_at: DateTime<Utc>,
}

/// Why a number is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no phone number")]
pub struct ContactError;

impl Contact {
    /// A contact of a number as people write it.
    ///
    /// # Errors
    /// [`ContactError`] for what cannot be dialled.
    pub fn new(phone: &str, given_to: &str, agreed_at: DateTime<Utc>) -> Result<Self, ContactError> {
        let phone: String = phone.trim().chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let dialled = phone.chars().all(|c| c.is_ascii_digit() || "+-()".contains(c));
        if !dialled || !DIGITS.contains(&digits) || phone.len() > 24 {
            return Err(ContactError);
        }
        Ok(Self { phone, given_to: given_to.to_owned(), agreed_at })
    }
}

/// Full-width digits and signs come from Chinese keyboards.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '（' | '）' | '＋' | '－' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("phone", &"[REDACTED]")
            .field("agreed_at", &self.agreed_at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them_and_never_printed() {
        let at = DateTime::UNIX_EPOCH;
        for (text, phone) in [
            ("138 0000 0000", "13800000000"),
            ("０５７７-88888888", "0577-88888888"),
            ("+86 13800000000", "+8613800000000"),
        ] {
            let contact = Contact::new(text, "翻译官", at).unwrap();
            assert_eq!(contact.phone, phone);
            assert!(!format!("{contact:?}").contains("800"), "{contact:?}");
        }
        for wrong in ["", "12345", "找我老婆", "13800000000 老王", "1".repeat(40).as_str()] {
            assert_eq!(Contact::new(wrong, "翻译官", at), Err(ContactError), "{wrong}");
        }
    }
}
