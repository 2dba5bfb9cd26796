//! What several tests share.

pub(crate) mod database;
mod postgres;
pub(crate) mod qdrant_double;
pub(crate) mod scripted_model;
pub(crate) mod scripted_reply;
