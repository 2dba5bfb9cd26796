//! The knowledge index: one trait, an embedded engine and a Qdrant server.
//!
//! A [`Snapshot`] of the knowledge becomes points (`points`): a sparse vector `words`, a dense vector `meaning` when an
//! [`Embedder`] is configured, and a payload with all that filters and reasons need. Both engines hold the same points and
//! answer the same query (`query`), so they find the same things. The index is a projection: it can be thrown away.

mod area;
mod document;
mod embedded;
mod embedder;
mod error;
mod expand;
mod index;
mod lexicon;
mod points;
mod query;
mod request;
mod server;
mod snapshot;
mod why;

pub use document::{DocStatus, Document, Field};
pub use embedded::EmbeddedIndex;
pub use embedder::{EmbedError, Embedder};
pub use error::IndexError;
pub use index::KnowledgeIndex;
pub use lexicon::Lexicon;
pub use request::{DocKind, Engine, Hit, IndexStatus, SearchRequest};
pub use server::{ServerIndex, ServerSettings};
pub use snapshot::Snapshot;
