//! The review of a case: the queue, the desk, every action on a case, the owner's answers and consent, and the release.

mod act;
mod case;
mod desk;
mod consent;
mod draft;
mod grounds;
mod open;
mod owner;
mod queue;
mod release;
mod rewrite;
mod sweep;

pub use act::{Changed, Conflict};
pub use case::{ReviewRules, review_opened};
pub use consent::CaseConsent;
pub use grounds::{CitedCase, CitedPolicy, Grounds};
pub use open::{CaseView, FieldView, SecondView, Standing, TalkTurn};
pub(in crate::service) use owner::state_for_owner;
pub use owner::{OwnerReview, QuestionForOwner, ReleaseForOwner};
pub use queue::{QueuePage, QueueRequest, QueueView};
pub use rewrite::Rewritten;

pub use crate::store::{QueueCounts, QueueCursor, QueueFilter, QueueRow, QueueSort, ReleaseNote, SavedFilter};
