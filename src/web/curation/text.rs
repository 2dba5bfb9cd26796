//! What fields, changes and origins are called.

use minijinja::{Value, context};

use super::HERE;
use crate::domain::Locale;
use crate::domain::curation::{FieldDiff, Origin, Version};
use crate::messages::say;
use crate::service::Service;

/// The key of a field in the catalogue: numbers of rows are left out.
pub(super) fn key(path: &str) -> String {
    path.split('.').filter(|part| part.parse::<usize>().is_err()).collect::<Vec<_>>().join("_")
}

/// What a field is called; its path when it has no name. A row is counted from 1.
pub(in crate::web) fn label(path: &str, locale: Locale) -> String {
    let mut named: Vec<String> = vec![];
    let mut so_far = String::new();
    for part in path.split('.') {
        if let Ok(row) = part.parse::<usize>() {
            named.push((row + 1).to_string());
            continue;
        }
        so_far = if so_far.is_empty() { part.to_owned() } else { format!("{so_far}_{part}") };
        let name = format!("curation_field.{so_far}");
        let said = say(locale, &name, &[]);
        if said != name {
            named.push(said);
        } else if !path.contains(&format!("{part}.")) {
            named.push(part.to_owned());
        }
    }
    named.join(" ")
}

/// What a value of a choice is called; itself when it has no name.
pub(in crate::web) fn choice(path: &str, value: &str, locale: Locale) -> String {
    let name = format!("curation_choice.{}_{value}", key(path));
    let said = say(locale, &name, &[]);
    if said == name { value.to_owned() } else { said }
}

/// Changes as a page shows them.
pub(super) fn changes(diffs: &[FieldDiff], service: &Service, locale: Locale) -> Vec<Value> {
    let told = |path: &str, text: &Option<String>| {
        text.as_ref().map(
            |text| {
                if path == "ai_task" { service.name_of_task(text) } else { choice(path, text, locale) }
            },
        )
    };
    let change = |diff: &FieldDiff| {
        let (before, after) = (told(&diff.path, &diff.before), told(&diff.path, &diff.after));
        context! { name => label(&diff.path, locale), before, after }
    };
    diffs.iter().map(change).collect()
}

/// Where the file is kept that a version was read from.
pub(super) fn original(version: &Version) -> Option<String> {
    match version.origin {
        Origin::Document(file) => Some(format!("{HERE}/files/{file}")),
        Origin::Import(job) => Some(format!("{HERE}/jobs/{job}")),
        _ => None,
    }
}

/// Where a version comes from.
pub(super) fn origin(version: &Version, locale: Locale) -> String {
    let (name, n) = match version.origin {
        Origin::Seed => ("seed", String::new()),
        Origin::Form => ("form", String::new()),
        Origin::Import(_) => ("import", String::new()),
        Origin::Document(_) => ("document", String::new()),
        Origin::Candidate(_) => ("candidate", String::new()),
        Origin::Rollback(number) => ("rollback", number.to_string()),
    };
    say(locale, &format!("curation.origin_{name}"), &[("n", &n)])
}
