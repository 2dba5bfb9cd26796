//! What owners give beside their words, and what they may ask for: photos, a phone number, a complaint, deletion, exports.

mod complaint;
mod consent;
mod contact;
mod photo;
mod receipt;
mod secret;

pub use complaint::{Complaint, MAX_COMPLAINT};
pub use consent::{Consent, ConsentKind};
pub use contact::{Contact, ContactError};
pub use photo::{Photo, PhotoId};
pub use receipt::{Erasure, ExportFormat, ExportRecord};
pub use secret::ReturnSecret;
