//! How the knowledge is curated: items, their versions, who may move them on, and the days that they hang on.

mod diff;
mod fields;
mod item;
mod rules;
mod traits;
mod version;

#[cfg(test)]
mod tests;

pub use diff::{FieldDiff, diff};
pub use fields::{Entry, Spec, body_of, fields, naming_field, shown};
pub use item::{Days, Item, ItemKey, Standing};
pub use rules::{Fault, may_publish, may_refuse, may_submit, may_take_back};
pub use traits::Traits;
pub use version::{NewVersion, Opened, Opening, Origin, Publishing, Seen, Version, VersionState};
