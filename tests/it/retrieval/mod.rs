//! The knowledge index: one set of contracts for both engines, and how well plain words find technical phrases.

mod explore;
mod pairs;
