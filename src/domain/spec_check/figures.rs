//! Checks that every figure is the owner's, cited, or 待确认.

use super::{Fault, Grounds, lines};
use crate::domain::numbers::unsupported;
use crate::domain::{Case, CheckRule, Item, Origin, Playbook, Policy, Specification};

pub(super) fn check(draft: &Specification, grounds: &Grounds<'_>) -> Vec<Fault> {
    let words = grounds.dossier.words();
    let checked = lines(draft).filter(|(section, _, item)| {
        // A person answers for what a person wrote.
        *section > 0 && !matches!(item.origin, Origin::Service | Origin::Reviewer { .. })
    });
    let bad = checked.filter(|(_, _, item)| {
        // Most lines hold no figure: what they might cite is not even looked up.
        if unsupported(&item.text, &[&words]).is_empty() && unsupported(&item.label, &[&words]).is_empty() {
            return false;
        }
        let cited = cited(grounds, item);
        let known = [words.as_str(), &cited];
        !unsupported(&item.text, &known).is_empty() || !unsupported(&item.label, &known).is_empty()
    });
    bad.map(|(section, place, item)| Fault {
        section,
        item: Some(place),
        rule: CheckRule::Figures,
        message: format!("「{}」里有没有出处的数", item.label),
    })
    .collect()
}

/// The published text that a line may take figures from.
pub fn cited(grounds: &Grounds<'_>, item: &Item) -> String {
    let knowledge = grounds.knowledge;
    let published = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    match &item.origin {
        Origin::Case { id } => knowledge.case(id).map(case_text).unwrap_or_default(),
        Origin::Policy { id } => knowledge.policy(id).map(policy_text).unwrap_or_default(),
        Origin::Rubric => published(serde_json::to_string(&knowledge.rubric.preparations)),
        Origin::Playbook | Origin::ToConfirm => {
            // Where ordinary means do, their playbooks are written by as well.
            let books = knowledge.playbooks.iter();
            let books = books.filter(|book| book.task.needs_no_ai() || Some(book.task) == grounds.dossier.ai_task);
            let way = serde_json::to_string(&grounds.verdict.alternative);
            books.map(Playbook::published).collect::<Vec<_>>().join("\n") + &published(way)
        }
        Origin::Owner { .. } | Origin::Service | Origin::Reviewer { .. } => String::new(),
    }
}

/// Everything that a case publishes and a line may cite.
pub fn case_text(case: &Case) -> String {
    let optional = [&case.result, &case.data_used, &case.duration].into_iter().flatten().cloned();
    let note = case.cost.iter().filter_map(|cost| cost.note.clone());
    let amount = case.cost.iter().filter_map(|cost| cost.amount_cny).map(|amount| amount.to_string());
    let parts = [case.title.clone(), case.problem.clone(), case.approach.clone()];
    parts.into_iter().chain(optional).chain(note).chain(amount).collect::<Vec<_>>().join("\n")
}

fn policy_text(policy: &Policy) -> String {
    let optional = [&policy.amount, &policy.conditions, &policy.valid_from, &policy.valid_to];
    let parts = [&policy.title, &policy.summary, &policy.status, &policy.as_of];
    parts.into_iter().chain(optional.into_iter().flatten()).cloned().collect::<Vec<_>>().join("\n")
}
