//! What several tests share.

pub(crate) mod binary;
pub(crate) mod colleague;
pub(crate) mod database;
pub(crate) mod house_model;
pub(crate) mod invented;
pub(crate) mod owner;
mod postgres;
mod prepared;
pub(crate) mod qdrant_double;
pub(crate) mod scripted_model;
pub(crate) mod scripted_reply;
pub(crate) mod stream;
pub(crate) mod test_app;
