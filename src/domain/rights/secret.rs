//! The secret that opens a conversation on another device, together with its code.

use crate::domain::ids::READABLE;

/// Twelve of thirty letters: 58 bits, and guesses are counted.
const LETTERS: usize = 12;

/// Twelve letters in groups of four, such as `K7QM-3XHD-9ATR`.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnSecret(String);

impl ReturnSecret {
    /// The secret for so many random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let letter = |byte: &u8| char::from(READABLE[usize::from(*byte) % READABLE.len()]);
        Self::grouped(&bytes.iter().take(LETTERS).map(letter).collect::<Vec<_>>())
    }

    /// What an owner typed, capitals and dashes or not; nothing when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<char> =
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        let known = letters.iter().all(|c| READABLE.iter().any(|readable| char::from(*readable) == *c));
        (known && letters.len() == LETTERS).then(|| Self::grouped(&letters))
    }

    fn grouped(letters: &[char]) -> Self {
        Self(letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-"))
    }

    /// As it is shown, once.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ReturnSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReturnSecret([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_however_it_is_typed() {
        let secret = ReturnSecret::from_random([9; 32]);
        let typed = secret.as_str().to_lowercase().replace('-', " ");
        assert_eq!(ReturnSecret::parse(&typed), Some(secret.clone()));
        assert_eq!(ReturnSecret::parse(&format!("{}A", secret.as_str())), None);
        assert!(!format!("{secret:?}").contains(secret.as_str()));
    }
}
