//! The specification by rules: seventeen sections on the owner's own object, checked, in two readings.

mod business;
mod contract;
mod facts;
mod lines;
mod measures;
mod need;
mod plain;
mod provider;
mod running;
mod terms;
#[cfg(test)]
mod dossiers;
#[cfg(test)]
mod tests;
mod tidy;

use need::Need;

use super::drafting::WriteInput;
use crate::domain::spec_check::{self, Grounds};
use crate::domain::{AnsweredBy, Item, SECTION_TITLES, Section, Specification};
use crate::messages::say;

/// Drafts the specification by rules, checked and in both readings.
pub(in crate::service) fn draft(input: &WriteInput<'_>) -> Specification {
    finished(sketch(input, AnsweredBy::Rules), input)
}

/// All sections as the rules write them, before checks and masking: a model's lines may still come in.
pub(in crate::service) fn sketch(input: &WriteInput<'_>, answered_by: AnsweredBy) -> Specification {
    let need = Need::new(input);
    let sections = (0u8..).zip(SECTION_TITLES).map(|(number, title)| Section {
        number,
        title: title.to_owned(),
        items: [items(number, &need), terms::required(number, &need)].concat(),
    });
    Specification {
        title: title(&need),
        label: label(answered_by, input),
        plain: vec![],
        sections: sections.collect(),
        findings: vec![],
        answered_by,
    }
}

/// Takes out what is said twice, checks and mends, writes the owner's reading, and masks the provider's.
pub(in crate::service) fn finished(mut draft: Specification, input: &WriteInput<'_>) -> Specification {
    tidy::tidy(&mut draft);
    let grounds = Grounds { dossier: input.dossier, knowledge: input.knowledge, verdict: input.verdict };
    spec_check::hold(&mut draft, &grounds);
    draft.plain = plain::lines(&Need::new(input), &draft);
    provider::mask(&mut draft, input);
    draft
}

/// The lines of section `number`, 0 to 16.
fn items(number: u8, need: &Need<'_>) -> Vec<Item> {
    match number {
        0 => contract::identity(need.input),
        1 => business::business(need),
        2 => business::users(need),
        3 => business::inputs(need),
        4 => business::outputs(need),
        5 => measures::indicators(need),
        6 => measures::baseline(need),
        7 => running::data(need),
        8 => running::integration(need),
        9 => running::deployment(need),
        10 => running::safety(need),
        11 => measures::acceptance(need),
        12 => running::operation(need),
        13 => contract::milestones(need),
        14 => contract::ownership(need),
        15 => contract::policies(need.input),
        _ => contract::open_points(need),
    }
}

/// The label that the law asks for, by who wrote it.
fn label(answered_by: AnsweredBy, input: &WriteInput<'_>) -> String {
    let key = if answered_by == AnsweredBy::Model { "label.draft" } else { "label.rules" };
    say(input.locale, key, &[])
}

/// The object, the step and the task, each word once.
fn title(need: &Need<'_>) -> String {
    let task = need.task.map(|task| task.name.as_str()).unwrap_or_default();
    let trade = need.input.dossier.sector.as_ref().map(|sector| sector.name.as_str());
    let object = need.object.as_deref().or(trade).unwrap_or_default();
    let process = need.process.as_deref().filter(|process| !object.contains(process) && !task.contains(process));
    let object = if process.is_some_and(|process| process.contains(object)) { "" } else { object };
    // The name of an ordinary means says nothing beside the step.
    let needless = process.is_some() && need.task.is_some_and(|task| task.task.needs_no_ai());
    let task = if needless { "" } else { task };
    let kind = if need.ordinary { "技术要求（常规方案）" } else { "技术规格书" };
    format!("{object}{}{task}{kind}", process.unwrap_or_default())
}
