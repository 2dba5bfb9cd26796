//! What the service does, one verb a file.

pub mod drafting;
pub mod knowledge;
pub mod understanding;
