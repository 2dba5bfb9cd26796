//! What an owner sends: made only by parsing, so that an empty or endless message cannot reach the walk.

use serde::Serialize;
use thiserror::Error;

/// The most characters (Unicode scalar values) in one message.
pub const MAX_CHARS: usize = 4_000;

/// One message of an owner, word for word, trimmed and free of invisible characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OwnerMessage(String);

/// Why a text is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MessageError {
    /// Nothing but white space.
    #[error("the message is empty")]
    Empty,
    /// More than [`MAX_CHARS`] characters.
    #[error("the message has {0} characters, {MAX_CHARS} are allowed")]
    TooLong(usize),
}

impl OwnerMessage {
    /// Takes a text as a message.
    ///
    /// Invisible characters (Unicode tags, zero-width and direction marks, control characters other than line feed)
    /// are dropped: people do not type them, and they are used to hide instructions from a reader's eye.
    ///
    /// # Errors
    /// [`MessageError`] when nothing is left, or too much.
    pub fn parse(raw: &str) -> Result<Self, MessageError> {
        let visible: String = raw.chars().filter(|c| !is_invisible(*c)).collect();
        let text = visible.trim();
        match text.chars().count() {
            0 => Err(MessageError::Empty),
            n if n > MAX_CHARS => Err(MessageError::TooLong(n)),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The owner's words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(u32::from(c), 0xE0000..=0xE007F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF | 0xFFFC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_what_cannot_be_seen() {
        let sent = "鞋面\u{200b}有划痕\u{e0041}\r\n退货";
        assert_eq!(OwnerMessage::parse(sent).unwrap().as_str(), "鞋面有划痕\n退货");
    }

    #[test]
    fn refuses_nothing_and_too_much() {
        assert_eq!(OwnerMessage::parse(" \u{200b} \n"), Err(MessageError::Empty));
        assert_eq!(OwnerMessage::parse(&"字".repeat(4_001)), Err(MessageError::TooLong(4_001)));
        assert!(OwnerMessage::parse(&"字".repeat(4_000)).is_ok());
    }
}
