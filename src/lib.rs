//! Yiguan (译官) turns a factory owner's plain words into a technical specification and an honest verdict: does AI fit,
//! and is now the time. A need walks one way through the rooms below, in the order in which they are listed;
//! ARCHITECTURE.md holds the map and the invariants.

pub mod domain;
pub mod messages;
pub mod redaction;
pub mod prompts;
pub mod llm;
pub mod retrieval;
pub mod store;
pub mod export;
pub mod intake;
pub mod oidc;
pub mod service;
pub mod evaluation;
pub mod web;
pub mod config;
pub mod app;
pub mod cli;

/// The room that is a crate of its own, so that test builds optimise it.
pub use yiguan_text as text;
