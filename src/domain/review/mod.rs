//! The review of a case: who has it, the specification as a form, the judgement, and how far it is on the way to a release.
//!
//! [`Review::act`] is a pure state machine: an action of a member of the staff gives the next review and one [`Step`] for
//! the history, or a [`Refusal`] that says why not. Only a second reader's agreement, a settlement or a case that needs
//! none lets an approval through, and only an approval lets a release through.

mod act;
mod action;
mod blocks;
mod decide;
mod edit;
mod field;
mod judging;
mod question;
mod release;
mod second;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ConversationId, StaffId};

pub use act::{Acted, Actor, Grounding, NewDraft, Refusal};
pub use action::{Action, DeclineReason, Keep, Missing, Step, StepKind};
pub use blocks::Block;
pub use field::{Field, FieldId, FieldState, Grade, Mark};
pub use judging::{JudgedScore, Judging, Overriding};
pub use question::{OwnerQuestion, QuestionId};
pub use release::{Release, ReleasedDocument};
pub use second::{ReadingResult, SecondReading, SecondRule, WhySecond};
pub use sheet::{PlainField, Sheet};
pub use summary::{CaseSummary, ReviewState};

/// A case under review.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Whose it is.
    pub conversation_id: ConversationId,
    /// Counts the steps: every write names the version that it was made on.
    pub version: u32,
    /// How far it is.
    pub state: ReviewState,
    /// What the queue shows of it.
    pub summary: CaseSummary,
    /// Since when the owner waits.
    pub requested_at: DateTime<Utc>,
    /// When the owner should have an answer.
    pub due_at: DateTime<Utc>,
    /// When something happened last.
    pub updated_at: DateTime<Utc>,
    /// Who works on it.
    pub lease: Option<Lease>,
    /// How many versions were released.
    pub releases: u32,
    /// What was worked out.
    pub work: Work,
}

/// Who works on a case, and until when it is theirs without a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Who.
    pub holder: StaffId,
    /// When it expires; nothing while others are to act (the owner, a second reader).
    pub until: Option<DateTime<Utc>>,
}

/// What was worked out on a case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Work {
    /// The specification as a form; nothing before somebody has taken the case.
    pub sheet: Option<Sheet>,
    /// The judgement.
    pub judging: Option<Judging>,
    /// What the owner was asked.
    pub questions: Vec<OwnerQuestion>,
    /// The second reading, asked for or done.
    pub second: Option<SecondReading>,
    /// Second readings of judgements that were changed afterwards.
    pub earlier_seconds: Vec<SecondReading>,
    /// Who approved it.
    pub approval: Option<Approval>,
    /// Why it was declined or withdrawn, for the owner.
    pub closing: Option<String>,
    /// The owner has gone on since the form was drafted.
    pub moved: bool,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether anything was changed before.
    pub edited: bool,
}

/// A private note of the staff; neither a model nor an owner reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The case.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    pub text: String,
}

/// Minutes that a case stays with who took it without a sign of life.
pub const LEASE_MINUTES: i64 = 30;

impl Review {
    /// A case that was just handed over.
    pub fn opened(id: ConversationId, summary: CaseSummary, at: DateTime<Utc>, due_at: DateTime<Utc>) -> Self {
        Self {
            conversation_id: id,
            version: 0,
            state: ReviewState::Waiting,
            summary,
            requested_at: at,
            due_at,
            updated_at: at,
            lease: None,
            releases: 0,
            work: Work::default(),
        }
    }

    /// Who has it just now: a lease that expired is nobody's.
    pub fn holder(&self, now: DateTime<Utc>) -> Option<StaffId> {
        self.lease.filter(|lease| lease.until.is_none_or(|until| until > now)).map(|lease| lease.holder)
    }

    /// Whether it should have been answered by now.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.state.is_open() && self.due_at < now
    }

    /// Questions that the owner has not answered.
    pub fn open_questions(&self) -> impl Iterator<Item = &OwnerQuestion> {
        self.work.questions.iter().filter(|question| question.is_open())
    }
}
