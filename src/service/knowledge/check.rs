//! What must hold of a case, a policy and a trade's glossary beyond their shape.

use std::collections::BTreeSet;

use super::problem::Report;
use crate::domain::{Case, Policy, SectorGlossary, Source, is_date};

const SIZES: [&str; 4] = ["micro", "small", "medium", "large"];
const LEVELS: [&str; 4] = ["national", "province", "city", "district"];
const KINDS: [&str; 8] = ["subsidy", "voucher", "tax", "loan", "service", "pilot_programme", "compliance", "standard"];

pub(super) fn case(case: &Case, name: &str, report: &mut Report<'_>) {
    id(&case.id, name, report);
    let slug = case.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    report.require(slug, "", "id", "only lower-case ASCII letters, digits and hyphens");
    filled(&[("title", &case.title), ("owner_words", &case.owner_words), ("problem", &case.problem)], report);
    filled(&[("approach", &case.approach), ("process_step", &case.process_step)], report);
    report.require(case.title.chars().count() <= 40, "", "title", "at most 40 characters");
    if let Some(size) = &case.company_size {
        report.require(SIZES.contains(&size.as_str()), "", "company_size", format!("one of {}", SIZES.join(", ")));
    }
    let code = &case.sector.code;
    let known = code.starts_with(|c: char| c.is_ascii_uppercase()) && code[1..].chars().all(|c| c.is_ascii_digit());
    report.require(known, "", "sector.code", "a GB/T 4754-2017 code such as C195");
    report.require(!case.keywords.is_empty(), "", "keywords", "at least one");
    sources(&case.sources, report);
}

pub(super) fn policy(policy: &Policy, name: &str, report: &mut Report<'_>) {
    id(&policy.id, name, report);
    filled(&[("title", &policy.title), ("issuer", &policy.issuer), ("summary", &policy.summary)], report);
    filled(&[("status", &policy.status), ("region", &policy.region)], report);
    report.require(LEVELS.contains(&policy.level.as_str()), "", "level", format!("one of {}", LEVELS.join(", ")));
    report.require(KINDS.contains(&policy.kind.as_str()), "", "kind", format!("one of {}", KINDS.join(", ")));
    for (field, date) in [("valid_from", &policy.valid_from), ("valid_to", &policy.valid_to)] {
        let fine = date.as_deref().is_none_or(is_date);
        report.require(fine, "", field, "YYYY, YYYY-MM or YYYY-MM-DD, or left out");
    }
    report.require(is_date(&policy.as_of), "", "as_of", "YYYY-MM-DD");
    if let (Some(from), Some(to)) = (policy.first_day(), policy.last_day()) {
        report.require(from <= to, "", "valid_to", "not before valid_from");
    }
    sources(&policy.sources, report);
}

pub(super) fn glossary(glossary: &SectorGlossary, name: &str, report: &mut Report<'_>) {
    report.require(glossary.sector == name, "", "sector", "the same as the file name");
    filled(&[("name", &glossary.name)], report);
    let coded = glossary.codes.iter().all(|code| code.is_ascii() && !code.is_empty());
    report.require(coded, "", "codes", "GB/T 4754-2017 prefixes such as C195");
    let mut spoken: BTreeSet<&str> = BTreeSet::new();
    for term in &glossary.terms {
        let entry = term.plain.as_str();
        report.require(!term.technical.trim().is_empty(), entry, "technical", "must not be empty");
        report.require(!term.english.trim().is_empty(), entry, "english", "must not be empty");
        report.require(term.tasks.len() <= 2, entry, "tasks", "at most two");
        for word in term.spoken() {
            let field = if word == entry { "plain" } else { "synonyms" };
            report.require(word.chars().count() >= 2, entry, field, format!("{word}: at least two characters"));
            report.require(spoken.insert(word), entry, field, format!("{word} stands twice in this file"));
        }
    }
    for sign in &glossary.signs {
        report.require(!sign.trim().is_empty(), "", "signs", "no empty word");
    }
}

/// The id must be the file name, so that an entry is found where it is looked for.
fn id(id: &str, name: &str, report: &mut Report<'_>) {
    report.require(id == name, "", "id", format!("the same as the file name, which is {name}"));
}

fn filled(fields: &[(&str, &String)], report: &mut Report<'_>) {
    for (field, text) in fields {
        report.require(!text.trim().is_empty(), "", field, "must not be empty");
    }
}

fn sources(sources: &[Source], report: &mut Report<'_>) {
    report.require(!sources.is_empty(), "", "sources", "at least one: nothing is published without a source");
    for source in sources {
        let entry = source.title.as_str();
        report.require(!source.publisher.trim().is_empty(), entry, "sources.publisher", "must not be empty");
        let link = source.url.as_deref().is_none_or(|url| url.starts_with("https://") || url.starts_with("http://"));
        report.require(link, entry, "sources.url", "begins with http:// or https://, or left out");
        let dated = source.date.as_deref().is_none_or(is_date);
        report.require(dated, entry, "sources.date", "YYYY, YYYY-MM or YYYY-MM-DD, or left out");
    }
}
