//! The translators' desk: the API of the review, and its pages.

pub(super) mod api;
mod refusals;

pub(super) use refusals::problem;
