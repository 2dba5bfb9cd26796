//! The figures of a whole set, what changed against an earlier report, and the files and the page that show them.

mod chart;
mod compare;
mod f1;
mod figures;
mod page;
mod rules;
mod transcript;
mod view;
mod write;

use std::collections::BTreeMap;

use serde::Serialize;

pub use compare::{Against, Change, EarlierReport, Flip, compare};
pub use f1::{Confusion, macro_f1};
pub use figures::{FIGURES, Figures};
pub use rules::Rules;
pub use write::write;

use super::measure::Measured;

/// What was replayed, and under what.
#[derive(Debug, Clone, Default, Serialize)]
pub struct About {
    /// The file of the needs.
    pub set: String,
    /// How many needs.
    pub needs: usize,
    /// How many talks broke off.
    pub broken: usize,
    /// The version of the rubric.
    pub rubric: String,
    /// True when the rubric was one on trial.
    pub rubric_on_trial: bool,
    /// The models that were asked; none for the rules alone.
    pub models: Vec<String>,
    /// The moment at which it ended, UTC.
    pub finished_at: String,
    /// The version of the program.
    pub program: String,
    /// How texts were matched and verdicts mapped.
    pub rules: Rules,
}

/// Both confusion matrices: expected, then predicted, then how often.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Confusions {
    /// Does AI fit?
    pub fit: Confusion,
    /// Is now the time?
    pub timing: Confusion,
}

/// The whole report.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The figures of all needs.
    #[serde(flatten)]
    pub figures: Figures,
    /// Which labels were taken for which.
    pub confusion: Confusions,
    /// The same figures for each kind of need.
    pub per_kind: BTreeMap<String, Figures>,
    /// What changed against an earlier report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    /// What was replayed.
    pub about: About,
    /// Every need.
    pub per_need: Vec<Measured>,
}

impl Report {
    /// Sums up what was measured.
    pub fn new(per_need: Vec<Measured>, about: About) -> Self {
        let mut kinds: BTreeMap<String, Vec<&Measured>> = BTreeMap::new();
        for measured in &per_need {
            kinds.entry(measured.kind.clone()).or_default().push(measured);
        }
        let all: Vec<&Measured> = per_need.iter().collect();
        let fit = Confusion::of(per_need.iter().map(|need| (need.expected.fit, need.predicted.fit)));
        let timing = Confusion::of(per_need.iter().map(|need| (need.expected.timing, need.predicted.timing)));
        Self {
            figures: Figures::of(&all),
            confusion: Confusions { fit, timing },
            per_kind: kinds.into_iter().map(|(kind, needs)| (kind, Figures::of(&needs))).collect(),
            against: None,
            about,
            per_need,
        }
    }
}
