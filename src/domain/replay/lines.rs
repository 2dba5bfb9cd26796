//! In which lines two specifications of one need differ.

use std::collections::BTreeMap;

use crate::domain::{Section, Specification};

/// A line that is not in both, or not in the same words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// Its section.
    pub section: u8,
    /// What it is about.
    pub label: String,
    /// What it said; nothing when it is new.
    pub before: Option<String>,
    /// What it says; nothing when it is gone.
    pub after: Option<String>,
}

/// The lines that differ, section by section: those about the same are compared, of several about the same the first with
/// the first.
pub fn line_changes(before: &Specification, after: &Specification) -> Vec<LineChange> {
    let numbers = before.sections.iter().chain(&after.sections).map(|section| section.number);
    let numbers: std::collections::BTreeSet<u8> = numbers.collect();
    let of = |specification: &Specification, number| -> Vec<(String, String)> {
        let sections = specification.sections.iter().filter(|section| section.number == number);
        sections.flat_map(lines).collect()
    };
    let found = numbers.into_iter().flat_map(|number| in_section(number, of(before, number), of(after, number)));
    found.collect()
}

fn lines(section: &Section) -> impl Iterator<Item = (String, String)> {
    section.items.iter().map(|item| (item.label.clone(), item.text.clone()))
}

fn in_section(section: u8, mut before: Vec<(String, String)>, mut after: Vec<(String, String)>) -> Vec<LineChange> {
    // What stands in both word for word is no change, wherever it stands.
    before.retain(|line| match after.iter().position(|other| other == line) {
        Some(place) => {
            after.remove(place);
            false
        }
        None => true,
    });
    let mut gone: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (label, text) in before {
        gone.entry(label).or_default().push(text);
    }
    let mut found = vec![];
    for (label, text) in after {
        let texts = gone.get_mut(&label).filter(|texts| !texts.is_empty());
        let before = texts.map(|texts| texts.remove(0));
        found.push(LineChange { section, label, before, after: Some(text) });
    }
    let removed = gone.into_iter().flat_map(|(label, texts)| texts.into_iter().map(move |text| (label.clone(), text)));
    found.extend(removed.map(|(label, text)| LineChange { section, label, before: Some(text), after: None }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AnsweredBy, Item, Origin};

    fn specification(lines: &[(u8, &str, &str)]) -> Specification {
        let section = |number: u8| {
            let items = lines.iter().filter(|line| line.0 == number).map(|(_, label, text)| Item {
                label: (*label).to_owned(),
                text: (*text).to_owned(),
                origin: Origin::Playbook,
                doubtful: false,
            });
            Section { number, title: String::new(), items: items.collect() }
        };
        Specification {
            title: String::new(),
            label: String::new(),
            plain: vec![],
            sections: (0..17).map(section).collect(),
            findings: vec![],
            answered_by: AnsweredBy::Rules,
        }
    }

    #[test]
    fn added_removed_and_reworded_lines_are_told_apart() {
        let before = specification(&[(5, "漏检率", "甲"), (5, "误报率", "乙"), (7, "样品", "丙"), (7, "样品", "丁")]);
        let after = specification(&[(5, "误报率", "乙改"), (5, "节拍", "戊"), (7, "样品", "丁"), (7, "样品", "己")]);
        let change = |section, label: &str, before: Option<&str>, after: Option<&str>| LineChange {
            section,
            label: label.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        assert_eq!(
            line_changes(&before, &after),
            [
                change(5, "误报率", Some("乙"), Some("乙改")),
                change(5, "节拍", None, Some("戊")),
                change(5, "漏检率", Some("甲"), None),
                change(7, "样品", Some("丙"), Some("己")),
            ]
        );
        assert_eq!(line_changes(&before, &before), []);
    }
}
