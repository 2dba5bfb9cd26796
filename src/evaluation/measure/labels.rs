//! Verdicts as labels: what the seven outcomes say about fit and timing, and when a label was met.

use serde::{Deserialize, Serialize};

use super::Right;
use crate::domain::rubric::leaning;
use crate::domain::{AiTask, Outcome, Rubric, Score, Scores, VerdictCode};
use crate::evaluation::need::{Fit, Need, Timing};

/// What is said of a need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Labels {
    pub ai_task: Option<AiTask>,
    pub sector_code: Option<String>,
    pub fit: Option<Fit>,
    pub timing: Option<Timing>,
}

/// What people said.
pub(super) fn expected(need: &Need) -> Labels {
    let Need { ai_task, sector_code, fit, timing, .. } = need;
    let sector_code = sector_code.clone().filter(|code| !code.trim().is_empty());
    Labels { ai_task: *ai_task, sector_code, fit: *fit, timing: *timing }
}

/// What the service said.
pub(super) fn predicted(outcome: Option<&Outcome>, rubric: &Rubric) -> Labels {
    let Some(outcome) = outcome else { return Labels::default() };
    let code = predicted_code(outcome, rubric);
    // Two labels say more than one verdict: the outlook says which of those that agree with it. It is none where no need
    // is named.
    let outlook = outcome.outlook.as_ref();
    Labels {
        // Who names no need of a factory wants none of the named tasks.
        ai_task: Some(outcome.ai_task.unwrap_or(AiTask::Other)),
        sector_code: outcome.sector.as_ref().map(|sector| sector.code.clone()),
        fit: Some(outlook.map_or_else(|| fit_of(code, outcome.verdict.fit.score), |outlook| outlook.fit.into())),
        timing: Some(outlook.map_or_else(|| timing_of(code), |outlook| outlook.timing.into())),
    }
}

/// The verdict, or what it leans to: where too little is known, and where only the grade of the evidence stands between a
/// trial and now.
pub fn predicted_code(outcome: &Outcome, rubric: &Rubric) -> VerdictCode {
    match outcome.verdict.code {
        // A need that was read as wanting no AI leans to the ordinary way, however much of it is still open.
        VerdictCode::NotEnoughInfo if outcome.ai_task.is_some_and(AiTask::needs_no_ai) => {
            VerdictCode::ConventionalBetter
        }
        VerdictCode::NotEnoughInfo | VerdictCode::PilotFirst => leaning(rubric, &scores(outcome)),
        other => other,
    }
}

fn scores(outcome: &Outcome) -> Scores {
    let mut scores = Scores::default();
    for criterion in &outcome.verdict.criteria {
        if let Some(value) = criterion.score {
            let evidence = criterion.evidence.unwrap_or_default();
            scores.known.insert(criterion.id.clone(), Score { value, evidence });
        }
    }
    scores.knock_outs = outcome.verdict.knock_outs.iter().map(|knock_out| knock_out.id.clone()).collect();
    scores
}

/// The fit score from which AI fits without conditions: the rubric's own threshold for now (rubric.md part 5, row 8).
const FITS: f64 = 70.0;

/// Whether AI fits by that verdict and its fit score; where nothing is known nothing was recommended.
pub fn fit_of(code: VerdictCode, score: f64) -> Fit {
    match code {
        VerdictCode::SuitableNow => Fit::Suitable,
        VerdictCode::PilotFirst | VerdictCode::PrepareFirst if score >= FITS => Fit::Suitable,
        VerdictCode::PilotFirst | VerdictCode::PrepareFirst => Fit::SuitableWithConditions,
        VerdictCode::ConventionalBetter | VerdictCode::NotSuitable | VerdictCode::Stop | VerdictCode::NotEnoughInfo => {
            Fit::NotSuitable
        }
    }
}

/// Whether now is the time by that verdict.
pub fn timing_of(code: VerdictCode) -> Timing {
    match code {
        VerdictCode::SuitableNow => Timing::Now,
        VerdictCode::PilotFirst => Timing::PilotFirst,
        VerdictCode::PrepareFirst => Timing::PrepareFirst,
        VerdictCode::ConventionalBetter | VerdictCode::NotSuitable | VerdictCode::Stop | VerdictCode::NotEnoughInfo => {
            Timing::NotNow
        }
    }
}

/// Which labels were met.
pub(super) fn right(expected: &Labels, predicted: &Labels) -> Right {
    let sector = |same: fn(&str, &str) -> bool| {
        let label = expected.sector_code.as_deref()?;
        Some(predicted.sector_code.as_deref().is_some_and(|code| same(label, code)))
    };
    Right {
        task: expected.ai_task.map(|task| predicted.ai_task == Some(task)),
        sector: sector(same_sector),
        division: sector(|a, b| head(a, 3) == head(b, 3)),
        fit: expected.fit.map(|fit| predicted.fit == Some(fit)),
        timing: expected.timing.map(|timing| predicted.timing == Some(timing)),
    }
}

/// One is a prefix of the other, or both share the letter and three digits. A bare letter is no trade.
fn same_sector(a: &str, b: &str) -> bool {
    let prefix = a.len() >= 3 && b.len() >= 3 && (a.starts_with(b) || b.starts_with(a));
    prefix || (a.len() >= 4 && head(a, 4) == head(b, 4))
}

fn head(code: &str, length: usize) -> Option<&str> {
    code.get(..length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trade_is_right_down_to_the_group() {
        for (a, b, right) in [
            ("C195", "C195", true),
            ("C1951", "C195", true),
            ("C1951", "C1952", true),
            ("C19", "C195", true),
            ("C195", "C196", false),
            ("C195", "C2", false),
            ("C", "C195", false),
        ] {
            assert_eq!(same_sector(a, b), right, "{a} {b}");
        }
        let label = |code: &str| Labels { sector_code: Some(code.to_owned()), ..Labels::default() };
        let right = right(&label("C195"), &label("C196"));
        assert_eq!((right.sector, right.division, right.fit), (Some(false), Some(true), None));
    }
}
