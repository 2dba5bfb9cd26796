//! Reads the form as a rubric, with everything that is wrong beside the field that it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde::de::DeserializeOwned;

use super::sheet::Sheet;
use crate::domain::rubric::{
    AnswerOption, Condition, CoverageMin, Criterion, Decision, Group, KnockOut, Rubric, Vector, judge, next_criterion,
};
use crate::domain::{CriterionId, KnockOutId, VerdictCode};

/// Something that is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: String,
    /// Its sentence in the catalogue, `lab.fault_…`.
    pub name: &'static str,
    /// What stands in the sentence.
    pub values: Vec<(&'static str, String)>,
}

impl Fault {
    pub(super) fn new(field: impl Into<String>, name: &'static str) -> Self {
        Self { field: field.into(), name, values: vec![] }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.values.push((name, format!("{value}")));
        self
    }
}

/// The rubric that a form says; `base` has what the form does not show: words and examples to learn from, sources,
/// preparations, stop signs, known cases.
pub(super) fn read(sheet: &Sheet, base: &Rubric) -> (Rubric, Vec<Fault>) {
    let mut reader = Reader { sheet, base, faults: vec![] };
    let criteria: Vec<Criterion> = sheet.list("criteria").iter().map(|id| reader.criterion(id)).collect();
    let knock_outs = sheet.list("knock_outs").iter().map(|id| reader.knock_out(id)).collect();
    let decisions = sheet.list("rows").iter().map(|slot| reader.decision(slot)).collect();
    let coverage_min = CoverageMin { fit: reader.percent("coverage.fit"), timing: reader.percent("coverage.timing") };
    let required =
        criteria.iter().filter(|one| sheet.ticked(&format!("c.{}.required", one.id))).map(|one| one.id.clone());
    let known = |id: &CriterionId| criteria.iter().any(|criterion| criterion.id == *id);
    let mut rubric = Rubric {
        version: sheet.text("version").trim().to_owned(),
        title: reader.filled("title"),
        note: sheet.text("note").trim().to_owned(),
        required: required.collect(),
        ask_order: reader.ask_order(&criteria),
        coverage_min,
        knock_outs,
        decisions,
        preparations: base.preparations.iter().filter(|step| known(&step.criterion)).cloned().collect(),
        not_known: base.not_known.clone(),
        stop_signs: base.stop_signs.clone(),
        vectors: vec![],
        criteria,
    };
    rubric.vectors = base.vectors.iter().map(|vector| reader.vector(&rubric, vector)).collect();
    (rubric, reader.faults)
}

