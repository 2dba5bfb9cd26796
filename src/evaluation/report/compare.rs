//! What changed against an earlier report: each figure's difference and every verdict that flipped.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{FIGURES, Report};
use crate::domain::VerdictCode;

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
    /// What it leant to.
    pub leaning: Option<VerdictCode>,
}

/// What changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Against {
    /// The file of the earlier report.
    pub report: String,
    /// Each figure that both have.
    pub figures: BTreeMap<String, Change>,
    /// Needs whose verdict, or what it leans to, is another now.
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
    /// What the earlier verdict leant to: fit and timing come from it.
    pub leaning_before: Option<VerdictCode>,
    /// What this one leans to.
    pub leaning_now: Option<VerdictCode>,
}

impl fmt::Display for Flip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |code: Option<VerdictCode>| {
            let value = code.and_then(|code| serde_json::to_value(code).ok());
            value.as_ref().and_then(Value::as_str).unwrap_or("-").to_owned()
        };
        let shown = |code: Option<VerdictCode>, leaning: Option<VerdictCode>| {
            if code == leaning { name(code) } else { format!("{} ({})", name(code), name(leaning)) }
        };
        let (before, now) = (shown(self.before, self.leaning_before), shown(self.now, self.leaning_now));
        write!(f, "{}: {before} → {now}", self.id)
    }
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
        if (before.verdict_code, before.leaning) != (need.verdict_code, need.leaning) {
            against.flipped.push(Flip {
                id: need.id.clone(),
                before: before.verdict_code,
                now: need.verdict_code,
                leaning_before: before.leaning,
                leaning_now: need.leaning,
            });
        }
    }
    let is_here = |id: &str| report.per_need.iter().any(|need| need.id == id);
    against.only_in_one.extend(known.keys().filter(|id| !is_here(id)).map(|id| (*id).to_owned()));
    against
}
