//! What one message of an owner was understood as; made by a model or by rules, the same type from both.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AiTask, Answer, CriterionId, Fact, KnockOutId, SectorRef};

/// What a reader found in a message, quotes checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The kind of task.
    pub ai_task: Option<AiTask>,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// Facts, each proposed.
    pub facts: Vec<Fact>,
    /// Answers to criteria.
    pub answers: BTreeMap<CriterionId, Answer>,
    /// The cheaper or safer way that the words point to.
    pub remedy: Option<Remedy>,
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
