//! What comes after a release: follow-ups, proposals for the case base, and the figures of the desk.

mod charts;
mod coarse;
mod error;
mod figures;
mod follow_up;
mod propose;
mod tables;

pub(in crate::service) use coarse::{Coarse, Part, parts};

pub use crate::store::{DueCursor, DueRow};
pub use error::AfterwardsError;
pub use figures::{FiguresView, Graph};
pub use follow_up::{DuePage, FollowView, NewFollowUp};
pub use propose::{Hidden, ProposalView};
pub(in crate::service) use tables::verdict_name;
pub use tables::{Line, Table, Value};
