//! Helpers that every test may use.

pub mod scripted_model;
pub mod scripted_reply;
