//! What can be done with a review, and the step that it leaves in the history.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FieldId, QuestionId};
use crate::domain::{CriterionId, Evidence, StaffId, VerdictCode};

/// Something that a member of the staff does with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Takes a case that nobody has (认领), as first or as second reader.
    Claim,
    /// Gives it back to the queue.
    Unclaim,
    /// Gives it to somebody (转交, or a lead's 分派).
    Transfer {
        /// To whom.
        to: StaffId,
        /// What they should know.
        reason: String,
    },
    /// A line is good as it stands (接受).
    Accept {
        /// The field.
        field: FieldId,
    },
    /// Every line that nobody has looked at and in which no check found anything is good as it stands.
    AcceptRest,
    /// Changes a line (修改).
    Edit {
        /// The field.
        field: FieldId,
        /// What it says now.
        text: String,
        /// Where the translator knows it from, when it is neither the owner's nor cited.
        #[serde(default)]
        basis: Option<String>,
    },
    /// Nobody knows (标为未知): the line says 待确认.
    MarkUnknown {
        /// The field.
        field: FieldId,
    },
    /// A line does not belong here; it can be put back by editing or accepting it.
    LeaveOut {
        /// The field.
        field: FieldId,
    },
    /// Puts the draft's words back.
    Restore {
        /// The field.
        field: FieldId,
    },
    /// Adds a line.
    AddField {
        /// The section, 0 to 16.
        section: u8,
        /// What it is about.
        label: String,
        /// What it says.
        text: String,
        /// Where the translator knows it from.
        basis: String,
    },
    /// Changes a line of the owner's reading.
    EditPlain {
        /// Its place, from 0.
        line: usize,
        /// What it says now.
        text: String,
    },
    /// Changes the title.
    EditTitle {
        /// What it says now.
        text: String,
    },
    /// Takes in the newest draft, after the owner has gone on.
    TakeDraft,
    /// Asks the owner one question (向老板提问).
    Ask {
        /// The field that the answer goes into.
        #[serde(default)]
        field: Option<FieldId>,
        /// The question.
        question: String,
    },
    /// Takes a question back.
    TakeBackQuestion {
        /// The question.
        question: QuestionId,
    },
    /// Scores a criterion otherwise.
    Score {
        /// The criterion.
        criterion: CriterionId,
        /// 0 to 3; nothing: nobody knows.
        score: Option<u8>,
        /// How good the evidence is.
        evidence: Evidence,
        /// Why.
        reason: String,
    },
    /// Lets a verdict stand against the arithmetic.
    Override {
        /// The verdict.
        verdict: VerdictCode,
        /// Why.
        reason: String,
    },
    /// Lets the arithmetic stand again.
    DropOverride,
    /// Wants a second reader (请复核).
    AskSecond {
        /// Why.
        reason: String,
    },
    /// The second reader's verdict is ready.
    GiveSecond {
        /// What should be known.
        #[serde(default)]
        note: String,
    },
    /// Settles a disagreement of the two readers.
    Settle {
        /// Whose verdict stands.
        keep: Keep,
        /// Why.
        reason: String,
    },
    /// Approves (通过 or 修改后通过, by whether anything was changed).
    Approve,
    /// Back to the owner with what is missing (退回补充).
    Return {
        /// At least one.
        missing: Vec<Missing>,
    },
    /// Does not take the case (不受理).
    Decline {
        /// From the list.
        reason: DeclineReason,
        /// What the owner is told beside.
        note: String,
    },
    /// Signs and gives it to the owner (签发).
    Release,
    /// Opens what was released, declined or withdrawn again; the next release has the next number.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Takes a release back (撤回).
    Withdraw {
        /// Why, for the owner as well.
        reason: String,
    },
}

/// Something that is missing, as a question to the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// The field that the answer goes into.
    #[serde(default)]
    pub field: Option<FieldId>,
    /// The question.
    pub question: String,
}

/// Which of two verdicts stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The first reader's.
    First,
    /// The second reader's.
    Second,
}

/// Why a case is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeclineReason {
    /// No need of a factory.
    NotOurs,
    /// Law or secrecy.
    Law,
    /// The same need is in the queue already.
    Duplicate,
    /// Nobody answers.
    NoContact,
    /// Something else; the note says what.
    Other,
}

impl DeclineReason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::NotOurs, Self::Law, Self::Duplicate, Self::NoContact, Self::Other];
}

/// What kind of step it was: the name of an [`Action`], or something that came from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Somebody took it.
    Claim,
    /// Somebody gave it back.
    Unclaim,
    /// It was given to somebody.
    Transfer,
    /// Lines were accepted.
    Accept,
    /// A line was changed.
    Edit,
    /// A line was marked unknown.
    MarkUnknown,
    /// A line was left out.
    LeaveOut,
    /// The draft's words were put back.
    Restore,
    /// A line was added.
    AddField,
    /// A line of the owner's reading was changed.
    EditPlain,
    /// The title was changed.
    EditTitle,
    /// A newer draft was taken in.
    TakeDraft,
    /// The owner was asked.
    Ask,
    /// A question was taken back.
    TakeBackQuestion,
    /// The owner answered.
    Answered,
    /// A criterion was scored otherwise.
    Score,
    /// A verdict stands against the arithmetic.
    Override,
    /// It stands no more.
    DropOverride,
    /// It was sent to a second reader.
    AskSecond,
    /// The second reader's verdict came.
    GiveSecond,
    /// A disagreement was settled.
    Settle,
    /// It was approved.
    Approve,
    /// It went back to the owner.
    Return,
    /// It was declined.
    Decline,
    /// It was released.
    Release,
    /// It was opened again.
    Reopen,
    /// A release was taken back.
    Withdraw,
    /// The lease expired.
    Expired,
    /// The owner handed it over again.
    HandedOver,
}

/// One step of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Step {
    /// The version that it made.
    pub version: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nothing for the owner and for the service itself.
    pub by: Option<StaffId>,
    /// What.
    pub kind: StepKind,
    /// The field it is about.
    pub field: Option<FieldId>,
    /// What it is about, where that is no field: a criterion, a line, a question.
    pub about: Option<String>,
    /// What stood there before.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
    /// Why.
    pub reason: Option<String>,
}
