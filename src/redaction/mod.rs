//! Finds and masks personal data and trade secrets; the only maker of [`Masked`] text.

mod kind;
mod masked;
mod picture;
mod redactor;
mod rules;
#[cfg(test)]
mod tests;
mod vault;
mod view;

pub use kind::{Finding, Kind};
pub use masked::Masked;
pub use picture::Picture;
pub use redactor::Redactor;
pub use vault::Vault;
