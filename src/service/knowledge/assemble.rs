//! Puts stored entries together into the knowledge that the walk uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::problem::{KnowledgeError, Problem};
use crate::domain::{AiTask, Case, EntryKind, Knowledge, Policy, Publication, Rubric, StoredEntry};

/// Puts the published entries together; the rubric in force is the one of the highest version.
///
/// # Errors
/// [`KnowledgeError::IllFormed`] when an entry is not of its kind's shape, or a rubric or a task's playbook is missing.
pub fn assemble(entries: &[StoredEntry]) -> Result<Knowledge, KnowledgeError> {
    let mut rubrics: Vec<Rubric> = all(entries, EntryKind::Rubric)?;
    rubrics.sort_by_key(|rubric| version(&rubric.version));
    let rubric = rubrics.pop().ok_or_else(|| missing("rubric/", "at least one version is needed"))?;
    let mut cases: Vec<Case> = all(entries, EntryKind::Case)?;
    cases.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let mut policies: Vec<Policy> = all(entries, EntryKind::Policy)?;
    policies.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let knowledge = Knowledge {
        cases: cases.into_iter().map(Arc::new).collect(),
        policies,
        glossary: all(entries, EntryKind::Glossary)?.into(),
        playbooks: all(entries, EntryKind::Playbook)?.into(),
        needs: all(entries, EntryKind::Needs)?.into(),
        rubric,
        last_days: BTreeMap::new(),
    };
    match AiTask::ALL.iter().find(|task| knowledge.playbook(**task).is_none()) {
        Some(task) => Err(missing(&format!("playbooks/{task}.toml"), "every task needs its playbook")),
        None => Ok(knowledge),
    }
}

fn all<T: DeserializeOwned>(entries: &[StoredEntry], kind: EntryKind) -> Result<Vec<T>, KnowledgeError> {
    let published = entries.iter().filter(|e| e.kind == kind && e.publication == Publication::Published);
    published
        .map(|entry| {
            serde_json::from_value(entry.body.clone()).map_err(|error| {
                let file = format!("{}/{}", kind.folder(), entry.id);
                missing(&file, &error.to_string())
            })
        })
        .collect()
}

fn missing(file: &str, reason: &str) -> KnowledgeError {
    let (entry, field) = (String::new(), "entry".to_owned());
    KnowledgeError::IllFormed(vec![Problem { file: file.to_owned(), entry, field, reason: reason.to_owned() }])
}

/// 0.10 comes after 0.9.
fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
