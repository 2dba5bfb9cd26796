//! Entries of the knowledge as rows of a table: columns with plain Chinese headings, nested things and lists laid flat.
//!
//! The headings belong to the file format, as the keys of TOML do: they are the same whatever language a page is in, so
//! that a file that was exported can be read again by anybody. A round trip changes nothing.

mod cell;
mod choices;
mod columns;
mod entry;
mod likeness;
mod mapping;

use serde::{Deserialize, Serialize};

pub use cell::{Shape, read_cell, write_cell};
pub use columns::{Column, columns, most_sources};
pub use entry::{Fault, Row, What, entry_of, made_id, rows_of};
pub use likeness::{ALIKE, Sketch, contained, letters, likeness, percent, telling};
pub use mapping::{guess, key_of_head};

use super::EntryKind;

/// What one row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// A published case.
    Case,
    /// A policy.
    Policy,
    /// A word of a trade; the words of a trade together are one entry.
    Term,
}

impl TableKind {
    /// Every kind, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Case, Self::Policy, Self::Term];

    /// The kind of entry that its rows become.
    pub fn entry(self) -> EntryKind {
        match self {
            Self::Case => EntryKind::Case,
            Self::Policy => EntryKind::Policy,
            Self::Term => EntryKind::Glossary,
        }
    }

    /// Its name in addresses, forms and the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Case => "cases",
            Self::Policy => "policies",
            Self::Term => "terms",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The name of its sheet in a workbook.
    pub fn sheet(self) -> &'static str {
        match self {
            Self::Case => "案例",
            Self::Policy => "政策",
            Self::Term => "术语",
        }
    }
}

#[cfg(test)]
mod tests;
