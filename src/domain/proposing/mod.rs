//! What a model proposes for the fields of an entry, held against the document that it read: no value stays without its passage.
//!
//! [`checked`] is the whole rule, and no model has a part in it: the passage stands in the document, figures and dates of the
//! value stand in the passage, choices are choices, names are written as the document writes them. What a person must have
//! done or must judge ([`proposable`]) is never taken from a model.

mod check;
mod days;
mod orders;
mod place;
mod record;

pub use check::{Checked, Paper, Unfounded, checked, proposable};
pub use orders::orders_a_model;
pub use place::{Letters, Marked, Passage, marked};
pub use record::{Ground, Proposal, Proposed, same, typed};

#[cfg(test)]
mod tests;
