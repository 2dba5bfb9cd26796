//! What several tests share.

pub(crate) mod database;
mod postgres;
