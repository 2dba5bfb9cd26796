//! The verdict as an owner and a translator read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CriterionId, Evidence, GroupScore, KnockOutId};

/// The seven possible outcomes; which one holds is computed by [`super::rubric::judge`] alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VerdictCode {
    /// AI fits, and now is the time.
    SuitableNow,
    /// AI fits; try it small first.
    PilotFirst,
    /// AI fits; something must be prepared first.
    PrepareFirst,
    /// A rule, sensor, jig, machine or a change of management is the better way.
    ConventionalBetter,
    /// AI does not fit.
    NotSuitable,
    /// Too little is known.
    NotEnoughInfo,
    /// Law or secrecy forbids: goes to people.
    Stop,
}

/// A verdict with everything that explains it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    /// Which of the seven.
    pub code: VerdictCode,
    /// Does AI fit?
    pub fit: GroupScore,
    /// Is now the time?
    pub timing: GroupScore,
    /// Every criterion in the order of the rubric.
    pub criteria: Vec<CriterionResult>,
    /// What ruled AI out.
    pub knock_outs: Vec<KnockOutResult>,
    /// For the owner, in plain sentences.
    pub explanation: String,
    /// The cheaper or safer way, when that is the answer.
    pub alternative: Option<Alternative>,
    /// What to do first.
    pub prepare: Vec<PrepareStep>,
    /// The bounds of a trial, when that is the answer.
    pub pilot: Option<Pilot>,
    /// The version of the rubric that was used.
    pub rubric_version: String,
}

/// One criterion with its score, or without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CriterionResult {
    /// Such as `F2`.
    pub id: CriterionId,
    /// What a translator calls it.
    pub name: String,
    /// What it is called towards an owner; empty in verdicts stored before it had one.
    #[serde(default)]
    pub owner_name: String,
    /// Its weight in its group.
    pub weight: f64,
    /// 0 to 3; nothing when unknown or not asked.
    pub score: Option<u8>,
    /// True when the owner answered 不清楚.
    pub unknown: bool,
    /// Why that score.
    pub reason: String,
    /// The owner's words that it rests on.
    pub quote: Option<String>,
    /// How good the evidence is.
    pub evidence: Option<Evidence>,
}

/// A knock-out that was triggered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KnockOutResult {
    /// Such as `K1`.
    pub id: KnockOutId,
    /// In a few words.
    pub name: String,
    /// What the owner is told.
    pub message: String,
    /// The words that triggered it.
    pub quote: Option<String>,
}

/// The way that is cheaper or safer than AI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alternative {
    /// What it is.
    pub name: String,
    /// Why it is better here.
    pub why: String,
    /// How soon one sees it work.
    pub visible_in: Option<String>,
    /// When to come back to AI.
    pub come_back: Option<String>,
}

/// One thing to do first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrepareStep {
    /// The weak criterion.
    pub criterion: CriterionId,
    /// What to do.
    pub action: String,
    /// When it is done.
    pub target: String,
    /// Where help may be had.
    pub support: String,
}

/// The bounds of a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Pilot {
    /// What to try it on.
    pub scope: String,
    /// How long and for how much at most.
    pub limits: String,
    /// When to go on and when to stop.
    pub stop_line: String,
}