struct Reader<'a> {
    sheet: &'a Sheet,
    base: &'a Rubric,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, field: &str, name: &'static str) {
        self.faults.push(Fault::new(field, name));
    }

    fn filled(&mut self, field: &str) -> String {
        let text = self.sheet.text(field).trim().to_owned();
        if text.is_empty() {
            self.fault(field, "empty");
        }
        text
    }

    fn number<T: FromStr + Default>(&mut self, field: &str, name: &'static str, fits: impl Fn(&T) -> bool) -> T {
        let read = self.sheet.text(field).trim().parse::<T>().ok().filter(fits);
        if read.is_none() {
            self.fault(field, name);
        }
        read.unwrap_or_default()
    }

    fn percent(&mut self, field: &str) -> f64 {
        self.number(field, "percent", |value: &f64| (0.0..=100.0).contains(value))
    }

    /// A limit that may be left out.
    fn limit(&mut self, field: &str) -> Option<f64> {
        (!self.sheet.text(field).trim().is_empty()).then(|| self.percent(field))
    }

    fn named<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        serde_json::from_value(serde_json::Value::String(self.sheet.text(field).trim().to_owned())).ok()
    }

    fn criterion(&mut self, id: &str) -> Criterion {
        let at = |name: &str| format!("c.{id}.{name}");
        let base = self.base.criterion(id);
        let group = self.named(&at("group")).or(base.map(|base| base.group)).unwrap_or(Group::Fit);
        // In halves, so that every sum is exact.
        let halves = |value: &f64| (0.0..=100.0).contains(value) && (value * 2.0).fract() == 0.0;
        let weight = self.number(&at("weight"), "weight", halves);
        let question = self.filled(&at("question"));
        let length = question.chars().count();
        if length > 40 {
            self.faults.push(Fault::new(at("question"), "question").with("n", length));
        }
        let slots = self.sheet.list(&at("options"));
        if !(2..=4).contains(&slots.len()) {
            self.fault(&at("options"), "options");
        }
        Criterion {
            id: CriterionId::from(id),
            group,
            weight,
            name: self.filled(&at("name")),
            owner_name: self.filled(&at("owner_name")),
            english: self.sheet.text(&at("english")).trim().to_owned(),
            question,
            example: self.sheet.text(&at("example")).trim().to_owned(),
            sources: base.map(|base| base.sources.clone()).unwrap_or_default(),
            options: slots.iter().map(|slot| self.option(id, slot)).collect(),
        }
    }

    fn option(&mut self, criterion: &str, slot: &str) -> AnswerOption {
        let at = |name: &str| format!("c.{criterion}.o.{slot}.{name}");
        // What is to be learnt from follows the answer: by its text, by its place where it was reworded.
        let known = self.base.criterion(criterion).map(|base| base.options.as_slice()).unwrap_or_default();
        let by_text = known.iter().find(|option| option.text == self.sheet.text(&at("text")).trim());
        let base = by_text.or_else(|| known.get(slot.parse::<usize>().ok()?)).cloned();
        let knock_out = self.sheet.text(&at("knock_out")).trim();
        let knock_out = (!knock_out.is_empty()).then(|| KnockOutId::from(knock_out));
        if let Some(id) =
            knock_out.as_ref().filter(|id| !self.sheet.list("knock_outs").iter().any(|one| one == id.as_str()))
        {
            self.faults.push(Fault::new(at("knock_out"), "no_knock_out").with("id", id));
        }
        AnswerOption {
            text: self.filled(&at("text")),
            score: self.number(&at("score"), "score", |score: &u8| *score <= 3),
            knock_out,
            reason: self.filled(&at("reason")),
            signs: base.as_ref().map(|base| base.signs.clone()).unwrap_or_default(),
            examples: base.map(|base| base.examples).unwrap_or_default(),
        }
    }

    fn knock_out(&mut self, id: &str) -> KnockOut {
        let mut text = |name: &str| self.filled(&format!("k.{id}.{name}"));
        KnockOut {
            id: KnockOutId::from(id),
            name: text("name"),
            message: text("message"),
            come_back: text("come_back"),
        }
    }

    fn decision(&mut self, slot: &str) -> Decision {
        let at = |name: &str| format!("r.{slot}.{name}");
        let verdict = self.named(&at("verdict"));
        if verdict.is_none() {
            self.fault(&at("verdict"), "no_verdict");
        }
        let known = self.sheet.list("knock_outs");
        let (knock_outs, strange): (Vec<String>, Vec<String>) =
            self.sheet.list(&at("knock_outs")).into_iter().partition(|id| known.contains(id));
        for id in strange {
            self.faults.push(Fault::new(at("knock_outs"), "no_knock_out").with("id", id));
        }
        let mut when = Condition {
            knock_outs: knock_outs.iter().map(|id| KnockOutId::from(id.as_str())).collect(),
            not_enough: self.sheet.ticked(&at("not_enough")),
            fit_below: self.limit(&at("fit_below")),
            fit_at_least: self.limit(&at("fit_at_least")),
            timing_at_least: self.limit(&at("timing_at_least")),
            no_zero: self.sheet.ticked(&at("no_zero")),
            timing_below: self.limit(&at("timing_below")),
            ..Condition::default()
        };
        self.lines(slot, &mut when);
        Decision { verdict: verdict.unwrap_or(VerdictCode::NotEnoughInfo), when }
    }

    /// What a row asks of single criteria.
    fn lines(&mut self, slot: &str, when: &mut Condition) {
        let lines: usize = self.sheet.text(&format!("r.{slot}.lines")).parse().unwrap_or(0);
        let known = self.sheet.list("criteria");
        for line in 0..lines.min(60) {
            let field = format!("r.{slot}.q.{line}.criterion");
            let (criterion, what) = (self.sheet.text(&field), self.sheet.text(&format!("r.{slot}.q.{line}.what")));
            if criterion.is_empty() {
                continue;
            }
            if !known.iter().any(|id| id == criterion) {
                self.faults.push(Fault::new(field, "no_criterion").with("id", criterion));
                continue;
            }
            let id = CriterionId::from(criterion);
            let (kind, value) = what.split_once(':').unwrap_or((what, ""));
            let score = || value.parse::<u8>().ok().filter(|score| *score <= 3);
            let put = match kind {
                "at_least" => score().map(|score| when.at_least.insert(id, score).is_none()),
                "at_most" => score().map(|score| when.at_most.insert(id, score).is_none()),
                "or_zero" => Some(when.or_zero.insert(id)),
                "evidence" => {
                    let grade = serde_json::from_value(serde_json::Value::String(value.to_owned())).ok();
                    grade.map(|grade| when.evidence.insert(id, grade).is_none())
                }
                _ => None,
            };
            match put {
                Some(true) => {}
                Some(false) => self.faults.push(Fault::new(field, "line_twice").with("id", criterion)),
                None => self.fault(&field, "no_ask"),
            }
        }
        if when.timing_below.is_none() && !when.or_zero.is_empty() {
            self.fault(&format!("r.{slot}.timing_below"), "or_zero_alone");
        }
    }

    /// The criteria that have a place in the order of asking, by that place.
    fn ask_order(&mut self, criteria: &[Criterion]) -> Vec<CriterionId> {
        let mut order: BTreeMap<u8, CriterionId> = BTreeMap::new();
        for criterion in criteria {
            let field = format!("c.{}.ask", criterion.id);
            if self.sheet.text(&field).trim().is_empty() {
                continue;
            }
            let place = self.number(&field, "ask", |place: &u8| *place > 0);
            if place > 0 && order.insert(place, criterion.id.clone()).is_some() {
                self.faults.push(Fault::new(field, "ask_twice").with("n", place));
            }
        }
        order.into_values().collect()
    }

    /// A known case of the base: its scores follow the criteria, its verdict stands in the form, its sums are worked out.
    fn vector(&mut self, rubric: &Rubric, old: &Vector) -> Vector {
        let scores = old.scores(self.base);
        let values = |group| {
            let value = |criterion: &Criterion| scores.value(&criterion.id).and_then(|value| i8::try_from(value).ok());
            rubric.group(group).map(|criterion| value(criterion).unwrap_or(-1)).collect()
        };
        let mut vector = Vector {
            fit_scores: values(Group::Fit),
            timing_scores: values(Group::Timing),
            verdict: self.named(&format!("v.{}.verdict", old.id)).unwrap_or(old.verdict),
            ..old.clone()
        };
        let scores = vector.scores(rubric);
        let judgement = judge(rubric, &scores);
        vector.fit = old.fit.map(|_| judgement.fit.score);
        vector.timing = old.timing.map(|_| judgement.timing.score);
        vector.ask =
            old.ask.as_ref().and_then(|_| next_criterion(rubric, &scores).map(|criterion| criterion.id.clone()));
        vector
    }
}

