//! What a file is by its name.

use serde::{Deserialize, Serialize};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A spreadsheet (.xlsx).
    Spreadsheet,
    /// A table as text (.csv).
    Table,
    /// An entry a line, as JSON (.jsonl).
    Lines,
    /// One entry (.toml).
    Entry,
    /// A folder laid out as `knowledge/`, packed (.zip).
    Packed,
}

impl FileKind {
    /// The kind of a file of that name; nothing for one that is not read.
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "xlsx" => Some(Self::Spreadsheet),
            "csv" => Some(Self::Table),
            "jsonl" | "ndjson" => Some(Self::Lines),
            "toml" => Some(Self::Entry),
            "zip" => Some(Self::Packed),
            _ => None,
        }
    }

    /// Whether it has rows under headings.
    pub fn has_heads(self) -> bool {
        matches!(self, Self::Spreadsheet | Self::Table)
    }
}
