//! The draft of the specification: all seventeen sections, no figure that nobody said.

use super::{WriteInput, sections};
use crate::domain::numbers::unsupported;
use crate::domain::{
    AnsweredBy, Finding, Item, Origin, SECTION_TITLES, Section, Specification, TO_CONFIRM, VerdictCode,
};
use crate::messages::say;

/// Drafts the specification by rules.
pub(super) fn draft(input: &WriteInput<'_>, answered_by: AnsweredBy) -> Specification {
    let sections = (0u8..).zip(SECTION_TITLES).map(|(number, title)| Section {
        number,
        title: title.to_owned(),
        items: sections::items(number, input),
    });
    let mut draft = Specification {
        title: title(input),
        label: label(answered_by, input),
        sections: sections.collect(),
        findings: vec![],
        answered_by,
    };
    check(&mut draft, input);
    draft
}

/// The label that the law asks for, by who wrote it.
pub(super) fn label(answered_by: AnsweredBy, input: &WriteInput<'_>) -> String {
    let key = if answered_by == AnsweredBy::Model { "label.draft" } else { "label.rules" };
    say(input.locale, key, &[])
}

fn title(input: &WriteInput<'_>) -> String {
    let value = |key: &str| input.dossier.fact(key).and_then(|fact| fact.value.clone());
    let object = value("object").or_else(|| input.dossier.sector.as_ref().map(|s| s.name.clone())).unwrap_or_default();
    let task = input.dossier.ai_task.and_then(|task| input.knowledge.playbook(task)).map(|p| p.name.clone());
    let kind = if input.verdict.code == VerdictCode::ConventionalBetter {
        "技术要求（常规方案）"
    } else {
        "技术规格书"
    };
    format!("{object}{}{kind}", task.unwrap_or_default())
}

/// Replaces every figure that is neither the owner's nor cited by 待确认, and tells the translator.
pub(super) fn check(draft: &mut Specification, input: &WriteInput<'_>) {
    let words = input.dossier.words();
    let mut findings = vec![];
    for section in draft.sections.iter_mut().filter(|section| section.number > 0) {
        for item in section.items.iter_mut().filter(|item| item.origin != Origin::Service) {
            let cited = cited(input, item);
            let found = unsupported(&item.text, &[&words, &cited]);
            if !unsupported(&item.label, &[&words, &cited]).is_empty() {
                "（标题里有没有出处的数，已去掉）".clone_into(&mut item.label);
                findings.push(Finding {
                    section: section.number,
                    message: "一条的标题里有没有出处的数，已去掉".to_owned(),
                });
            }
            if found.is_empty() {
                continue;
            }
            findings.push(Finding {
                section: section.number,
                message: format!("「{}」里有没有出处的数，已改为待确认", item.label),
            });
            for range in found.into_iter().rev() {
                item.text.replace_range(range, TO_CONFIRM);
            }
        }
    }
    draft.findings.extend(findings);
}

/// The published text that a line cites.
fn cited(input: &WriteInput<'_>, item: &Item) -> String {
    let knowledge = input.knowledge;
    let published = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
    match &item.origin {
        Origin::Case { id } => knowledge.case(id).map(case_text).unwrap_or_default(),
        Origin::Policy { id } => knowledge.policy(id).map(policy_text).unwrap_or_default(),
        Origin::Rubric => published(serde_json::to_string(&knowledge.rubric.preparations)),
        Origin::Playbook | Origin::ToConfirm => {
            let book = input.dossier.ai_task.and_then(|task| knowledge.playbook(task));
            let way = serde_json::to_string(&input.verdict.alternative);
            published(serde_json::to_string(&book)) + &published(way)
        }
        Origin::Owner { .. } | Origin::Service => String::new(),
    }
}

/// Everything that a case publishes and a line may cite.
pub(super) fn case_text(case: &crate::domain::Case) -> String {
    let optional = [&case.result, &case.data_used, &case.duration].into_iter().flatten().cloned();
    let note = case.cost.iter().filter_map(|cost| cost.note.clone());
    let amount = case.cost.iter().filter_map(|cost| cost.amount_cny).map(|amount| amount.to_string());
    let parts = [case.title.clone(), case.problem.clone(), case.approach.clone()];
    parts.into_iter().chain(optional).chain(note).chain(amount).collect::<Vec<_>>().join("\n")
}

fn policy_text(policy: &crate::domain::Policy) -> String {
    let optional = [&policy.amount, &policy.conditions, &policy.valid_from, &policy.valid_to];
    let parts = [&policy.title, &policy.summary, &policy.status, &policy.as_of];
    parts.into_iter().chain(optional.into_iter().flatten()).cloned().collect::<Vec<_>>().join("\n")
}