/// What must hold of the rubric as a whole, beside its table: weights, known cases, knock-outs that nothing uses.
pub(super) fn whole(rubric: &Rubric) -> Vec<Fault> {
    let mut faults = vec![];
    for (group, name) in [(Group::Fit, "weights.fit"), (Group::Timing, "weights.timing")] {
        let sum: f64 = rubric.group(group).map(|criterion| criterion.weight).sum();
        if (sum - 100.0).abs() > 1e-9 {
            faults.push(Fault::new(name, "weights").with("sum", sum).with("off", (100.0 - sum).abs()));
        }
    }
    if rubric.decisions.last().map(|row| &row.when) != Some(&Condition::default()) {
        faults.push(Fault::new("rows", "last_row"));
    }
    let mut texts = BTreeSet::new();
    for criterion in &rubric.criteria {
        for option in criterion.options.iter().filter(|option| !option.text.is_empty()) {
            if !texts.insert((&criterion.id, &option.text)) {
                faults
                    .push(Fault::new(format!("c.{}.options", criterion.id), "option_twice").with("text", &option.text));
            }
        }
    }
    for vector in &rubric.vectors {
        let code = judge(rubric, &vector.scores(rubric)).code;
        if code != vector.verdict {
            faults.push(Fault::new(format!("v.{}.verdict", vector.id), "vector"));
        }
    }
    faults
}
