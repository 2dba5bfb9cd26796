//! What an owner agreed to beside the talk itself, and took back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What is agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentKind {
    /// Other owners may learn from the case, without what names the company (C-26).
    CaseBase,
}

/// A consent as it is kept: one that was taken back stays, to show since when it does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// When the owner agreed last.
    pub agreed_at: DateTime<Utc>,
    /// When it was taken back.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl Consent {
    /// Whether it holds.
    pub fn stands(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}
