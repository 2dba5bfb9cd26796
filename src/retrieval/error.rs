//! What can go wrong with the index.

use super::EmbedError;

/// Why a search or a rebuild failed. No message holds words of an owner.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Nothing has been built yet; the caller rebuilds.
    #[error("the index has not been built yet")]
    NotBuilt,
    /// The server cannot be reached or does not answer in time; worth trying again.
    #[error("the index server does not answer: {0}")]
    Unavailable(String),
    /// The server does not accept the API key.
    #[error("the index server refuses the API key")]
    Refused,
    /// The engine failed.
    #[error("the index engine failed: {0}")]
    Engine(String),
    /// The embedding endpoint failed during a rebuild.
    #[error("embedding the knowledge failed: {0}")]
    Embed(#[from] EmbedError),
    /// What the index is built from cannot be read.
    #[error("the knowledge cannot be read: {0}")]
    Source(String),
    /// The words of the glossary make no automaton.
    #[error("the glossary cannot be used for searching: {0}")]
    Glossary(#[from] aho_corasick::BuildError),
    /// The folder of the index cannot be written.
    #[error("the index folder cannot be used: {0}")]
    Folder(#[from] std::io::Error),
}
