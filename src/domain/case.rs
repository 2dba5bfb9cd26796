//! A published case: what a firm needed, what was built, what came of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AiTask, Source};

/// A case as staff curate it; an optional field is left out when nothing was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Lower-case ASCII slug, unique.
    pub id: String,
    /// At most 30 characters.
    pub title: String,
    /// Where it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The published name of the firm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// `micro`, `small`, `medium` or `large`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_size: Option<String>,
    /// The step of the process.
    pub process_step: String,
    /// How an owner would say the need.
    pub owner_words: String,
    /// What was wrong.
    pub problem: String,
    /// The kind of task.
    pub ai_task: AiTask,
    /// What was built.
    pub approach: String,
    /// What data was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_used: Option<String>,
    /// Published outcomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// How long it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// `success`, `partial`, `failed`, `abandoned` or `conventional_solution_chosen`.
    pub outcome: CaseOutcome,
    /// Why it worked or not.
    pub lessons: Vec<String>,
    /// Fit for AI (a success of plain automation is `not_suitable`).
    pub fit: CaseFit,
    /// Whether it was the right time.
    pub timing: CaseTiming,
    /// Plain and technical words.
    pub keywords: Vec<String>,
    /// The trade.
    pub sector: SectorRef,
    /// What it cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Where it was published; at least one.
    pub sources: Vec<Source>,
}

/// A trade by the national classification GB/T 4754-2017.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorRef {
    /// Such as `C195`.
    pub code: String,
    /// Such as 制鞋业.
    pub name: String,
}

impl SectorRef {
    /// Whether two trades share a group of GB/T 4754-2017 (letter and three digits, or what they have of it).
    pub fn kindred(&self, other: &Self) -> bool {
        kindred(&self.code, &other.code)
    }
}

/// The same of their codes.
pub(super) fn kindred(a: &str, b: &str) -> bool {
    let group = |code: &str| code.chars().take(4).collect::<String>();
    let (a, b) = (group(a), group(b));
    !a.is_empty() && !b.is_empty() && (a.starts_with(&b) || b.starts_with(&a))
}

/// What a case cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Yuan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_cny: Option<i64>,
    /// What the money covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CaseOutcome {
    Success,
    Partial,
    Failed,
    Abandoned,
    ConventionalSolutionChosen,
}

/// Whether AI fitted the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CaseFit {
    Suitable,
    SuitableWithConditions,
    NotSuitable,
}

/// Whether it was the right time in the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CaseTiming {
    Now,
    PilotFirst,
    PrepareFirst,
    NotNow,
}
