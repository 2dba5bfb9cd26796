//! All integration tests, as one binary.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed expectation is the failed test")]

mod api;
mod cli;
mod cli_staff;
mod evaluate;
mod llm;
mod redaction;
mod redaction_floors;
mod retrieval;
mod store;
mod support;
