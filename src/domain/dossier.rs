//! The dossier: everything known of a need so far, each with the words that it rests on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reading::{Reading, Remedy};
use super::{AiTask, CriterionId, DO_NOT_KNOW, Evidence, KnockOutId, Rubric, Score, Scores, SectorRef};

/// All facts and answers of one conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// Everything the owner said, in order, one entry a turn.
    pub said: Vec<String>,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// The kind of task.
    pub ai_task: Option<AiTask>,
    /// Facts by key, in the order in which they were learnt.
    pub facts: Vec<Fact>,
    /// Answers by criterion.
    pub answers: BTreeMap<CriterionId, Answer>,
    /// The cheaper or safer way that the owner's words point to.
    pub remedy: Option<Remedy>,
    /// The criterion asked last and not answered yet.
    pub pending: Option<CriterionId>,
    /// How often each criterion was asked.
    pub asked: BTreeMap<CriterionId, u8>,
    /// Set when law or secrecy forbids to go on: what the owner was told.
    pub stopped: Option<String>,
}

/// One thing known of the need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// Such as `people` or `criterion:F2`.
    pub key: String,
    /// What a person calls it.
    pub label: String,
    /// The value; nothing when the owner does not know.
    pub value: Option<String>,
    /// Its unit.
    pub unit: Option<String>,
    /// How sure it is.
    pub state: FactState,
    /// The owner's words.
    pub quote: Option<String>,
}

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactState {
    /// Read from what the owner said.
    Proposed,
    /// Confirmed by the owner.
    Confirmed,
    /// The owner does not know.
    Unknown,
}

/// What is known of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 0 to 3, or nothing when the owner does not know.
    pub score: Option<u8>,
    /// The knock-out that this answer triggers.
    pub knock_out: Option<KnockOutId>,
    /// Why that score.
    pub reason: String,
    /// The owner's words.
    pub quote: String,
    /// How good the evidence is.
    pub evidence: Evidence,
}

impl Fact {
    /// An answer to a criterion as a fact that an owner can see.
    fn of_answer(criterion: &CriterionId, label: String, answer: &Answer) -> Self {
        Self {
            key: format!("criterion:{criterion}"),
            label,
            value: answer.score.map(|_| answer.quote.clone()),
            unit: None,
            state: if answer.score.is_some() { FactState::Proposed } else { FactState::Unknown },
            quote: Some(answer.quote.clone()),
        }
    }
}

impl Dossier {
    /// Takes in what one message was read as: what is newer wins. `name` gives the name of a criterion.
    ///
    /// Returns the facts that are new or changed, in order.
    pub fn take(&mut self, message: &str, reading: Reading, name: impl Fn(&CriterionId) -> String) -> Vec<Fact> {
        self.said.push(message.to_owned());
        self.sector = reading.sector.or(self.sector.take());
        self.ai_task = reading.ai_task.or(self.ai_task);
        self.remedy = reading.remedy.or(self.remedy.take());
        let mut facts = reading.facts;
        for (criterion, answer) in reading.answers {
            facts.push(Fact::of_answer(&criterion, name(&criterion), &answer));
            if self.pending.as_ref() == Some(&criterion) {
                self.pending = None;
            }
            self.answers.insert(criterion, answer);
        }
        self.drop_contradicted_remedy();
        facts.into_iter().filter(|fact| self.put(fact)).collect()
    }

    /// A remedy stands only as long as the answer that it came with triggers its knock-out.
    fn drop_contradicted_remedy(&mut self) {
        let answers = &self.answers;
        if let Some(remedy) = &self.remedy
            && !answers.values().any(|answer| answer.knock_out.as_ref() == Some(&remedy.knock_out))
        {
            self.remedy = None;
        }
    }

    /// Stores a fact; false when it was already there just so.
    fn put(&mut self, fact: &Fact) -> bool {
        match self.facts.iter_mut().find(|known| known.key == fact.key) {
            Some(known) if known == fact => false,
            Some(known) => {
                *known = fact.clone();
                true
            }
            None => {
                self.facts.push(fact.clone());
                true
            }
        }
    }

    /// The answers as the rubric needs them.
    pub fn scores(&self) -> Scores {
        let mut scores = Scores::default();
        for (id, answer) in &self.answers {
            match answer.score {
                Some(value) => {
                    scores.known.insert(id.clone(), Score { value, evidence: answer.evidence });
                }
                None => {
                    scores.unknown.insert(id.clone());
                }
            }
            scores.knock_outs.extend(answer.knock_out.clone());
        }
        scores
    }

    /// What the owner said of the need itself, oldest first: everything but taps on an option and 不清楚.
    pub fn needs<'a>(&'a self, rubric: &'a Rubric) -> impl Iterator<Item = &'a String> {
        let is_option = |said: &str| rubric.criteria.iter().any(|c| c.options.iter().any(|option| option.text == said));
        self.said.iter().filter(move |said| said.as_str() != DO_NOT_KNOW && !is_option(said))
    }

    /// True when a trade or a trouble is known: before that nothing can be similar.
    pub fn names_a_need(&self) -> bool {
        self.sector.is_some() || self.ai_task.is_some()
    }

    /// Everything the owner said, a line a message.
    pub fn words(&self) -> String {
        self.said.join("\n")
    }

    /// The fact of that key.
    pub fn fact(&self, key: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.key == key)
    }
}
