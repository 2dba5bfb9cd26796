//! All the knowledge that staff curate, as one value: what is seeded, exported, indexed and read by rules.

use serde::{Deserialize, Serialize};

use super::{AiTask, Case, ExampleNeeds, Playbook, Policy, Rubric, SectorGlossary};

/// The knowledge in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// Published cases, by id.
    pub cases: Vec<Case>,
    /// Published policies, by id.
    pub policies: Vec<Policy>,
    /// Words by trade.
    pub glossary: Vec<SectorGlossary>,
    /// One playbook for each task.
    pub playbooks: Vec<Playbook>,
    /// Invented needs that readers learn from, by task.
    pub needs: Vec<ExampleNeeds>,
    /// The rubric in force.
    pub rubric: Rubric,
}

impl Knowledge {
    /// The case of that id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.iter().find(|c| c.id == id)
    }

    /// The policy of that id.
    pub fn policy(&self, id: &str) -> Option<&Policy> {
        self.policies.iter().find(|p| p.id == id)
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
