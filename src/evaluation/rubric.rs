//! Reads a rubric that is only being tried: it need not judge the vectors of the one that it was made from.

use crate::domain::{EntryKind, Publication, Rubric, StoredEntry};
use crate::service::knowledge::{KnowledgeError, Problem, entry_from_toml};

/// The rubric of that text as an entry that can stand in for the one in force; `file` is only named in problems.
///
/// # Errors
/// [`KnowledgeError::IllFormed`] with everything that is wrong but its vectors: a changed weight is tried to see which
/// verdicts flip, and the vectors are the first of them.
pub fn trial_rubric(file: &str, text: &str) -> Result<StoredEntry, KnowledgeError> {
    let unreadable = |reason: String| {
        let (file, entry, field) = (file.to_owned(), String::new(), "TOML".to_owned());
        KnowledgeError::IllFormed(vec![Problem { file, entry, field, reason }])
    };
    let rubric: Rubric = toml::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    let body = serde_json::to_value(&rubric).map_err(|error| unreadable(error.to_string()))?;
    if let Err(mut problems) = entry_from_toml(EntryKind::Rubric, &rubric.version, text) {
        problems.retain(|problem| !problem.field.starts_with("vectors"));
        if !problems.is_empty() {
            return Err(KnowledgeError::IllFormed(problems));
        }
    }
    Ok(StoredEntry { kind: EntryKind::Rubric, id: rubric.version, publication: Publication::Published, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = include_str!("../../knowledge/rubric/0.1.toml");

    #[test]
    fn a_threshold_may_be_moved_against_the_vectors() {
        assert!(trial_rubric("r.toml", SEED).is_ok());
        let moved = SEED.replace("fit_below = 50.0", "fit_below = 95.0");
        assert!(moved != SEED && trial_rubric("r.toml", &moved).is_ok());
    }

    #[test]
    fn what_is_no_rubric_is_refused_by_field() {
        let heavy = SEED.replace("weight = 12.0", "weight = 13.0");
        let told = trial_rubric("r.toml", &heavy).unwrap_err().to_string();
        assert!(told.contains("criteria.weight"), "{told}");
        let told = trial_rubric("r.toml", "version = 1").unwrap_err().to_string();
        assert!(told.contains("r.toml"), "{told}");
    }
}
