//! Staff: who is signed in, what they may do, and the log of what they did.
//!
//! [`Gate`] lets people in and knows who is in; [`Office`] makes and changes accounts and needs the database alone;
//! [`verify_audit`] walks the log. A verb that needs a right asks for [`May`], which only a checked session gives.

mod account;
mod audit;
mod authority;
mod error;
mod gate;
mod link;
mod office;
mod openid;
mod password;
mod sign_in;
mod totp;

pub use account::Account;
pub use audit::{AuditEnd, AuditPage, verify_audit};
pub use authority::{May, SignedIn};
pub use error::StaffError;
pub use gate::{Gate, Opened};
pub use office::{NewStaff, Office, OneTimeLink};
pub use openid::OpenIdTry;
pub use sign_in::Attempt;
pub use totp::Proposal;
