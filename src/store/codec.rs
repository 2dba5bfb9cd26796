//! How domain values become columns and back: JSON as text, names of enums, whole milliseconds, numbers from 0.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::store::StoreError;

/// A value as a JSON document.
pub(in crate::store) fn to_json<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| corrupt(what, &e))
}

/// The value of a JSON document.
pub(in crate::store) fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| corrupt(what, &e))
}

/// The name under which an enum without fields is stored: the same as in JSON.
pub(in crate::store) fn to_name<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => Ok(name),
        Ok(_) => Err(StoreError::OutOfRange(what)),
        Err(e) => Err(corrupt(what, &e)),
    }
}

/// The enum of that name.
pub(in crate::store) fn from_name<T: DeserializeOwned>(what: &'static str, name: String) -> Result<T, StoreError> {
    serde_json::from_value(Value::String(name)).map_err(|e| corrupt(what, &e))
}

/// Milliseconds since 1970 in UTC: the same whole number on both databases; what is finer is cut off.
pub(in crate::store) fn to_millis(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

/// The moment of that millisecond.
pub(in crate::store) fn from_millis(what: &'static str, millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis).ok_or(StoreError::OutOfRange(what))
}

/// A count as a column.
pub(in crate::store) fn to_column(what: &'static str, count: u32) -> Result<i32, StoreError> {
    i32::try_from(count).map_err(|_| StoreError::OutOfRange(what))
}

/// A column as a count.
pub(in crate::store) fn to_count(what: &'static str, column: i32) -> Result<u32, StoreError> {
    u32::try_from(column).map_err(|_| StoreError::OutOfRange(what))
}

/// Serde's own message can quote what it stumbled on, and that may be an owner's words: only the place is told.
fn corrupt(what: &'static str, error: &serde_json::Error) -> StoreError {
    let reason = format!("{:?} mistake at line {} column {}", error.classify(), error.line(), error.column());
    StoreError::Corrupt { what, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Locale, TurnState};

    #[test]
    fn an_error_does_not_quote_what_is_stored() {
        let error = from_json::<u32>("turns.outcome", "\"老王的电话\"").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("老王"));
        let error = from_name::<TurnState>("turns.state", "老王".to_owned()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("老王"));
    }

    #[test]
    fn names_are_those_of_json() {
        assert_eq!(to_name("state", &TurnState::Interrupted).unwrap(), "interrupted");
        assert_eq!(to_name("locale", &Locale::ZhCn).unwrap(), "zh-CN");
        assert_eq!(from_name::<Locale>("locale", "en".to_owned()).unwrap(), Locale::En);
    }
}
