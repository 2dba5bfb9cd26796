//! Small makers of specification lines, so that the sections read as lists of what they hold.

use crate::domain::{Dossier, Fact, FactState, Item, Origin, TO_CONFIRM};

/// A line from the playbook.
pub(super) fn playbook(label: &str, text: &str) -> Item {
    line(label, text, Origin::Playbook)
}

/// A line that the service itself is responsible for.
pub(super) fn service(label: &str, text: &str) -> Item {
    line(label, text, Origin::Service)
}

/// A line from the rubric.
pub(super) fn rubric(label: &str, text: &str) -> Item {
    line(label, text, Origin::Rubric)
}

/// A line that nobody has filled yet.
pub(super) fn open(label: &str) -> Item {
    line(label, TO_CONFIRM, Origin::ToConfirm)
}

/// A line of the owner's own words, or an open one.
pub(super) fn owner(label: &str, fact: Option<&Fact>) -> Item {
    let known = fact.filter(|fact| fact.state != FactState::Unknown);
    match known.and_then(|fact| Some((fact.value.as_ref()?, fact))) {
        Some((value, fact)) => {
            let text = format!("{value}{}", fact.unit.as_deref().unwrap_or_default());
            let quote = fact.quote.clone().unwrap_or_else(|| value.clone());
            line(label, &text, Origin::Owner { quote })
        }
        None => open(label),
    }
}

/// A line with the owner's answer to a criterion, or an open one.
pub(super) fn answer(label: &str, dossier: &Dossier, criterion: &str) -> Item {
    match dossier.answers.get(criterion).filter(|answer| answer.score.is_some()) {
        Some(answer) => line(label, &answer.quote, Origin::Owner { quote: answer.quote.clone() }),
        None => open(label),
    }
}

/// A line.
pub(super) fn line(label: &str, text: &str, origin: Origin) -> Item {
    Item { label: label.to_owned(), text: text.to_owned(), origin }
}

/// One line for each text, numbered by its label.
pub(super) fn list(label: &str, texts: &[String]) -> Vec<Item> {
    texts.iter().map(|text| playbook(label, text)).collect()
}
