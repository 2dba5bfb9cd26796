//! Everything that one turn gives back to the owner.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::talk::ReadBack;
use super::{AiTask, Fact, Outlook, Question, SectorRef, Source, Specification, Verdict};

/// The result of a turn; the same type whether a model answered or the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// What is said to the owner, plain text.
    pub reply: String,
    /// Similar cases, best first.
    pub cases: Vec<CaseHit>,
    /// Policies in force today, best first.
    pub policies: Vec<PolicyHit>,
    /// What is known so far.
    pub dossier: Vec<Fact>,
    /// The kind of task.
    pub ai_task: Option<AiTask>,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// Where the verdict stands.
    pub verdict: Verdict,
    /// At the end of a talk, what needs like this one were judged as: a guess where too little is known for a verdict, else in agreement with it.
    #[serde(default)]
    pub outlook: Option<Outlook>,
    /// The one next question; nothing when no more is to be asked.
    pub question: Option<Question>,
    /// What was understood, in plain words, and what is still open.
    #[serde(default)]
    pub read_back: ReadBack,
    /// The owner asked for a person: the dossier is in the review queue.
    #[serde(default)]
    pub wants_person: bool,
    /// The draft of the specification, when enough is known.
    pub specification: Option<Specification>,
    /// Who understood and wrote: both must have been the model for it to say so.
    pub answered_by: AnsweredBy,
    /// The label that the law asks for.
    pub label: String,
}

/// Who did the work of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// A language model read the message and wrote the reply.
    Model,
    /// Glossary, playbooks and rubric did, wholly or where the model failed.
    Rules,
}

/// A similar case, as shown to an owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseHit {
    /// The case.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How well it matches; comparable only within one list.
    pub score: f32,
    /// The words that matched.
    pub why: Vec<Why>,
    /// Where it was published.
    pub sources: Vec<Source>,
    /// The trade.
    pub sector: SectorRef,
    /// The place, when published.
    pub region: Option<String>,
    /// The kind of task.
    pub ai_task: AiTask,
    /// What was wrong.
    pub problem: String,
    /// What came of it, when published.
    pub result: Option<String>,
    /// Whether AI fitted there.
    pub fit: super::CaseFit,
    /// How it ended.
    pub outcome: super::CaseOutcome,
    /// What was learnt.
    pub lessons: Vec<String>,
}

/// A policy in force, as shown to an owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PolicyHit {
    /// The policy.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How well it matches; comparable only within one list.
    pub score: f32,
    /// The words that matched.
    pub why: Vec<Why>,
    /// Where it was published.
    pub sources: Vec<Source>,
    /// Who issued it.
    pub issuer: String,
    /// Where it applies.
    pub region: String,
    /// What it says.
    pub summary: String,
    /// First day in force, as published.
    pub valid_from: Option<String>,
    /// Last day in force, as published.
    pub valid_to: Option<String>,
    /// Its standing, in words.
    pub status: String,
    /// The day on which it was checked.
    pub as_of: String,
}

/// One reason why something was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// The word.
    pub term: String,
    /// Its share of the score.
    pub weight: f32,
    /// Whether the owner said it or the glossary added it.
    pub from: WhyFrom,
}

/// How a matching word came into the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyFrom {
    /// The owner said it.
    Words,
    /// The glossary translated it.
    Glossary,
    /// The meaning is near (dense vectors).
    Meaning,
}
