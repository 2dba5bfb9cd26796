//! Staff: who they are, which roles they have, which rights follow, and the log of what they did.

mod account;
mod audit;
mod credentials;
mod password;
mod role;
mod session;

pub use account::{Login, Staff, StaffId};
pub use audit::{AuditEntry, AuditFault, AuditNote, verify_chain};
pub use credentials::{Credentials, lock_after};
pub use password::{NewPassword, PasswordFault};
pub use role::{Administer, AuditLog, Curate, LeadTeam, Right, Role, SeeFigures, Translate};
pub use session::{Session, StaffLink};
