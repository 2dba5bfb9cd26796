//! A row of a file that was looked at: what it would do, and what came of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::curation::ItemKey;
use crate::domain::tabular::What;

/// What a row would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Adds an entry.
    New,
    /// Changes one.
    Changed,
    /// Changes nothing.
    Identical,
    /// Adds an entry that says nearly the same as another.
    Similar,
    /// Cannot be taken.
    Error,
}

impl Verdict {
    /// Every verdict, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Error, Self::Similar, Self::Changed, Self::New, Self::Identical];

    /// Its name in forms and the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Identical => "identical",
            Self::Similar => "similar",
            Self::Error => "error",
        }
    }

    /// The verdict of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

/// Something that is wrong, with the cell where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFault {
    /// As people name it: B7, or a line.
    pub cell: String,
    /// The heading over it.
    pub head: String,
    /// What is wrong.
    pub what: What,
}

/// What a row is nearly the same as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Like {
    /// An entry that is there already.
    pub item: Option<ItemKey>,
    /// An earlier row of the same file.
    pub row: Option<u32>,
    /// How alike, in percent.
    pub percent: u8,
}

/// What is to be said of a row beside its verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Everything that is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<CellFault>,
    /// What it is nearly the same as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Like>,
    /// Somebody else is writing at the item.
    #[serde(default)]
    pub held: bool,
    /// The same is waiting for a second person already.
    #[serde(default)]
    pub waiting: bool,
}

/// A row that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Its place among the rows of the file, from 1.
    pub number: u32,
    /// As people name it: a row of a sheet, or a file of a folder.
    pub place: String,
    /// The item that it is or would be; nothing when that cannot be told.
    pub key: Option<ItemKey>,
    /// What it is called.
    pub title: String,
    /// What it would do.
    pub verdict: Verdict,
    /// The entry; for a word of a trade the trade with this one word.
    pub body: Option<Value>,
    /// What is to be said of it.
    pub remark: Remark,
    /// Whether it was chosen.
    pub taken: bool,
    /// What came of it: a name of the message catalogue.
    pub outcome: Option<String>,
    /// The version that it became.
    pub version: Option<u32>,
}
