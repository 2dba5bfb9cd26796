//! A policy, law or standard that staff curate, with the days on which it is in force.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Source;

/// A policy as staff curate it; an optional field is left out when nothing was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Upper-case ASCII slug, unique.
    pub id: String,
    /// The full title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// `national`, `province`, `city` or `district`.
    pub level: String,
    /// Where it applies.
    pub region: String,
    /// `subsidy`, `voucher`, `tax`, `loan`, `service`, `pilot_programme`, `compliance` or `standard`.
    pub kind: String,
    /// What it says, in our words.
    pub summary: String,
    /// Who can apply.
    pub who_can_apply: String,
    /// How much, as published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
    /// On what conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// First day in force: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// Last day in force, in the same forms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// In words, as researched.
    pub status: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// How much of the text was read: `full_text`, `excerpt`, `secondary` …
    pub verification: String,
    /// The day on which it was checked, `YYYY-MM-DD`.
    pub as_of: String,
    /// Where it was published; at least one.
    pub sources: Vec<Source>,
}

impl Policy {
    /// The first day in force, when published.
    pub fn first_day(&self) -> Option<NaiveDate> {
        self.valid_from.as_deref().and_then(|text| day(text, Edge::First))
    }

    /// The last day in force, when published.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.valid_to.as_deref().and_then(|text| day(text, Edge::Last))
    }

    /// False for a text that never came into force: a draft for comments, a batch that has ended, one nobody found.
    pub fn citable(&self) -> bool {
        !["征求意见", "已结束", "未检索到"].iter().any(|sign| self.status.contains(sign))
    }

    /// True when it may be shown to an owner on that day.
    pub fn in_force(&self, on: NaiveDate) -> bool {
        self.citable() && self.first_day().is_none_or(|d| d <= on) && self.last_day().is_none_or(|d| on <= d)
    }
}

/// Which end of a year or month a shortened date stands for.
#[derive(Clone, Copy)]
enum Edge {
    First,
    Last,
}

/// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `None` when it is none of them.
fn day(text: &str, edge: Edge) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let year: i32 = parts.next()?.parse().ok()?;
    let month: Option<u32> = parts.next().map(str::parse).transpose().ok()?;
    let day: Option<u32> = parts.next().map(str::parse).transpose().ok()?;
    match (edge, month, day) {
        (_, Some(m), Some(d)) => NaiveDate::from_ymd_opt(year, m, d),
        (Edge::First, m, _) => NaiveDate::from_ymd_opt(year, m.unwrap_or(1), 1),
        (Edge::Last, None | Some(12), _) => NaiveDate::from_ymd_opt(year, 12, 31),
        (Edge::Last, Some(m), _) => NaiveDate::from_ymd_opt(year, m + 1, 1)?.pred_opt(),
    }
}

/// The first and the last day of a policy that is stored as JSON.
pub(super) fn policy_days(body: &Value) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let at = |name: &str, edge| body.get(name).and_then(Value::as_str).and_then(|text| day(text, edge));
    (at("valid_from", Edge::First), at("valid_to", Edge::Last))
}

/// Whether a text is one of the three forms of a date.
pub fn is_date(text: &str) -> bool {
    day(text, Edge::First).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_dates_reach_to_the_end_they_stand_for() {
        let ymd = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        assert_eq!(day("2024", Edge::First), ymd(2024, 1, 1));
        assert_eq!(day("2024", Edge::Last), ymd(2024, 12, 31));
        assert_eq!(day("2024-02", Edge::Last), ymd(2024, 2, 29));
        assert_eq!(day("2026-12-31", Edge::Last), ymd(2026, 12, 31));
        assert_eq!(day("soon", Edge::First), None);
    }
}
