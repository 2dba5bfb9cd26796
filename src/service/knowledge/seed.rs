//! The seed: the files of `knowledge/`, compiled into the binary.

use rust_embed::RustEmbed;

use super::files::entry_from_toml;
use super::problem::KnowledgeError;
use crate::domain::{EntryKind, StoredEntry};

#[derive(RustEmbed)]
#[folder = "knowledge"]
struct Files;

/// Every entry of the seed, checked.
///
/// # Errors
/// [`KnowledgeError::IllFormed`] when a file of the seed is wrong, which a test rules out.
pub fn seed() -> Result<Vec<StoredEntry>, KnowledgeError> {
    let (mut entries, mut problems) = (vec![], vec![]);
    for path in Files::iter() {
        let Some((folder, name)) = path.split_once('/') else {
            continue;
        };
        let kind = EntryKind::ALL.into_iter().find(|kind| kind.folder() == folder);
        let (Some(kind), Some(name)) = (kind, name.strip_suffix(".toml")) else {
            continue;
        };
        let bytes = Files::get(&path).map(|file| file.data.into_owned()).unwrap_or_default();
        match entry_from_toml(kind, name, &String::from_utf8_lossy(&bytes)) {
            Ok(entry) => entries.push(entry),
            Err(found) => problems.extend(found),
        }
    }
    entries.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    if problems.is_empty() { Ok(entries) } else { Err(KnowledgeError::IllFormed(problems)) }
}

#[cfg(test)]
mod tests {
    use super::super::{assemble, entry_to_toml};
    use super::*;

    #[test]
    fn the_seed_is_well_formed_and_complete() {
        let entries = seed().unwrap_or_else(|error| panic!("{error}"));
        let count = |kind| entries.iter().filter(|entry| entry.kind == kind).count();
        assert_eq!((count(EntryKind::Case), count(EntryKind::Policy), count(EntryKind::Playbook)), (201, 61, 27));
        let knowledge = assemble(&entries).unwrap_or_else(|error| panic!("{error}"));
        assert!(knowledge.glossary.iter().map(|sector| sector.terms.len()).sum::<usize>() >= 600);
    }

    #[test]
    fn writing_an_entry_gives_its_file_back() {
        for entry in seed().unwrap_or_else(|error| panic!("{error}")) {
            let path = format!("{}/{}.toml", entry.kind.folder(), entry.id);
            let file = Files::get(&path).unwrap();
            assert_eq!(entry_to_toml(&entry).unwrap(), String::from_utf8_lossy(&file.data), "{path}");
        }
    }
}
