//! What changed against an earlier report: each figure's difference and every verdict that flipped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FIGURES, Report};
use crate::domain::VerdictCode;
use crate::evaluation::measure::Labels;

/// An earlier `report.json`, as far as it is compared.
#[derive(Debug, Clone, Deserialize)]
pub struct EarlierReport {
    /// Its needs.
    pub per_need: Vec<EarlierNeed>,
    /// Its figures, and everything else.
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

/// A need of an earlier report.
#[derive(Debug, Clone, Deserialize)]
pub struct EarlierNeed {
    /// Its id.
    pub id: String,
    /// Its verdict.
    pub verdict_code: Option<VerdictCode>,
    /// What was predicted.
    pub predicted: Labels,
}

/// What changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Against {
    /// The file of the earlier report.
    pub report: String,
    /// Each figure that both have.
    pub figures: BTreeMap<String, Change>,
    /// Needs whose verdict is another now.
    pub flipped: Vec<Flip>,
    /// Needs that only one of the two has.
    pub only_in_one: Vec<String>,
}

/// A figure then and now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// In the earlier report.
    pub before: f64,
    /// In this one.
    pub now: f64,
    /// Now less before.
    pub difference: f64,
}

/// A verdict then and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flip {
    /// The need.
    pub id: String,
    /// The verdict in the earlier report.
    pub before: Option<VerdictCode>,
    /// The verdict in this one.
    pub now: Option<VerdictCode>,
    /// Whether fit and timing, which come from what the verdict leans to, are other ones as well.
    pub labels_too: bool,
}

/// Compares with an earlier report.
pub fn compare(report: &Report, earlier: &EarlierReport, file: &str) -> Against {
    let now = serde_json::to_value(&report.figures).unwrap_or_default();
    let figure = |name: &str| {
        let (before, now) = (earlier.rest.get(name)?.as_f64()?, now.get(name)?.as_f64()?);
        Some((name.to_owned(), Change { before, now, difference: now - before }))
    };
    let known: BTreeMap<&str, &EarlierNeed> = earlier.per_need.iter().map(|need| (need.id.as_str(), need)).collect();
    let mut against = Against {
        report: file.to_owned(),
        figures: FIGURES.iter().filter_map(|(name, _)| figure(name)).collect(),
        ..Against::default()
    };
    for need in &report.per_need {
        let Some(before) = known.get(need.id.as_str()) else {
            against.only_in_one.push(need.id.clone());
            continue;
        };
        let labels_too = (before.predicted.fit, before.predicted.timing) != (need.predicted.fit, need.predicted.timing);
        if before.verdict_code != need.verdict_code || labels_too {
            let (id, before, now) = (need.id.clone(), before.verdict_code, need.verdict_code);
            against.flipped.push(Flip { id, before, now, labels_too });
        }
    }
    let is_here = |id: &str| report.per_need.iter().any(|need| need.id == id);
    against.only_in_one.extend(known.keys().filter(|id| !is_here(id)).map(|id| (*id).to_owned()));
    against
}
