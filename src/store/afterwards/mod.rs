//! What comes after a release: follow-ups and when they are due, proposals for the case base, the figures of the desk.

mod figures;
mod follow_ups;
mod proposals;
mod steps;
pub(in crate::store) mod tables;

pub use follow_ups::{CaseHead, DueCursor, DueRow, Following};
pub use proposals::Proposing;
pub(in crate::store) use proposals::{drop_proposal, proposal_body};
pub(in crate::store) use steps::follow_step;
