//! Rules, changes of rules and scores in words, for the pages of the lab and its spreadsheets.

use super::sheet::name_of;
use crate::domain::replay::{Causes, Change, Moved, Shift};
use crate::domain::rubric::{Condition, Group, Rubric};
use crate::domain::{CriterionId, Locale, Scores, VerdictCode};
use crate::messages::say;

/// Writes in one language, with the names of one rubric.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The language.
    pub locale: Locale,
    /// Whose names are used; a criterion that is only in the other one is named by its id.
    pub rubric: &'a Rubric,
}

impl Words<'_> {
    fn say(self, name: &str, values: &[(&str, &str)]) -> String {
        say(self.locale, &format!("replay.{name}"), values)
    }

    fn joined(self, parts: impl IntoIterator<Item = String>) -> String {
        let parts: Vec<String> = parts.into_iter().collect();
        parts.join(if self.locale == Locale::En { ", " } else { "，" })
    }

    /// What a verdict is called.
    pub fn verdict(self, code: VerdictCode) -> String {
        say(self.locale, &format!("page.verdict_{}", name_of(&code)), &[])
    }

    /// A criterion by id and name.
    pub fn criterion(self, id: &CriterionId) -> String {
        let name = self.rubric.criterion(id.as_str()).map(|criterion| criterion.name.as_str()).unwrap_or_default();
        format!("{id} {name}").trim_end().to_owned()
    }

    /// A change.
    pub fn change(self, change: &Change) -> String {
        match change {
            Change::Weight { criterion, from, to } => {
                let values = [("name", self.criterion(criterion)), ("from", from.to_string()), ("to", to.to_string())];
                self.say("change_weight", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
            }
            Change::Options(id) => self.say("change_options", &[("name", &self.criterion(id))]),
            Change::Added(id) => self.say("change_added", &[("name", &self.criterion(id))]),
            Change::Removed(id) => self.say("change_removed", &[("name", &self.criterion(id))]),
            Change::Required => self.say("change_required", &[]),
            Change::Coverage => self.say("change_coverage", &[]),
            Change::Row(row) => {
                let verdict = self.rubric.decisions.get(row.saturating_sub(1)).map(|row| self.verdict(row.verdict));
                self.say("change_row", &[("n", &row.to_string()), ("verdict", &verdict.unwrap_or_default())])
            }
            Change::Table => self.say("change_table", &[]),
        }
    }

    /// What turned a verdict.
    pub fn causes(self, causes: &Causes) -> String {
        let (name, changes) = match causes {
            Causes::Alone(changes) if changes.len() == 1 => ("cause_one", changes),
            Causes::Alone(changes) => ("cause_each", changes),
            Causes::Together(changes) => ("cause_together", changes),
        };
        self.say(name, &[("changes", &self.joined(changes.iter().map(|change| self.change(change))))])
    }

    /// What criteria do to the scores of their groups.
    pub fn shifts(self, shifts: &[Shift]) -> String {
        let one = |shift: &Shift| format!("{} {:+.1}", shift.criterion, shift.points);
        self.joined(shifts.iter().map(one))
    }

    /// Scores that are not what they were.
    pub fn moved(self, moved: &[Moved]) -> String {
        let one = |moved: &Moved| match moved.to {
            Some(to) => format!("{} {}→{to}", moved.criterion, moved.from),
            None => self.say("moved_unsure", &[("id", moved.criterion.as_str()), ("score", &moved.from.to_string())]),
        };
        self.joined(moved.iter().map(one))
    }

    /// When a row holds.
    pub fn condition(self, when: &Condition) -> String {
        let mut parts = vec![];
        if !when.knock_outs.is_empty() {
            let ids: Vec<&str> = when.knock_outs.iter().map(crate::domain::KnockOutId::as_str).collect();
            parts.push(self.say("when_knock_outs", &[("ids", &ids.join("/"))]));
        }
        if when.not_enough {
            parts.push(self.say("when_not_enough", &[]));
        }
        for (name, limit) in [
            ("when_fit_below", when.fit_below),
            ("when_fit_at_least", when.fit_at_least),
            ("when_timing_at_least", when.timing_at_least),
        ] {
            parts.extend(limit.map(|limit| self.say(name, &[("n", &limit.to_string())])));
        }
        if let Some(limit) = when.timing_below {
            let ids: Vec<&str> = when.or_zero.iter().map(CriterionId::as_str).collect();
            let name = if ids.is_empty() { "when_timing_below" } else { "when_timing_below_or" };
            parts.push(self.say(name, &[("n", &limit.to_string()), ("ids", &ids.join("/"))]));
        }
        if when.no_zero {
            parts.push(self.say("when_no_zero", &[]));
        }
        parts.extend(when.at_least.iter().map(|(id, least)| format!("{id} ≥ {least}")));
        parts.extend(when.at_most.iter().map(|(id, most)| format!("{id} ≤ {most}")));
        parts.extend(when.evidence.iter().map(|(id, least)| {
            self.say("when_evidence", &[("id", id.as_str()), ("grade", &name_of(least).to_uppercase())])
        }));
        if parts.is_empty() { self.say("when_always", &[]) } else { self.joined(parts) }
    }

    /// Scores as an example.
    pub fn scores(self, scores: &Scores) -> String {
        let mut parts = vec![];
        for group in [Group::Fit, Group::Timing] {
            let one = |id: &CriterionId| match scores.known.get(id) {
                Some(score) => format!("{id}={}", score.value),
                None => format!("{id}={}", self.say("unknown", &[])),
            };
            let of_group: Vec<String> = self.rubric.group(group).map(|criterion| one(&criterion.id)).collect();
            parts.push(of_group.join(" "));
        }
        if !scores.knock_outs.is_empty() {
            let ids: Vec<&str> = scores.knock_outs.iter().map(crate::domain::KnockOutId::as_str).collect();
            parts.push(self.say("when_knock_outs", &[("ids", &ids.join("/"))]));
        }
        parts.join(if self.locale == Locale::En { "; " } else { "；" })
    }
}
