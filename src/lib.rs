//! Yiguan (译官) turns a factory owner's plain words into a technical specification and an honest verdict: does AI fit,
//! and is now the time. A need walks one way through the rooms below, in the order in which they are listed;
//! ARCHITECTURE.md holds the map and the invariants.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod llm;
pub mod prompts;
pub mod redaction;
pub mod retrieval;
pub mod service;
pub mod store;
pub mod text;
pub mod web;
