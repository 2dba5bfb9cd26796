//! The knowledge index: one trait, an embedded engine and a Qdrant server.
