//! The knowledge index: one trait, an embedded engine and a Qdrant server.
//!
//! A [`Source`] of the knowledge becomes points (`points`): a sparse vector `words`, a dense vector `meaning` when an
//! [`Embedder`] is configured, and a payload with all that filters and reasons need. Both engines hold the same points and
//! answer the same query (`query`), so they find the same things. The index is a projection: it can be thrown away. It follows the
//! knowledge by [`Changes`], and says how far it is ([`Standing`]).

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
mod trial;
mod why;

pub use document::{DocKey, DocStatus, Document, Field};
pub use embedded::EmbeddedIndex;
pub use embedder::{EmbedError, Embedder};
pub use error::IndexError;
pub use index::{DigestPage, KnowledgeIndex};
pub use lexicon::Lexicon;
pub use request::{DocKind, Engine, Hit, IndexStatus, Look, SearchRequest, Seen, Tuning, Way};
pub use server::{ServerIndex, ServerSettings};
pub use snapshot::{Changes, Snapshot, Source, Standing};
pub use trial::trial;
