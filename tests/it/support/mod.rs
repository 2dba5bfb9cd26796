//! Helpers that every test may use.

pub(crate) mod scripted_model;
pub(crate) mod scripted_reply;
