//! What curators do with the five libraries: lists, items and their versions, the way into force and out of it, the overview.

mod charts;
mod cited;
mod decide;
mod due;
mod edit;
mod error;
mod item;
mod library;
mod overview;

pub use crate::store::{Citation, CitedBy, ItemCursor, ItemFilter, ItemOrder, SavedFilter};
pub use cited::Gone;
pub use edit::{Saved, Saving};
pub use error::CurationError;
pub use item::ItemView;
pub use library::{LibraryPage, LibraryRequest};
pub use overview::{Health, Overview};

use crate::domain::EntryKind;

/// The libraries, in the order in which they are listed.
pub const LIBRARIES: [EntryKind; 5] =
    [EntryKind::Case, EntryKind::Policy, EntryKind::Glossary, EntryKind::Playbook, EntryKind::Rubric];
