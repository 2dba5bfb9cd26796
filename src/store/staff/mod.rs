//! Staff: accounts and their secrets, one-time links, sessions, and the log that is chained by hash.
//!
//! Everything that changes an account writes its entry of the log in the same transaction, the entry last: whoever appends
//! holds the head of the log until the end, so all who write both take their locks in the same order.

mod accounts;
pub(in crate::store) mod audit;
mod credentials;
mod links;
mod sessions;
mod tables;

pub use audit::AuditHead;
pub use credentials::Try;
