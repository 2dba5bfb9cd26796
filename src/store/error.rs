//! What can go wrong with the store, and which rule of the database stands behind it.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};
use thiserror::Error;

/// Why the store could not do what it was asked.
///
/// Texts hold the database's own message and never a value: no words of an owner, no password. The driver's error is
/// not kept as a source, because its `Debug` form shows whole rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The URL is none that the store can open; the text says why, without the URL.
    #[error("the database URL cannot be used: {0}")]
    Url(&'static str),
    /// The conversation already has a running turn.
    #[error("another turn of this conversation is running")]
    TurnRunning,
    /// The turn has ended already, or does not exist.
    #[error("the turn is not running")]
    NotRunning,
    /// No conversation has that id.
    #[error("there is no such conversation")]
    UnknownConversation,
    /// Somebody else has written in between.
    #[error("this was changed meanwhile")]
    Stale,
    /// A row points to a turn or a conversation that does not exist.
    #[error("a row points to a turn or a conversation that does not exist")]
    Dangling,
    /// Something that must be unique is there already.
    #[error("already stored: {0}")]
    Duplicate(Duplicate),
    /// What is stored does not read as the type that it should be; the text tells the place, not the content.
    #[error("{what} does not read back: {reason}")]
    Corrupt {
        /// The column.
        what: &'static str,
        /// What kind of mistake, and where in the text.
        reason: String,
    },
    /// A value does not fit its column.
    #[error("{0} does not fit its column")]
    OutOfRange(&'static str),
    /// The database cannot be reached or is too busy: trying again may help.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database refused; trying again does not help.
    #[error("the database refused: {0}")]
    Refused(String),
}

/// What must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Duplicate {
    /// The id of a conversation, a turn or an entry.
    #[error("this id")]
    Id,
    /// The short code of a conversation.
    #[error("this case code")]
    CaseCode,
    /// A client's key within a conversation.
    #[error("this idempotency key")]
    IdempotencyKey,
    /// The number of a turn within a conversation.
    #[error("this number of a turn")]
    Sequence,
    /// The number of an event within a turn.
    #[error("this number of an event")]
    EventNumber,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) => broken_rule(&message),
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => Self::Dangling,
            _ if is_passing(&error) => Self::Unavailable(error.to_string()),
            _ => Self::Refused(error.to_string()),
        }
    }
}

/// The rule behind a violation: PostgreSQL names the index in quotes, SQLite lists the columns after a colon.
fn broken_rule(message: &str) -> StoreError {
    let named = message.split('"').nth(1);
    let listed = message.rsplit_once(": ").map(|(_, columns)| columns);
    match named.or(listed).unwrap_or_default() {
        "turns_one_running" | "turns.conversation_id" => StoreError::TurnRunning,
        "turns_idempotency_key" | "turns.conversation_id, turns.idempotency_key" => {
            StoreError::Duplicate(Duplicate::IdempotencyKey)
        }
        "turns_sequence" | "turns.conversation_id, turns.sequence" => StoreError::Duplicate(Duplicate::Sequence),
        "conversations_case_code" | "conversations.case_code" => StoreError::Duplicate(Duplicate::CaseCode),
        "turn_events_pkey" | "turn_events.turn_id, turn_events.number" => StoreError::Duplicate(Duplicate::EventNumber),
        _ => StoreError::Duplicate(Duplicate::Id),
    }
}

/// True for what passes: no connection, a lock held too long, a server that starts or stops.
pub(in crate::store) fn is_passing(error: &DbErr) -> bool {
    let driver = match error {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => e,
        _ => return false,
    };
    match driver.as_ref() {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        // SQLite: busy (5) and locked (6) with their extended codes; PostgreSQL: connection exceptions (08), out of
        // resources (53), operator intervention (57P), serialisation failure and deadlock (40).
        sqlx::Error::Database(e) => e.code().is_some_and(|code| {
            matches!(code.as_ref(), "5" | "6" | "261" | "262" | "517")
                || (code.len() == 5 && ["08", "53", "57P", "40"].iter().any(|class| code.starts_with(class)))
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_rule_has_the_same_name_on_both_databases() {
        for (postgres, sqlite, error) in [
            ("turns_one_running", "turns.conversation_id", StoreError::TurnRunning),
            (
                "turn_events_pkey",
                "turn_events.turn_id, turn_events.number",
                StoreError::Duplicate(Duplicate::EventNumber),
            ),
            ("turns_pkey", "turns.id", StoreError::Duplicate(Duplicate::Id)),
        ] {
            let named = format!("duplicate key value violates unique constraint \"{postgres}\"");
            assert_eq!(broken_rule(&named), error);
            assert_eq!(broken_rule(&format!("UNIQUE constraint failed: {sqlite}")), error);
        }
    }
}
