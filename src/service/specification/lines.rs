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

/// The value of a fact with its unit; nothing when the owner does not know.
pub(super) fn value(fact: &Fact) -> Option<String> {
    let value = fact.value.as_ref().filter(|_| fact.state != FactState::Unknown)?;
    let unit = fact.unit.as_deref().unwrap_or_default();
    let counted = !unit.is_empty() && !value.ends_with(unit);
    Some(if counted { format!("{value}{unit}") } else { value.clone() })
}

/// A line of what the owner stated, when it is known.
pub(super) fn owner(label: &str, fact: Option<&Fact>) -> Option<Item> {
    let fact = fact?;
    let text = value(fact)?;
    let quote = fact.quote.clone().or_else(|| fact.value.clone())?;
    Some(line(label, &text, Origin::Owner { quote }))
}

/// A line with the answer to a criterion, when it has one: the owner's words, or the case that it rests on.
pub(super) fn answer(label: &str, dossier: &Dossier, criterion: &str) -> Option<Item> {
    let answer = dossier.answers.get(criterion).filter(|answer| answer.score.is_some())?;
    let origin = match &answer.source {
        Some(id) => Origin::Case { id: id.clone() },
        None => Origin::Owner { quote: answer.quote.clone() },
    };
    Some(line(label, &answer.quote, origin))
}

/// A line.
pub(super) fn line(label: &str, text: &str, origin: Origin) -> Item {
    Item { label: label.to_owned(), text: text.to_owned(), origin, doubtful: false }
}

/// One line for each text, all under one label.
pub(super) fn list(label: &str, texts: &[String]) -> Vec<Item> {
    texts.iter().map(|text| playbook(label, text)).collect()
}
