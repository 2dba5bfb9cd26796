//! Finds and masks personal data and trade secrets; the only maker of [`Masked`] text.

mod addresses;
mod companies;
mod contacts;
mod digits;
mod kind;
mod masked;
mod names;
mod numbers;
mod redactor;
#[cfg(test)]
mod tests;
mod vault;
mod view;
mod words;

pub use kind::{Finding, Kind};
pub use masked::Masked;
pub use redactor::Redactor;
pub use vault::Vault;
