//! Pairs of items that say nearly the same, how far everything was looked at for them, and what becomes of merged items.

mod look;
mod merges;
mod merging;
mod pairs;
mod tables;

pub(in crate::store) use merges::{carry_merge, drop_merge, note_merge};
pub(in crate::store) use merging::Merging;
pub use pairs::{AlikeAsk, AlikeCursor, Dismissing};
