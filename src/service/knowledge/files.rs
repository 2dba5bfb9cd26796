//! Knowledge files: one TOML file an entry, read with checks and written back byte for byte.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize};
use serde_json::Value;

use super::check;
use super::check_needs;
use super::check_playbook;
use super::check_rubric;
use super::problem::{KnowledgeError, Problem, Report};
use crate::domain::{
    Case, EntryKind, ExampleNeeds, Playbook, Policy, Publication, Rubric, SectorGlossary, StoredEntry,
};

/// Reads every entry of a folder laid out as `knowledge/`; a missing subfolder holds none.
///
/// # Errors
/// [`KnowledgeError::IllFormed`] with every problem of every file, [`KnowledgeError::File`] when one cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<StoredEntry>, KnowledgeError> {
    let (mut entries, mut problems) = (vec![], vec![]);
    for kind in EntryKind::ALL {
        let subfolder = folder.join(kind.folder());
        if !subfolder.is_dir() {
            continue;
        }
        let mut paths: Vec<_> = fs_err::read_dir(&subfolder)?.collect::<Result<Vec<_>, _>>()?;
        paths.sort_by_key(fs_err::DirEntry::file_name);
        for path in paths.into_iter().map(|entry| entry.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")) {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            match entry_from_toml(kind, &name, &fs_err::read_to_string(&path)?) {
                Ok(entry) => entries.push(entry),
                Err(found) => problems.extend(found),
            }
        }
    }
    if entries.is_empty() && problems.is_empty() {
        let reason = "no .toml file in cases/, policies/, glossary/, playbooks/, rubric/ or needs/".to_owned();
        problems.push(Problem {
            file: folder.display().to_string(),
            entry: String::new(),
            field: "folder".into(),
            reason,
        });
    }
    if problems.is_empty() { Ok(entries) } else { Err(KnowledgeError::IllFormed(problems)) }
}

/// Writes entries into a folder, one file each.
///
/// # Errors
/// [`KnowledgeError`] when an entry cannot be written.
pub fn write_folder(folder: &Path, entries: &[StoredEntry]) -> Result<(), KnowledgeError> {
    for entry in entries {
        let subfolder = folder.join(entry.kind.folder());
        fs_err::create_dir_all(&subfolder)?;
        fs_err::write(subfolder.join(format!("{}.toml", entry.id)), entry_to_toml(entry)?)?;
    }
    Ok(())
}

/// Reads one file as a published entry.
///
/// # Errors
/// Every problem of the file.
pub fn entry_from_toml(kind: EntryKind, name: &str, text: &str) -> Result<StoredEntry, Vec<Problem>> {
    let file = format!("{}/{name}.toml", kind.folder());
    let problem = |error: toml::de::Error| {
        let (file, entry, field) = (file.clone(), String::new(), "TOML".to_owned());
        vec![Problem { file, entry, field, reason: error.to_string() }]
    };
    let parsed = toml::Deserializer::parse(text).map_err(problem)?;
    let body = checked(kind, name, &file, parsed, |error: &toml::de::Error| error.message().to_owned())?;
    Ok(StoredEntry { kind, id: name.to_owned(), publication: Publication::Published, body })
}

/// Checks what an entry says as if it stood in a file, and gives it in the form in which it is stored.
///
/// # Errors
/// Every problem.
pub fn checked_body(kind: EntryKind, name: &str, body: Value) -> Result<Value, Vec<Problem>> {
    let file = format!("{}/{name}.toml", kind.folder());
    checked(kind, name, &file, body, serde_json::Error::to_string)
}

fn checked<'de, D: Deserializer<'de>>(
    kind: EntryKind,
    name: &str,
    file: &str,
    given: D,
    told: impl Fn(&D::Error) -> String,
) -> Result<Value, Vec<Problem>> {
    match kind {
        EntryKind::Case => read(file, given, told, |case: &Case, report| check::case(case, name, report)),
        EntryKind::Policy => read(file, given, told, |policy: &Policy, report| check::policy(policy, name, report)),
        EntryKind::Glossary => {
            read(file, given, told, |words: &SectorGlossary, report| check::glossary(words, name, report))
        }
        EntryKind::Playbook => {
            read(file, given, told, |book: &Playbook, report| check_playbook::playbook(book, name, report))
        }
        EntryKind::Rubric => read(file, given, told, |rubric: &Rubric, report| check_rubric::rubric(rubric, name, report)),
        EntryKind::Needs => read(file, given, told, |needs: &ExampleNeeds, report| check_needs::needs(needs, name, report)),
    }
}

fn read<'de, T, D>(
    file: &str,
    given: D,
    told: impl Fn(&D::Error) -> String,
    check: impl FnOnce(&T, &mut Report<'_>),
) -> Result<Value, Vec<Problem>>
where
    T: DeserializeOwned + Serialize,
    D: Deserializer<'de>,
{
    let problem =
        |field: String, reason: String| vec![Problem { file: file.to_owned(), entry: String::new(), field, reason }];
    let value: T = serde_path_to_error::deserialize(given)
        .map_err(|error| problem(error.path().to_string(), told(error.inner())))?;
    let mut report = Report::new(file);
    check(&value, &mut report);
    if !report.problems.is_empty() {
        return Err(report.problems);
    }
    serde_json::to_value(&value).map_err(|error| problem("file".into(), error.to_string()))
}

/// Writes one entry as the text of its file.
///
/// # Errors
/// [`KnowledgeError::Unwritable`] when the stored entry is not of its kind's shape.
pub fn entry_to_toml(entry: &StoredEntry) -> Result<String, KnowledgeError> {
    let body = &entry.body;
    let text = match entry.kind {
        EntryKind::Case => write::<Case>(body),
        EntryKind::Policy => write::<Policy>(body),
        EntryKind::Glossary => write::<SectorGlossary>(body),
        EntryKind::Playbook => write::<Playbook>(body),
        EntryKind::Rubric => write::<Rubric>(body),
        EntryKind::Needs => write::<ExampleNeeds>(body),
    };
    text.map_err(|reason| KnowledgeError::Unwritable(format!("{}/{}", entry.kind.folder(), entry.id), reason))
}

fn write<T: DeserializeOwned + Serialize>(body: &Value) -> Result<String, String> {
    let value: T = serde_json::from_value(body.clone()).map_err(|error| error.to_string())?;
    toml::to_string(&value).map_err(|error| error.to_string())
}
