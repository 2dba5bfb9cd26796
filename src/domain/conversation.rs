//! Conversations and turns as they are stored: a turn is a job with a replayable stream of events.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CaseCode, CaseHit, ConversationId, Dossier, Fact, Locale, Outcome, PolicyHit, Question, Specification};
use super::{Site, SiteKey, TurnId, Verdict};

/// One talk with an owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The short code.
    pub case_code: CaseCode,
    /// SHA-256 of the owner's bearer token, hexadecimal: the token itself is not stored.
    pub token_hash: String,
    /// The site on which it began.
    pub site: SiteKey,
    /// The owner's language.
    pub locale: Locale,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// What is known so far.
    pub dossier: Dossier,
    /// The redaction vault, serialised; only `redaction` reads it.
    pub vault: String,
}

impl Conversation {
    /// The place whose policies are shown: what the page named, else that of its site.
    pub fn area(&self, site: &Site) -> Option<String> {
        self.dossier.area.clone().or_else(|| site.area.clone())
    }
}

/// One message and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Its id.
    pub id: TurnId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// 1 for the first turn of a conversation.
    pub sequence: u32,
    /// The client's key: the same key gives the same turn.
    pub idempotency_key: Option<String>,
    /// The owner's words.
    pub message: String,
    /// How far it is.
    pub state: TurnState,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The result of a finished turn.
    pub outcome: Option<Outcome>,
    /// What produced the result.
    pub provenance: Option<Provenance>,
}

/// How far a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TurnState {
    /// Being worked on.
    Running,
    /// Done.
    Finished,
    /// Stopped by the owner.
    Stopped,
    /// Ended by an error of ours.
    Failed,
    /// Cut off by a restart of the service.
    Interrupted,
}

impl TurnState {
    /// True when nothing more will happen.
    pub fn ended(self) -> bool {
        self != Self::Running
    }
}

/// What produced a result, so that it can be explained later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Provenance {
    /// Name and hash of each prompt used.
    pub prompts: Vec<PromptUse>,
    /// Model calls, in order.
    pub calls: Vec<ModelCall>,
    /// The version of the knowledge index.
    pub index_version: Option<String>,
    /// The version of the rubric.
    pub rubric_version: String,
    /// How many photos the model was shown.
    pub pictures: u32,
    /// Why the rules stood in for the model, when they did.
    pub fallbacks: Vec<String>,
}

/// A prompt that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromptUse {
    /// Its folder.
    pub name: String,
    /// SHA-256 of its files.
    pub hash: String,
}

/// A call to a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ModelCall {
    /// The endpoint's name in the configuration.
    pub endpoint: String,
    /// The model asked for.
    pub model: String,
    /// `json_schema`, `json_object`, `text` or `stream`.
    pub mode: String,
    /// Tokens sent, when the endpoint counts them.
    pub prompt_tokens: Option<u32>,
    /// Tokens received, when the endpoint counts them.
    pub completion_tokens: Option<u32>,
}

/// A step of the walk, for the owner's progress line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading what was said.
    Understanding,
    /// Looking for similar cases.
    Retrieval,
    /// Weighing it by the rubric.
    Judging,
    /// Writing the reply.
    Drafting,
}

/// What happens during a turn, in the order in which it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type")]
pub enum TurnEvent {
    /// The turn exists.
    #[serde(rename = "turn.started")]
    Started {
        /// The turn.
        turn_id: TurnId,
        /// Its conversation.
        conversation_id: ConversationId,
    },
    /// A step began.
    #[serde(rename = "stage")]
    Stage {
        /// Which.
        stage: Stage,
    },
    /// Similar cases and policies were found.
    #[serde(rename = "cases")]
    Cases {
        /// Cases, best first.
        cases: Vec<CaseHit>,
        /// Policies, best first.
        policies: Vec<PolicyHit>,
    },
    /// A piece of the reply.
    #[serde(rename = "text.delta")]
    TextDelta {
        /// The piece.
        text: String,
    },
    /// A fact is new or changed.
    #[serde(rename = "fact.updated")]
    FactUpdated {
        /// The fact.
        fact: Fact,
    },
    /// The one next question.
    #[serde(rename = "question")]
    Question {
        /// The question.
        question: Question,
    },
    /// Where the verdict stands.
    #[serde(rename = "verdict")]
    Verdict {
        /// The verdict.
        verdict: Box<Verdict>,
    },
    /// The draft of the specification.
    #[serde(rename = "specification")]
    Specification {
        /// The draft.
        specification: Box<Specification>,
    },
    /// Something went wrong on our side.
    #[serde(rename = "error")]
    Error {
        /// A name that programs can act on.
        code: String,
        /// What to do, for the owner.
        message: String,
    },
    /// The last event of every turn.
    #[serde(rename = "turn.finished")]
    Finished {
        /// How it ended.
        state: TurnState,
        /// The result; nothing when the turn was stopped or failed.
        outcome: Option<Box<Outcome>>,
    },
}

impl TurnEvent {
    /// The name of the event on the wire.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Started { .. } => "turn.started",
            Self::Stage { .. } => "stage",
            Self::Cases { .. } => "cases",
            Self::TextDelta { .. } => "text.delta",
            Self::FactUpdated { .. } => "fact.updated",
            Self::Question { .. } => "question",
            Self::Verdict { .. } => "verdict",
            Self::Specification { .. } => "specification",
            Self::Error { .. } => "error",
            Self::Finished { .. } => "turn.finished",
        }
    }
}

/// An event with its place in the stream of its turn, counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberedEvent {
    /// Its place.
    pub number: u32,
    /// What happened.
    pub event: TurnEvent,
}
