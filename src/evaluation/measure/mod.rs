//! What one replayed need is worth: each check in a file of its own, all of them on the talk and its last outcome.

mod asked;
mod content;
mod figures;
mod labels;
mod leaks;
mod traps;

use serde::{Deserialize, Serialize};

use super::need::Need;
use super::replay::Replayed;
use crate::domain::{AnsweredBy, VerdictCode};
use crate::redaction::Redactor;
use crate::service::Knowing;

pub use asked::{Asked, MustAsk, MustAskHow};
pub use content::{DOCUMENT_SHARE, LINE_SHARE, MustHave};
pub use labels::{Labels, fit_of, predicted_code, timing_of};
pub use traps::{TRAP_SHARE, Trap, TrapRule};

/// One need as it stands in the report.
#[derive(Debug, Clone, Serialize)]
pub struct Measured {
    /// The need.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What people said.
    pub expected: Labels,
    /// What the service said.
    pub predicted: Labels,
    /// The last verdict; nothing when no turn gave an outcome.
    pub verdict_code: Option<VerdictCode>,
    /// The verdict that fit and timing were taken from: the last one, or what it leans to.
    pub leaning: Option<VerdictCode>,
    /// Who answered last.
    pub answered_by: Option<AnsweredBy>,
    /// What was asked, and what the owner answered.
    pub questions: Vec<Asked>,
    /// Questions put before the first verdict; nothing when there was none.
    pub questions_before_verdict: Option<usize>,
    /// What must be asked.
    pub must_ask: Vec<MustAsk>,
    /// Of these, what was neither asked nor said.
    pub missing_must_ask: Vec<String>,
    /// What the specification must hold.
    pub spec_must_have: Vec<MustHave>,
    /// What must not happen.
    pub traps: Vec<Trap>,
    /// Of these, what happened.
    pub trap_hits: Vec<String>,
    /// Figures that nobody said, each with the line it stands in.
    pub unsupported_numbers: Vec<String>,
    /// Kinds of identifiers that a model was told.
    pub redaction_leaks: Vec<String>,
    /// How long the talk took.
    pub seconds: f64,
    /// Tokens sent and received, as far as they are counted.
    pub tokens: u64,
    /// Why the talk broke off.
    pub error: Option<String>,
    /// Which labels were met; nothing where there is no label.
    pub right: Right,
}

/// Which labels were met.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Right {
    pub task: Option<bool>,
    pub sector: Option<bool>,
    pub division: Option<bool>,
    pub fit: Option<bool>,
    pub timing: Option<bool>,
}

/// Measures one replayed need.
pub fn measure(need: &Need, replayed: &Replayed, knowing: &Knowing, redactor: &Redactor) -> Measured {
    let knowledge = &knowing.knowledge;
    let outcome = replayed.outcome();
    let expected = labels::expected(need);
    let predicted = labels::predicted(outcome, &knowledge.rubric);
    let must_ask = asked::must_ask(need, replayed, &knowing.lexicon);
    let traps = traps::traps(need, replayed, &predicted, redactor);
    Measured {
        id: need.id.clone(),
        kind: need.kind.clone(),
        right: labels::right(&expected, &predicted),
        verdict_code: outcome.map(|outcome| outcome.verdict.code),
        leaning: outcome.map(|outcome| predicted_code(outcome, &knowledge.rubric)),
        answered_by: outcome.map(|outcome| outcome.answered_by),
        questions: asked::questions(replayed),
        questions_before_verdict: asked::before_verdict(replayed),
        missing_must_ask: asked::missing(&must_ask),
        must_ask,
        spec_must_have: content::must_have(need, outcome.and_then(|outcome| outcome.specification.as_ref())),
        trap_hits: traps.iter().filter(|trap| trap.hit).map(|trap| trap.text.clone()).collect(),
        traps,
        unsupported_numbers: outcome
            .map(|outcome| figures::unsupported_numbers(outcome, &replayed.words(), knowledge))
            .unwrap_or_default(),
        redaction_leaks: leaks::leaks(replayed, knowledge, redactor),
        seconds: replayed.seconds,
        tokens: replayed.recorded.tokens,
        error: replayed.error.clone(),
        expected,
        predicted,
    }
}
