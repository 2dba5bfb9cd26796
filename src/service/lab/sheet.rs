//! The rubric as a form: every field by its name and as it was typed, so that nothing typed is lost whatever is wrong with it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::domain::rubric::{Condition, Criterion, Group, Rubric};
use crate::domain::{CriterionId, Evidence};

/// A form.
///
/// Lists name their rows by slots in one field (`rows` = `0,1,n2`), so that a row can be added, moved and taken out without
/// renaming what was typed in the others; a slot that is a number is the place of the row in the rubric it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet(BTreeMap<String, String>);

impl Sheet {
    /// The form as it was sent; fields of the same name make a list.
    pub fn sent(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut sheet = Self::default();
        for (name, value) in pairs {
            let value = value.replace("\r\n", "\n");
            match sheet.0.get_mut(&name) {
                Some(list) => drop(write!(list, ",{value}")),
                None => drop(sheet.0.insert(name, value)),
            }
        }
        sheet
    }

    /// The rubric as a form.
    pub fn of(rubric: &Rubric) -> Self {
        let mut sheet = Self::default();
        for (name, text) in [("version", &rubric.version), ("title", &rubric.title), ("note", &rubric.note)] {
            sheet.put(name, text);
        }
        sheet.put("coverage.fit", &number(rubric.coverage_min.fit));
        sheet.put("coverage.timing", &number(rubric.coverage_min.timing));
        sheet.put("criteria", &list(rubric.criteria.iter().map(|criterion| criterion.id.as_str())));
        for criterion in &rubric.criteria {
            sheet.put_criterion(rubric, criterion);
        }
        sheet.put("knock_outs", &list(rubric.knock_outs.iter().map(|known| known.id.as_str())));
        for known in &rubric.knock_outs {
            for (name, text) in [("name", &known.name), ("message", &known.message), ("come_back", &known.come_back)] {
                sheet.put(&format!("k.{}.{name}", known.id), text);
            }
        }
        let slots: Vec<String> = (0..rubric.decisions.len()).map(|place| place.to_string()).collect();
        sheet.put("rows", &list(slots.iter().map(String::as_str)));
        for (place, row) in rubric.decisions.iter().enumerate() {
            sheet.put(&format!("r.{place}.verdict"), &name_of(&row.verdict));
            sheet.put_condition(&format!("r.{place}"), &row.when);
        }
        for vector in &rubric.vectors {
            sheet.put(&format!("v.{}.verdict", vector.id), &name_of(&vector.verdict));
        }
        sheet
    }

    /// What stands in a field; nothing when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The entries of a list.
    pub fn list(&self, name: &str) -> Vec<String> {
        let entries = self.text(name).split(',').map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(str::to_owned).collect()
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// Every field.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    pub(super) fn put(&mut self, name: &str, text: &str) {
        self.0.insert(name.to_owned(), text.to_owned());
    }

    /// Takes every field out that begins so.
    pub(super) fn drop_all(&mut self, beginning: &str) {
        self.0.retain(|name, _| !name.starts_with(beginning));
    }

    fn put_criterion(&mut self, rubric: &Rubric, criterion: &Criterion) {
        let at = |name: &str| format!("c.{}.{name}", criterion.id);
        self.put(&at("group"), if criterion.group == Group::Fit { "fit" } else { "timing" });
        self.put(&at("weight"), &number(criterion.weight));
        for (name, text) in [
            ("name", &criterion.name),
            ("owner_name", &criterion.owner_name),
            ("english", &criterion.english),
            ("question", &criterion.question),
            ("example", &criterion.example),
        ] {
            self.put(&at(name), text);
        }
        if rubric.required.contains(&criterion.id) {
            self.put(&at("required"), "1");
        }
        if let Some(place) = rubric.ask_order.iter().position(|id| *id == criterion.id) {
            self.put(&at("ask"), &(place + 1).to_string());
        }
        let slots: Vec<String> = (0..criterion.options.len()).map(|place| place.to_string()).collect();
        self.put(&at("options"), &list(slots.iter().map(String::as_str)));
        for (place, option) in criterion.options.iter().enumerate() {
            let at = |name: &str| format!("c.{}.o.{place}.{name}", criterion.id);
            self.put(&at("text"), &option.text);
            self.put(&at("score"), &option.score.to_string());
            self.put(&at("reason"), &option.reason);
            self.put(
                &at("knock_out"),
                option.knock_out.as_ref().map(crate::domain::KnockOutId::as_str).unwrap_or_default(),
            );
        }
    }

    fn put_condition(&mut self, row: &str, when: &Condition) {
        let at = |name: &str| format!("{row}.{name}");
        self.put(&at("knock_outs"), &list(when.knock_outs.iter().map(crate::domain::KnockOutId::as_str)));
        for (name, limit) in [
            ("fit_below", when.fit_below),
            ("fit_at_least", when.fit_at_least),
            ("timing_below", when.timing_below),
            ("timing_at_least", when.timing_at_least),
        ] {
            self.put(&at(name), &limit.map(number).unwrap_or_default());
        }
        for (name, ticked) in [("not_enough", when.not_enough), ("no_zero", when.no_zero)] {
            if ticked {
                self.put(&at(name), "1");
            }
        }
        let at_least = when.at_least.iter().map(|(id, least)| (id, format!("at_least:{least}")));
        let at_most = when.at_most.iter().map(|(id, most)| (id, format!("at_most:{most}")));
        let evidence = when.evidence.iter().map(|(id, least)| (id, format!("evidence:{}", name_of(least))));
        let or_zero = when.or_zero.iter().map(|id| (id, "or_zero".to_owned()));
        let lines: Vec<(&CriterionId, String)> = at_least.chain(at_most).chain(evidence).chain(or_zero).collect();
        self.put(&at("lines"), &lines.len().to_string());
        for (place, (criterion, what)) in lines.iter().enumerate() {
            self.put(&at(&format!("q.{place}.criterion")), criterion.as_str());
            self.put(&at(&format!("q.{place}.what")), what);
        }
    }
}

/// What may be asked of one criterion in a row, as the form names it.
pub fn asks() -> Vec<String> {
    let least = (1..=3).map(|score| format!("at_least:{score}"));
    let most = (0..=2).map(|score| format!("at_most:{score}"));
    let evidence = [Evidence::E2, Evidence::E3].map(|grade| format!("evidence:{}", name_of(&grade)));
    least.chain(most).chain(evidence).chain(["or_zero".to_owned()]).collect()
}

fn list<'a>(entries: impl Iterator<Item = &'a str>) -> String {
    entries.collect::<Vec<_>>().join(",")
}

/// 12 for 12.0, 12.5 for 12.5.
fn number(value: f64) -> String {
    value.to_string()
}

/// The name of an enum as in JSON.
pub(super) fn name_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
