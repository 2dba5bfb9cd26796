//! The dossier: everything known of a need so far, each with the words that it rests on.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::reading::{Mention, Remedy};
use super::{
    AiTask, CriterionId, DO_NOT_KNOW, Evidence, KnockOutId, Knowledge, Question, Score, Scores, SectorRef, VerdictCode,
};

/// The key of the trade that the page named.
const PAGES_TRADE: &str = "industry";

/// All facts and answers of one conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// Where the page says that its visitors are, for policies; that of the site when left out.
    pub area: Option<String>,
    /// Everything the owner said, in order, one entry a turn.
    pub said: Vec<String>,
    /// Places in `said` of what is no part of the need: side questions, greetings, orders to us.
    pub asides: BTreeSet<usize>,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// The kind of task.
    pub ai_task: Option<AiTask>,
    /// Kinds of task that the need may be, likeliest first, where the words leave it open.
    pub doubts: Vec<AiTask>,
    /// Facts by key, in the order in which they were learnt.
    pub facts: Vec<Fact>,
    /// Answers by criterion.
    pub answers: BTreeMap<CriterionId, Answer>,
    /// The cheaper or safer way that the owner's words point to.
    pub remedy: Option<Remedy>,
    /// The question asked last and not answered yet.
    pub pending: Option<Question>,
    /// How often each question was put, by its key.
    pub asked: BTreeMap<String, u8>,
    /// The verdict that the owner was told last.
    pub told: Option<VerdictCode>,
    /// How many questions were put when the verdict stood already, to complete the specification.
    pub asked_behind_verdict: u8,
    /// The need that the owner chose of several, in his words: it stands for the message that named them all.
    pub focus: Option<String>,
    /// Needs named beside the one that is talked about, in the owner's words.
    pub other_needs: Vec<Mention>,
    /// The owner wants to hear few questions: he said so before one was put.
    pub hurried: bool,
    /// The owner wants to hear no more questions.
    pub enough: bool,
    /// Set when the owner asked for a person.
    pub wants_person: bool,
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
    /// The owner's words, or those of the source.
    pub quote: String,
    /// The case that the score rests on, when it rests on no words of the owner.
    #[serde(default)]
    pub source: Option<String>,
    /// How good the evidence is.
    pub evidence: Evidence,
}

impl Fact {
    /// An answer to a criterion as a fact that an owner can see.
    pub(in crate::domain) fn of_answer(criterion: &CriterionId, label: String, answer: &Answer) -> Self {
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
    /// Stores a fact; false when it was already there just so.
    pub(in crate::domain) fn put(&mut self, fact: &Fact) -> bool {
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

    /// Notes the trade that the page named, as a line for the owner to check: nobody has said it.
    pub fn propose_trade(&mut self, label: &str, name: &str) {
        self.put(&Fact {
            key: PAGES_TRADE.to_owned(),
            label: label.to_owned(),
            value: Some(name.to_owned()),
            unit: None,
            state: FactState::Proposed,
            quote: None,
        });
    }

    /// Drops the trade that the page named, once the owner's own words name one.
    pub(in crate::domain) fn drop_proposed_trade(&mut self) {
        if self.sector.is_some() {
            self.facts.retain(|fact| fact.key != PAGES_TRADE || fact.state != FactState::Proposed);
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

    /// What the owner said of the need itself, oldest first: everything but asides, taps on an option and 不清楚.
    ///
    /// Once one of several needs was chosen, it stands in place of what was said before.
    pub fn needs<'a>(&'a self, knowledge: &'a Knowledge) -> impl Iterator<Item = &'a String> {
        self.talk().filter(move |said| !is_tap(knowledge, said))
    }

    /// The same with the taps: everything that was said of the need and of what was asked about it, but 不清楚.
    pub fn talk(&self) -> impl Iterator<Item = &String> {
        self.heard().filter(|(aside, _)| !aside).map(|(_, said)| said)
    }

    /// The same with the asides, of which the first value tells.
    pub fn heard(&self) -> impl Iterator<Item = (bool, &String)> {
        let chosen_at = self.focus.as_ref().and_then(|_| self.said.iter().position(|said| self.names_several(said)));
        let said = self
            .said
            .iter()
            .enumerate()
            .filter(move |(place, said)| chosen_at.is_none_or(|at| *place > at) && *said != DO_NOT_KNOW);
        let focus = self.focus.as_ref();
        let said = said.map(|(place, said)| (self.asides.contains(&place), said));
        focus.into_iter().map(|chosen| (false, chosen)).chain(said.filter(move |(_, said)| focus != Some(said)))
    }

    /// Whether this message named the needs that one was chosen of.
    fn names_several(&self, said: &str) -> bool {
        self.other_needs.iter().any(|need| need.text.split('，').all(|part| said.contains(part)))
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

/// Whether a message is just one of the buttons.
fn is_tap(knowledge: &Knowledge, said: &str) -> bool {
    let criteria = knowledge.rubric.criteria.iter().flat_map(|c| &c.options).map(|option| &option.text);
    let facts = knowledge.playbooks.iter().flat_map(|p| &p.facts).flat_map(|f| &f.options).map(|option| &option.text);
    said == DO_NOT_KNOW || criteria.chain(facts).any(|text| text == said)
}
