//! The knowledge index: one set of contracts for both engines, and how well plain words find technical phrases.

mod contract;
mod embedded;
mod fixture;
mod following;
mod harness;
mod meaning;
mod pairs;
mod same_hits;
mod server;
