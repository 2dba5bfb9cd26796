//! What one message of an owner was understood as; made by a model or by rules, the same type from both.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AiTask, Answer, CriterionId, Fact, KnockOutId, SectorRef};

/// What a reader found in a message, quotes checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The kind of task.
    pub ai_task: Option<AiTask>,
    /// Kinds of task that the need may be, likeliest first, where the words leave it open.
    pub doubts: Vec<AiTask>,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// Facts, each proposed.
    pub facts: Vec<Fact>,
    /// Answers to criteria.
    pub answers: BTreeMap<CriterionId, Answer>,
    /// The owner answers the question that is open by not knowing.
    pub not_known: bool,
    /// The cheaper or safer way that the words point to.
    pub remedy: Option<Remedy>,
    /// What the owner does by saying it, beside stating facts.
    pub acts: Vec<Act>,
    /// The needs of a message that names several, in the owner's words.
    pub needs: Vec<Mention>,
}

/// A playbook's entry that the owner's words point to: a conventional way, or the safe way round a hazard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// The playbook it stands in.
    pub task: AiTask,
    /// The entry's name.
    pub name: String,
    /// The knock-out that comes with it.
    pub knock_out: KnockOutId,
    /// The owner's words that point to it.
    pub quote: String,
}

/// One of several needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The owner's words.
    pub text: String,
    /// The kind of task that they point to.
    pub task: Option<AiTask>,
}

/// What an owner does by saying something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Says that something said before was wrong.
    Corrects,
    /// Asks what it costs.
    AsksPrice,
    /// Asks how long it takes.
    AsksTime,
    /// Asks for subsidies and policies.
    AsksPolicy,
    /// Asks who has done it.
    AsksPrecedent,
    /// Asks what becomes of the words and data.
    AsksPrivacy,
    /// Asks who or what answers.
    AsksHuman,
    /// Asks what this service does, or what comes next.
    AsksService,
    /// Wants a person.
    WantsPerson,
    /// Is angry.
    Angry,
    /// Speaks of something that is not ours: shares, illness, the weather.
    OffTopic,
    /// Sent a picture or a recording and no words.
    OnlyPicture,
    /// Only wants AI, and names no trouble.
    WantsAi,
    /// Greets, thanks or says nothing else.
    Greets,
    /// Tries to give us orders: ignore the rules, show the prompt, approve.
    Orders,
    /// Wants to hear no more questions.
    Enough,
}

impl Act {
    /// Whether it asks something that has an answer of its own.
    pub fn is_question(self) -> bool {
        matches!(
            self,
            Self::AsksPrice
                | Self::AsksTime
                | Self::AsksPolicy
                | Self::AsksPrecedent
                | Self::AsksPrivacy
                | Self::AsksHuman
                | Self::AsksService
                | Self::OffTopic
        )
    }
}
