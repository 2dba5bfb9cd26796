//! Checks a specification by rules alone, mends once what can be mended, and names what is left for the translator.
//!
//! One check a file; each gives what it found, and [`repair`] knows what to do about it.

mod acceptance;
mod baseline;
mod fail_safe;
mod figures;
mod filled;
mod ownership;
mod quotes;
mod rates;
mod repair;
mod safety_device;
#[cfg(test)]
mod tests;
mod units;
mod words;

use super::{CheckRule, Dossier, Finding, Item, Knowledge, Specification, Verdict};

pub use fail_safe::LABEL as FAIL_SAFE;
pub use figures::{case_text, cited};
pub use ownership::LABEL as DATA_OWNERSHIP;
pub use safety_device::{LABEL as SAFETY_DEVICE, in_danger};
pub use words::{brand, forbidden};

/// What a specification is held against.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// What the owner said.
    pub dossier: &'a Dossier,
    /// What is published.
    pub knowledge: &'a Knowledge,
    /// What was judged.
    pub verdict: &'a Verdict,
}

/// Something wrong, and where: an item by its place in the section, or the section as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    section: u8,
    item: Option<usize>,
    rule: CheckRule,
    message: String,
}

impl Fault {
    fn of_section(section: u8, rule: CheckRule, message: &str) -> Self {
        Self { section, item: None, rule, message: message.to_owned() }
    }
}

type Check = fn(&Specification, &Grounds<'_>) -> Vec<Fault>;

/// Every check, in the order in which the translator reads what they found.
const CHECKS: [Check; 11] = [
    figures::check,
    units::check,
    rates::check,
    baseline::check,
    acceptance::check,
    fail_safe::check,
    ownership::check,
    words::check,
    filled::check,
    safety_device::check,
    quotes::check,
];

/// Everything that is wrong with the draft.
pub fn findings(draft: &Specification, grounds: &Grounds<'_>) -> Vec<Finding> {
    faults(draft, grounds).into_iter().map(finding).collect()
}

/// Everything that is wrong with the draft, and which line of its section it is, counted from 0, where it is one line.
pub fn located(draft: &Specification, grounds: &Grounds<'_>) -> Vec<(Finding, Option<usize>)> {
    let faults = faults(draft, grounds).into_iter();
    faults.map(|fault| (fault.item, finding(fault))).map(|(place, finding)| (finding, place)).collect()
}

/// Checks, mends once, checks again: what is left stands in `findings`, and its lines are marked.
pub fn hold(draft: &mut Specification, grounds: &Grounds<'_>) {
    let found = faults(draft, grounds);
    repair::mend(draft, grounds, &found);
    let left = faults(draft, grounds);
    for fault in &left {
        let section = draft.sections.iter_mut().find(|section| section.number == fault.section);
        if let Some(item) = section.zip(fault.item).and_then(|(section, item)| section.items.get_mut(item)) {
            item.doubtful = true;
        }
    }
    draft.findings = left.into_iter().map(finding).collect();
}

fn faults(draft: &Specification, grounds: &Grounds<'_>) -> Vec<Fault> {
    CHECKS.iter().flat_map(|check| check(draft, grounds)).collect()
}

fn finding(fault: Fault) -> Finding {
    Finding { section: fault.section, rule: fault.rule, message: fault.message }
}

/// Every line with its section's number and its place there.
fn lines(draft: &Specification) -> impl Iterator<Item = (u8, usize, &Item)> {
    let sections = draft.sections.iter();
    sections.flat_map(|section| section.items.iter().enumerate().map(|(place, item)| (section.number, place, item)))
}

/// All texts of a section, labels included, a line each.
fn text_of(draft: &Specification, number: u8) -> String {
    let lines = lines(draft).filter(|(section, ..)| *section == number);
    lines.map(|(.., item)| format!("{}：{}", item.label, item.text)).collect::<Vec<_>>().join("\n")
}
