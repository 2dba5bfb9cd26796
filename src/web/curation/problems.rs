//! What is wrong with a field, in the reader's language and with what to do.

use crate::domain::Locale;
use crate::messages::say;
use crate::service::knowledge::Problem;

/// Reasons that are always the same, and their names in the catalogue.
const KNOWN: [(&str, &str); 17] = [
    ("must not be empty", "empty"),
    ("no empty word", "empty"),
    ("only lower-case ASCII letters, digits and hyphens", "slug"),
    ("only ASCII letters, digits, hyphens", "id"),
    ("the same as the file name", "same_id"),
    ("a GB/T 4754-2017 code such as C195", "code"),
    ("GB/T 4754-2017 prefixes such as C195", "codes"),
    ("at least one", "one"),
    ("at least one: nothing is published without a source", "source"),
    ("YYYY, YYYY-MM or YYYY-MM-DD, or left out", "date"),
    ("YYYY-MM-DD", "day"),
    ("not before valid_from", "before"),
    ("not before publish_on", "before"),
    ("at most two", "two"),
    ("begins with http:// or https://, or left out", "link"),
    ("at most 40 characters", "long_title"),
    ("at most 500 characters", "long_note"),
];

/// What is wrong, in words.
pub(in crate::web) fn words(problem: &Problem, locale: Locale) -> String {
    let reason = problem.reason.as_str();
    let said = |name: &str, what: &str| say(locale, &format!("curation_problem.{name}"), &[("what", what)]);
    if let Some((_, name)) = KNOWN.iter().find(|(known, _)| *known == reason) {
        return said(name, "");
    }
    if reason.starts_with("the same as the file name") {
        return said("same_id", "");
    }
    if reason.starts_with("one of ") || reason.starts_with("unknown variant") {
        return said("choice", "");
    }
    if reason.starts_with("missing field") {
        return said("empty", "");
    }
    if reason.starts_with("invalid type: string") && problem.field.ends_with("amount_cny") {
        return said("number", "");
    }
    if let Some(word) = reason.strip_suffix(": at least two characters") {
        return said("short_word", word);
    }
    if let Some(word) = reason.strip_suffix(" stands twice in this file") {
        return said("twice", word);
    }
    said("other", reason)
}

/// The field that a problem is about as a form names it: `sources[0].url` is `sources.0.url`. A field that is missing is
/// the one that is named.
pub(super) fn field(problem: &Problem) -> String {
    let path = problem.field.replace('[', ".").replace(']', "");
    let path = if path == "." { String::new() } else { path };
    match problem.reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        Some(name) if path.is_empty() => name.to_owned(),
        Some(name) if !path.ends_with(name) => format!("{path}.{name}"),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::EntryKind;
    use crate::service::knowledge::checked_body;

    #[test]
    fn what_is_wrong_with_a_case_or_a_policy_is_said_in_chinese() {
        let source = json!({"title": "s", "publisher": "", "url": "ftp", "date": "soon"});
        let case = json!({
            "id": "A b", "title": "长".repeat(41), "process_step": "", "owner_words": " ", "problem": "", "approach": "",
            "company_size": "huge", "ai_task": "visual_inspection", "outcome": "success", "lessons": [],
            "fit": "suitable", "timing": "now", "keywords": [], "sector": {"code": "x", "name": ""}, "sources": [source],
        });
        let policy = json!({
            "id": "B", "title": "", "issuer": "", "level": "x", "region": "", "kind": "x", "summary": "",
            "who_can_apply": "", "status": "", "keywords": [], "verification": "", "as_of": "x",
            "valid_from": "2026", "valid_to": "2025", "sources": [],
        });
        let wrong = [
            checked_body(EntryKind::Case, "a", case.clone()).unwrap_err(),
            checked_body(EntryKind::Policy, "A", policy).unwrap_err(),
            checked_body(EntryKind::Case, "a", json!({})).unwrap_err(),
            checked_body(EntryKind::Case, "a", json!({"ai_task": "x", "id": "a", "title": "b"})).unwrap_err(),
        ];
        for problem in wrong.iter().flatten() {
            let said = words(problem, Locale::ZhCn);
            assert!(!said.contains(&problem.reason) && !said.contains('_'), "{problem}: {said}");
        }
        assert_eq!(field(&wrong[2][0]), "id");
    }

    #[test]
    fn a_number_that_is_none_is_told_at_its_field() {
        let problem = Problem {
            file: String::new(),
            entry: String::new(),
            field: "cost.amount_cny".to_owned(),
            reason: "invalid type: string \"12万\", expected i64".to_owned(),
        };
        assert!(words(&problem, Locale::ZhCn).contains("数字"));
        let problem = Problem { field: "sources[2].grade".to_owned(), ..problem };
        assert_eq!(field(&problem), "sources.2.grade");
    }
}
