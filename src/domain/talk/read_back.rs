//! The read-back card: what was understood, a line each in plain words, and what is still open.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::choice;
use crate::domain::{CriterionId, Dossier, Fact, FactState, Knowledge, Playbook};

/// What an owner checks before anything is submitted; each known line can be corrected by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReadBack {
    /// What is known.
    pub known: Vec<Line>,
    /// What is not known yet: answered 不清楚, or never asked.
    pub open: Vec<Line>,
    /// Needs named beside this one, in the owner's words; each can be talked about next.
    pub other_needs: Vec<String>,
}

/// One line of the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// The fact that it shows; a correction names it.
    pub key: String,
    /// What it is called towards an owner.
    pub label: String,
    /// What is known; empty for an open line.
    pub value: String,
    /// How sure it is.
    pub state: FactState,
}

/// The card for what is known so far.
pub fn read_back(knowledge: &Knowledge, dossier: &Dossier) -> ReadBack {
    let playbook = dossier.ai_task.and_then(|task| knowledge.playbook(task));
    let known = dossier.facts.iter().filter(|fact| fact.value.is_some());
    ReadBack {
        known: known.map(|fact| known_line(knowledge, fact)).collect(),
        open: open_lines(knowledge, dossier, playbook),
        other_needs: if dossier.focus.is_some() { texts(dossier) } else { vec![] },
    }
}

fn texts(dossier: &Dossier) -> Vec<String> {
    dossier.other_needs.iter().map(|need| need.text.clone()).collect()
}

fn known_line(knowledge: &Knowledge, fact: &Fact) -> Line {
    Line { key: fact.key.clone(), label: label(knowledge, fact), value: choice::shown(fact), state: fact.state }
}

/// The plain name of a fact: a criterion has one for owners.
fn label(knowledge: &Knowledge, fact: &Fact) -> String {
    let criterion = fact.key.strip_prefix("criterion:").and_then(|id| knowledge.rubric.criterion(id));
    criterion.map_or_else(|| fact.label.clone(), |criterion| criterion.owner_name.clone())
}

/// What the owner did not know, then what a specification needs and nobody asked.
fn open_lines(knowledge: &Knowledge, dossier: &Dossier, playbook: Option<&Playbook>) -> Vec<Line> {
    let open = |key: &str, label: &str, state| Line {
        key: key.to_owned(),
        label: label.to_owned(),
        value: String::new(),
        state,
    };
    let unknown = dossier.facts.iter().filter(|fact| fact.value.is_none());
    let mut lines: Vec<Line> =
        unknown.map(|fact| open(&fact.key, &label(knowledge, fact), FactState::Unknown)).collect();
    let settled = |id: &CriterionId| dossier.answers.contains_key(id);
    let facts = playbook.map(|book| book.facts.as_slice()).unwrap_or_default();
    let missing = facts.iter().filter(|fact| fact.must && dossier.fact(&fact.key).is_none());
    let missing = missing.filter(|fact| !fact.criterion.as_ref().is_some_and(settled));
    lines.extend(missing.map(|fact| open(&fact.key, &fact.label, FactState::Proposed)));
    lines
}
