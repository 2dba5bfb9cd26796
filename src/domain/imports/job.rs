//! A job: its stage, what was agreed about the file, how far it is.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::StaffId;
use crate::domain::tabular::TableKind;

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Reads a file, says what it would change, and changes it.
    Import,
    /// Publishes what an import has handed in.
    Publish,
}

impl Work {
    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Publish => "publish",
        }
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Somebody must say what the columns mean.
    Mapping,
    /// Rows are being looked at; nothing is changed.
    Checking,
    /// Somebody must say what is to be taken.
    Ready,
    /// What was chosen is being written.
    Applying,
    /// All is done.
    Done,
    /// Somebody stopped it: what was written stays.
    Cancelled,
    /// The file cannot be read.
    Failed,
}

impl Stage {
    /// Whether a worker is to do something.
    pub fn running(self) -> bool {
        matches!(self, Self::Checking | Self::Applying)
    }

    /// Whether it can still be stopped.
    pub fn open(self) -> bool {
        matches!(self, Self::Mapping | Self::Checking | Self::Ready | Self::Applying)
    }

    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Checking => "checking",
            Self::Ready => "ready",
            Self::Applying => "applying",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}

/// What the columns of a sheet mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetPlan {
    /// Its name; empty for a file without sheets.
    pub name: String,
    /// What its rows are.
    pub kind: TableKind,
    /// The row of the headings.
    pub head: u32,
    /// The headings.
    pub heads: Vec<String>,
    /// What each means; nothing for one that is left out.
    pub keys: Vec<Option<String>>,
    /// The first cells below each heading, to recognise it by.
    pub samples: Vec<String>,
    /// What holds for all rows, by key.
    #[serde(default)]
    pub common: BTreeMap<String, String>,
}

/// What was agreed about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its sheets; none for a file of whole entries.
    #[serde(default)]
    pub sheets: Vec<SheetPlan>,
}

/// How many rows came to what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts(pub BTreeMap<String, u32>);

impl Counts {
    /// One more.
    pub fn add(&mut self, name: &str) {
        *self.0.entry(name.to_owned()).or_default() += 1;
    }

    /// How many.
    pub fn of(&self, name: &str) -> u32 {
        self.0.get(name).copied().unwrap_or(0)
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: Uuid,
    /// What it does.
    pub work: Work,
    /// The import whose rows are published.
    pub parent: Option<Uuid>,
    /// How far it is.
    pub stage: Stage,
    /// Who began it.
    pub staff: StaffId,
    /// When it began.
    pub at: DateTime<Utc>,
    /// When something last happened.
    pub updated_at: DateTime<Utc>,
    /// The file.
    pub file: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// What was agreed.
    pub plan: Plan,
    /// The last row that is done with in this stage.
    pub cursor: u32,
    /// How many rows there are in this stage, once that is known.
    pub total: Option<u32>,
    /// What came of them.
    pub counts: Counts,
    /// Why it failed: a name of the message catalogue, and what the reader said.
    pub fault: Option<String>,
}
