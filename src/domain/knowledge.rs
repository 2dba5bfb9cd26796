//! All the knowledge that staff curate, as one value: what is seeded, exported, indexed and read by rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::curation::ItemKey;
use super::{AiTask, Case, ExampleNeeds, Playbook, Policy, Rubric, SectorGlossary};

/// The knowledge in force; a copy with another case costs little, because copies share what is large.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// Published cases, by id in the order of its bytes.
    pub cases: Vec<Arc<Case>>,
    /// Published policies, by id.
    pub policies: Vec<Policy>,
    /// Words by trade.
    pub glossary: Arc<[SectorGlossary]>,
    /// One playbook for each task.
    pub playbooks: Arc<[Playbook]>,
    /// Invented needs that readers learn from, by task.
    pub needs: Arc<[ExampleNeeds]>,
    /// The rubric in force.
    pub rubric: Rubric,
    /// The last days that curators have set, beside those that a policy itself has.
    pub last_days: BTreeMap<ItemKey, NaiveDate>,
}

impl Knowledge {
    /// The case of that id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        let at = self.cases.binary_search_by(|case| case.id.as_str().cmp(id)).ok()?;
        self.cases.get(at).map(Arc::as_ref)
    }

    /// Puts a case in its place, instead of the one of its id.
    pub fn put_case(&mut self, case: Case) {
        match self.cases.binary_search_by(|known| known.id.cmp(&case.id)) {
            Ok(at) => self.cases[at] = Arc::new(case),
            Err(at) => self.cases.insert(at, Arc::new(case)),
        }
    }

    /// Takes a case out.
    pub fn take_case(&mut self, id: &str) {
        if let Ok(at) = self.cases.binary_search_by(|case| case.id.as_str().cmp(id)) {
            self.cases.remove(at);
        }
    }

    /// Puts a policy in its place, instead of the one of its id.
    pub fn put_policy(&mut self, policy: Policy) {
        match self.policies.binary_search_by(|known| known.id.cmp(&policy.id)) {
            Ok(at) => self.policies[at] = policy,
            Err(at) => self.policies.insert(at, policy),
        }
    }

    /// Takes a policy out.
    pub fn take_policy(&mut self, id: &str) {
        self.policies.retain(|policy| policy.id != id);
    }

    /// The policy of that id.
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|p| p.id == id)
    }

    /// The case of that id, when owners may be told of it on that day.
    pub fn case_in_force(&self, id: &str, on: NaiveDate) -> Option<&Case> {
        self.case(id).filter(|_| self.lasts(EntryKind::Case, id, on))
    }

    /// The policy of that id, when it is in force on that day.
    pub fn policy_in_force(&self, id: &str, on: NaiveDate) -> Option<&Policy> {
        self.policy(id).filter(|policy| policy.in_force(on) && self.lasts(EntryKind::Policy, id, on))
    }

    /// Whether the last day that curators have set is not over.
    fn lasts(&self, kind: EntryKind, id: &str, on: NaiveDate) -> bool {
        self.last_days.is_empty() || self.last_days.get(&ItemKey::new(kind, id)).is_none_or(|last| on <= *last)
    }

    /// The playbook of that task.
    pub fn playbook(&self, task: AiTask) -> Option<&Playbook> {
        self.playbooks.iter().find(|p| p.task == task)
    }
}

/// The kinds of entries in the knowledge, one folder of the seed each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EntryKind {
    Case,
    Policy,
    Glossary,
    Playbook,
    Rubric,
    Needs,
}

impl EntryKind {
    /// Every kind, in the order in which they are loaded.
    pub const ALL: [Self; 6] = [Self::Case, Self::Policy, Self::Glossary, Self::Playbook, Self::Rubric, Self::Needs];

    /// Its folder in the seed and its name in the database.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Case => "cases",
            Self::Policy => "policies",
            Self::Glossary => "glossary",
            Self::Playbook => "playbooks",
            Self::Rubric => "rubric",
            Self::Needs => "needs",
        }
    }

    /// The kind of that folder.
    pub fn of_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.folder() == folder)
    }
}

/// Whether an entry may be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publication {
    /// Being written.
    Draft,
    /// In force.
    Published,
    /// Taken back.
    Withdrawn,
}

/// One entry as it is stored: its fields as JSON, null fields left out.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEntry {
    /// What it is.
    pub kind: EntryKind,
    /// Its id within its kind (the file name without `.toml`).
    pub id: String,
    /// Whether it may be found.
    pub publication: Publication,
    /// The entry.
    pub body: serde_json::Value,
}
