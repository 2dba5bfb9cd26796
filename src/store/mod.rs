//! Saves and loads over SQL: SQLite by default, PostgreSQL by URL; one set of entities, queries and migrations for both.
//!
//! The store writes what it is given: ids, times and decisions come from `service`. The rules that must hold whatever
//! happens (one running turn a conversation, one turn a key, one event a number) are kept by the database, and
//! [`StoreError`] names the one that was broken. Who follows a turn polls [`Store::events_after`].

mod afterwards;
mod alike;
mod bench;
mod codec;
mod connect;
mod conversations;
mod curation;
mod entities;
mod error;
mod events;
mod finish;
mod handovers;
mod imports;
mod interrupt;
mod knowledge;
mod lab;
mod migrations;
mod owner;
mod reviews;
mod settings;
mod sites;
mod staff;
mod turns;
mod usage;

pub use afterwards::{CaseHead, DueCursor, DueRow, Following, Proposing};
pub use alike::{AlikeAsk, AlikeCursor, Dismissing};
pub use bench::{GapBegun, HeardTalk, RunHead};
pub use connect::Store;
pub use curation::{
    Citation, CitedBy, ItemAsk, ItemCursor, ItemFilter, ItemOrder, MergeOpening, NeedRow, NewMerge, Withdrawing,
};
pub use error::{Duplicate, StoreError};
pub use finish::Progress;
pub use imports::{Advance, FileHead, Leased, PublishRow};
pub use knowledge::{InForce, KnowledgeChange, KnowledgeState, Mark, Missing};
pub use lab::{Candidate, Decided, Deciding, JudgedTalk, Turned};
pub use reviews::{
    QueueAsk, QueueCounts, QueueCursor, QueueFilter, QueueRow, QueueSort, QueueTab, ReleaseNote, ReviewWrite,
    SavedFilter,
};
pub use staff::{AuditHead, Try};
pub use turns::Begun;
pub use usage::{Counter, Taken};
