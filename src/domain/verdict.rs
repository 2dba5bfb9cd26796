//! The verdict as an owner and a translator read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CriterionId, Evidence, GroupScore, KnockOutId, Payback};

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
    /// How soon the money comes back, as far as the owner's amounts say it; missing in verdicts stored before it was there.
    #[serde(default)]
    pub payback: Option<Payback>,
    /// The few facts on which the verdict turns.
    #[serde(default)]
    pub flips: Vec<FlipResult>,
    /// The verdict for the translator: a line a criterion, then the arithmetic. It holds the owner's words.
    #[serde(default)]
    pub for_translator: Vec<String>,
}

/// A fact that, were it otherwise, would change the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlipResult {
    /// The criterion.
    pub criterion: CriterionId,
    /// What it is called towards an owner.
    pub owner_name: String,
    /// The answer now, in the rubric's words.
    pub from: String,
    /// The answer that would change the verdict.
    pub to: String,
    /// A second change that must come with it, when no single one changes the verdict.
    pub also: Option<FlipStep>,
    /// The verdict then.
    pub verdict: VerdictCode,
    /// Whether that is nearer to "now".
    pub better: bool,
}

/// The second half of a change that takes two facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlipStep {
    /// The criterion.
    pub criterion: CriterionId,
    /// What it is called towards an owner.
    pub owner_name: String,
    /// The answer now.
    pub from: String,
    /// The answer then.
    pub to: String,
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
    /// What a published case of the same kind cost; nothing when none was published.
    #[serde(default)]
    pub price: Option<CitedPrice>,
}

/// A price that somebody published: the only kind that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CitedPrice {
    /// As published.
    pub text: String,
    /// The case.
    pub case_id: String,
    /// Its title.
    pub title: String,
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
