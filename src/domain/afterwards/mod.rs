//! What comes after a review: how it went at the factory, what others may learn from it, and the figures of the desk.

mod amounts;
mod draft;
mod figures;
mod follow_up;
mod lines;
mod places;
mod proposal;
mod reckon;
mod span;

pub use amounts::coarse_amounts;
pub use draft::{CaseDraft, DraftParts, DraftTexts, city_of};
pub use figures::{Approved, Declined, EditRate, Figures, Readings, SectorVerdicts, VERDICTS, WeekCounts, WeekTimes};
pub use follow_up::{FollowMonth, FollowOutcome, FollowUp, FollowUpFault};
pub use lines::{Fate, FateCount, LineFate, fates};
pub use places::coarse_places;
pub use proposal::{Proposal, ProposalFault, ProposalState};
pub use reckon::Counted;
pub use span::{Span, monday};
