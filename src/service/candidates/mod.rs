//! Candidates for the case base: looked over against the original, checked for what leads back to the firm, taken or refused.

mod decide;
mod form;
mod view;

pub use crate::store::Candidate;
pub use form::{CandidateForm, SIZES};
pub use view::{CandidateRow, CandidateView, Compared, Piece};
