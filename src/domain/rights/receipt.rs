//! What is left when something was done: that it was, and when. No words of an owner.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{ConversationId, TurnId};

/// A conversation was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Erasure {
    /// The number of the receipt.
    pub receipt: String,
    /// When everything was deleted.
    pub erased_at: DateTime<Utc>,
}

/// A file format of a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
    /// JSON, for programs; releases only.
    Json,
}

/// A file that was handed out: its number stands in the file's metadata and leads back here (标识办法第五条).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRecord {
    /// The number of the content.
    pub produce_id: String,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The turn whose draft it is.
    pub turn_id: TurnId,
    /// The format.
    pub format: ExportFormat,
    /// When.
    pub made_at: DateTime<Utc>,
}
