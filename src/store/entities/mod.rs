//! The tables as SeaORM knows them, one file a table, each with its way to and from the domain.

pub(in crate::store) mod conversation;
pub(in crate::store) mod handover;
pub(in crate::store) mod knowledge_entry;
pub(in crate::store) mod setting;
pub(in crate::store) mod site;
pub(in crate::store) mod turn;
pub(in crate::store) mod turn_event;
pub(in crate::store) mod usage;
