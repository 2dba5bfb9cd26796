//! A saved query: what an owner might say, and what a search for it is expected to find.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::domain::{EntryKind, StaffId};

/// The most characters of a query.
pub const MOST_WORDS: usize = 1_000;
/// The most items that are expected of a query.
pub const MOST_EXPECTED: usize = 20;

/// Names a saved query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueryId(pub Uuid);

/// A query as somebody gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewQuery {
    /// What is looked for.
    pub words: String,
    /// Cases or policies.
    pub kind: EntryKind,
    /// Where the owner is; everywhere when nothing.
    pub area: Option<String>,
    /// On which day; today when nothing.
    pub as_of: Option<NaiveDate>,
    /// The ids that are expected.
    pub expected: Vec<String>,
}

/// A saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedQuery {
    /// Its name.
    pub id: QueryId,
    /// The query.
    pub query: NewQuery,
    /// Who saved it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a query cannot be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QueryFault {
    /// Nothing is looked for.
    #[error("a query needs words")]
    NoWords,
    /// More than [`MOST_WORDS`] characters.
    #[error("the words are too long")]
    TooLong,
    /// More than [`MOST_EXPECTED`] items.
    #[error("too many are expected")]
    TooMany,
    /// Only cases and policies are searched for.
    #[error("only cases and policies are searched for")]
    Kind,
    /// There is no such query.
    #[error("there is no such query")]
    Unknown,
    /// One of the expected items is not there.
    #[error("an expected item is not there")]
    NoItem,
}

impl QueryFault {
    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoWords => "no_words",
            Self::TooLong => "too_long",
            Self::TooMany => "too_many",
            Self::Kind => "kind",
            Self::Unknown => "unknown",
            Self::NoItem => "no_item",
        }
    }
}

impl NewQuery {
    /// The same with every expected id once, when it can be saved.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn checked(self) -> Result<Self, QueryFault> {
        let words = self.words.trim().to_owned();
        let mut expected: Vec<String> = vec![];
        for id in self.expected.iter().map(|id| id.trim()).filter(|id| !id.is_empty()) {
            if !expected.iter().any(|known| known == id) {
                expected.push(id.to_owned());
            }
        }
        let area = self.area.map(|area| area.trim().to_owned()).filter(|area| !area.is_empty());
        if words.is_empty() {
            return Err(QueryFault::NoWords);
        }
        if words.chars().nth(MOST_WORDS).is_some() {
            return Err(QueryFault::TooLong);
        }
        if expected.len() > MOST_EXPECTED {
            return Err(QueryFault::TooMany);
        }
        if !matches!(self.kind, EntryKind::Case | EntryKind::Policy) {
            return Err(QueryFault::Kind);
        }
        Ok(Self { words, area, expected, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_checked_and_tidied() {
        let query = |words: &str, expected: &[&str]| NewQuery {
            words: words.to_owned(),
            kind: EntryKind::Case,
            area: Some(" ".to_owned()),
            as_of: None,
            expected: expected.iter().map(|id| (*id).to_owned()).collect(),
        };
        let fine = query("  鞋面划痕 ", &["a", " a", "", "b"]).checked().unwrap();
        assert_eq!(
            (fine.words.as_str(), fine.expected, fine.area),
            ("鞋面划痕", vec!["a".to_owned(), "b".to_owned()], None)
        );
        assert_eq!(query(" ", &[]).checked(), Err(QueryFault::NoWords));
        assert_eq!(query(&"长".repeat(MOST_WORDS + 1), &[]).checked(), Err(QueryFault::TooLong));
        let many: Vec<String> = (0..=MOST_EXPECTED).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(query("划痕", &many).checked(), Err(QueryFault::TooMany));
        let rubric = NewQuery { kind: EntryKind::Rubric, ..query("划痕", &[]) };
        assert_eq!(rubric.checked(), Err(QueryFault::Kind));
    }
}
