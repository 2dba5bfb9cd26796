//! The rubric as data: one file of `knowledge/rubric`, field for field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{CriterionId, Evidence, KnockOutId, Score, Scores};
use crate::domain::VerdictCode;

/// One version of the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Such as `0.1`; every verdict names it.
    pub version: String,
    /// What staff call it.
    pub title: String,
    /// What is known of its standing: which values are proposals.
    pub note: String,
    /// Without these no verdict but a knock-out is given.
    pub required: Vec<CriterionId>,
    /// The order in which what could rule AI out is asked, cheapest first.
    pub ask_order: Vec<CriterionId>,
    /// Shares of the weight, in percent, that must be answered.
    pub coverage_min: CoverageMin,
    /// The thirteen criteria.
    pub criteria: Vec<Criterion>,
    /// What rules AI out before anything is counted.
    pub knock_outs: Vec<KnockOut>,
    /// The decision table: the first row that holds gives the verdict.
    pub decisions: Vec<Decision>,
    /// What to do first when a criterion is weak.
    pub preparations: Vec<Preparation>,
    /// Ways in which owners say that they do not know, for the answer reader to learn from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_known: Vec<String>,
    /// Words at which everything stops: state secrets and the like.
    pub stop_signs: Vec<StopSign>,
    /// Known cases that this version must judge as given.
    pub vectors: Vec<Vector>,
}

/// Least coverage of each group, percent of its weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageMin {
    /// Of the fit group.
    pub fit: f64,
    /// Of the timing group.
    pub timing: f64,
}

/// Which question a criterion helps to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Does AI fit (甲组)?
    Fit,
    /// Is now the time (乙组)?
    Timing,
}

/// One thing that is scored from 0 to 3.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Such as `F2`.
    pub id: CriterionId,
    /// Fit or timing.
    pub group: Group,
    /// Share of the group's hundred.
    pub weight: f64,
    /// What a translator calls it.
    pub name: String,
    /// What it is called towards an owner.
    pub owner_name: String,
    /// The translator's name in English.
    pub english: String,
    /// The plain question, at most 40 characters.
    pub question: String,
    /// An example of an answer.
    pub example: String,
    /// What it rests on, by the numbers of `rubric.md` part 10.
    pub sources: Vec<String>,
    /// Two to four answers that an owner can tap.
    pub options: Vec<AnswerOption>,
}

/// An answer that an owner can tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerOption {
    /// What stands on the button.
    pub text: String,
    /// The score it gives, 0 to 3.
    pub score: u8,
    /// The knock-out it triggers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knock_out: Option<KnockOutId>,
    /// Why it gives that score, for the translator.
    pub reason: String,
    /// Words in an owner's free answer that mean this option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<String>,
    /// Whole answers in an owner's words that mean this option: the answer reader learns from them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// Something that rules AI out before anything is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnockOut {
    /// Such as `K1`.
    pub id: KnockOutId,
    /// In a few words.
    pub name: String,
    /// What the owner is told.
    pub message: String,
    /// What would have to change to come back.
    pub come_back: String,
}

/// A row of the decision table: every condition that is given must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What follows.
    pub verdict: VerdictCode,
    /// When it follows.
    #[serde(default)]
    pub when: Condition,
}

/// The conditions of a row; an empty one always holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Any of these was triggered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub knock_outs: Vec<KnockOutId>,
    /// Coverage too small, or a required criterion unknown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_enough: bool,
    /// The fit score is below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit_below: Option<f64>,
    /// The fit score is at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit_at_least: Option<f64>,
    /// The timing score is at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing_at_least: Option<f64>,
    /// No answered criterion scored 0.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_zero: bool,
    /// The timing score is below this, or one of `or_zero` scored 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing_below: Option<f64>,
    /// See `timing_below`.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub or_zero: BTreeSet<CriterionId>,
    /// Each scored at most this.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub at_most: BTreeMap<CriterionId, u8>,
    /// Each scored at least this.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub at_least: BTreeMap<CriterionId, u8>,
    /// Each rests on evidence at least this good.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<CriterionId, Evidence>,
}

/// What to do first when a criterion is weak (rubric.md part 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    /// The weak criterion.
    pub criterion: CriterionId,
    /// The highest score that counts as weak.
    pub at_most: u8,
    /// What to do.
    pub action: String,
    /// When it is done.
    pub target: String,
    /// Where help may be had.
    pub support: String,
}

/// Words at which nothing may go to a model and the need is handed to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopSign {
    /// What it is.
    pub name: String,
    /// Groups of words; all words of a group must occur.
    pub signals: Vec<Vec<String>>,
    /// What the owner is told, and to whom to turn.
    pub message: String,
}

/// A known case: scores in the order of the criteria, `-1` for unknown, and the verdict they must give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// Such as `E1`.
    pub id: String,
    /// What the case is about.
    pub title: String,
    /// Fit scores in order.
    pub fit_scores: Vec<i8>,
    /// Timing scores in order.
    pub timing_scores: Vec<i8>,
    /// The knock-out triggered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knock_out: Option<KnockOutId>,
    /// The fit score, to one decimal, when the source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit: Option<f64>,
    /// The timing score, to one decimal, when the source gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<f64>,
    /// The verdict.
    pub verdict: VerdictCode,
    /// The criterion that must be asked next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<CriterionId>,
}

impl Vector {
    /// Its scores; they stand for what was seen on the spot.
    pub fn scores(&self, rubric: &Rubric) -> Scores {
        let mut scores = Scores::default();
        for (group, values) in [(Group::Fit, &self.fit_scores), (Group::Timing, &self.timing_scores)] {
            let known = rubric.group(group).zip(values).filter_map(|(c, v)| Some((c, u8::try_from(*v).ok()?)));
            for (criterion, value) in known {
                scores.known.insert(criterion.id.clone(), Score { value, evidence: Evidence::E3 });
            }
        }
        scores.knock_outs.extend(self.knock_out.clone());
        scores
    }
}

impl Rubric {
    /// The criterion of that name.
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|c| c.id.as_str() == id)
    }

    /// The knock-out of that name.
    pub fn knock_out(&self, id: &str) -> Option<&KnockOut> {
        self.knock_outs.iter().find(|k| k.id.as_str() == id)
    }

    /// The criteria of a group, in the order of the file.
    pub fn group(&self, group: Group) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(move |c| c.group == group)
    }

    /// The stop sign that a text carries, with the words that matched.
    pub fn stop_sign<'a>(&'a self, said: &str) -> Option<(&'a StopSign, &'a [String])> {
        self.stop_signs
            .iter()
            .find_map(|sign| crate::domain::matched_group(&sign.signals, said).map(|words| (sign, words)))
    }
}
