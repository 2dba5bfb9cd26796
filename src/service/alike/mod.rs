//! Entries that say nearly the same: found by the index as the knowledge changes, told apart or merged by curators.

mod list;
mod look;
mod merge;

pub use crate::store::AlikeCursor;
pub use list::{AlikeList, AlikeRow, Beside};
pub use merge::{MergeForm, MergeView, Merged, Merging, SeenItem};
