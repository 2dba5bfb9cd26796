//! Finds and masks personal data and trade secrets; the only maker of [`Masked`] text.

mod masked;

pub use masked::Masked;
