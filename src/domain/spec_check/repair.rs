//! Mends once what the checks found: a figure becomes 待确认, a bad line goes, a missing line comes from the playbook.

use std::collections::BTreeSet;

use super::{Fault, Grounds, acceptance, fail_safe, ownership, safety_device};
use crate::domain::numbers::unsupported;
use crate::domain::{CheckRule, Item, Origin, Specification, TO_CONFIRM};

/// Mends what can be mended; what cannot is found again by the next check.
pub(super) fn mend(draft: &mut Specification, grounds: &Grounds<'_>, faults: &[Fault]) {
    mend_items(draft, grounds, faults);
    for fault in faults.iter().filter(|fault| fault.item.is_none()) {
        let Some(item) = missing(fault, grounds) else { continue };
        if let Some(section) = draft.sections.iter_mut().find(|section| section.number == fault.section) {
            section.items.push(item);
        }
    }
}

/// Rewrites lines in their place, then takes out those that cannot be rewritten.
fn mend_items(draft: &mut Specification, grounds: &Grounds<'_>, faults: &[Fault]) {
    let words = grounds.dossier.words();
    for section in &mut draft.sections {
        let mut dropped = BTreeSet::new();
        for fault in faults.iter().filter(|fault| fault.section == section.number) {
            let Some((place, item)) = fault.item.and_then(|place| Some((place, section.items.get_mut(place)?))) else {
                continue;
            };
            match fault.rule {
                CheckRule::Figures => to_confirm(item, &words, &super::cited(grounds, item)),
                CheckRule::Quotes => {
                    *item = Item { text: TO_CONFIRM.to_owned(), origin: Origin::ToConfirm, ..item.clone() };
                }
                // What the owner said stays in his words; a line of nobody's goes.
                CheckRule::Rates | CheckRule::Words | CheckRule::Brands => match item.origin.clone() {
                    Origin::Owner { quote } => item.text = quote,
                    _ => {
                        dropped.insert(place);
                    }
                },
                _ => {}
            }
        }
        let mut place = 0;
        section.items.retain(|_| {
            place += 1;
            !dropped.contains(&(place - 1))
        });
    }
}

/// Puts 待确认 in place of every figure that nobody said.
fn to_confirm(item: &mut Item, words: &str, cited: &str) {
    for range in unsupported(&item.text, &[words, cited]).into_iter().rev() {
        item.text.replace_range(range, TO_CONFIRM);
    }
    if !unsupported(&item.label, &[words, cited]).is_empty() {
        "（标题里有没有出处的数，已去掉）".clone_into(&mut item.label);
    }
}

/// The line that a section lacks.
fn missing(fault: &Fault, grounds: &Grounds<'_>) -> Option<Item> {
    let line = |label: &str, text: &str, origin| {
        Some(Item { label: label.to_owned(), text: text.to_owned(), origin, doubtful: false })
    };
    match fault.rule {
        CheckRule::Baseline => {
            line("现在的做法", "用同一批样品先测一遍现在的做法，成绩待确认，作为对照", Origin::Rubric)
        }
        CheckRule::Acceptance => {
            let (_, label, text, _) = acceptance::MUST.iter().find(|(.., message)| *message == fault.message)?;
            line(label, text, Origin::Rubric)
        }
        CheckRule::FailSafe => {
            let task = grounds.dossier.ai_task?;
            line(fail_safe::LABEL, &grounds.knowledge.playbook(task)?.fail_safe, Origin::Playbook)
        }
        CheckRule::DataOwnership => line(ownership::LABEL, "数据归需方，用于别家须另行书面同意", Origin::Rubric),
        CheckRule::SafetyDevice => {
            let way = grounds.verdict.alternative.as_ref()?;
            line(safety_device::LABEL, &format!("{}；必须先装，AI不得作为唯一保护", way.name), Origin::Playbook)
        }
        _ => None,
    }
}
