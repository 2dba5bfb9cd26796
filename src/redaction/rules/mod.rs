//! The rules, one family of identifiers a file, and the lexicon that they share.

pub(in crate::redaction) mod addresses;
pub(in crate::redaction) mod companies;
pub(in crate::redaction) mod contacts;
pub(in crate::redaction) mod credentials;
pub(in crate::redaction) mod digits;
pub(in crate::redaction) mod foreign;
pub(in crate::redaction) mod names;
pub(in crate::redaction) mod network;
pub(in crate::redaction) mod numbers;
pub(in crate::redaction) mod references;
pub(in crate::redaction) mod short_names;
pub(in crate::redaction) mod words;
