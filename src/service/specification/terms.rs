//! What the owner's words call for: the technical terms of the trade, and the lines that only such needs have.

use super::lines::{line, playbook};
use super::need::Need;
use crate::domain::{Item, Origin, Playbook, Requirement, TermKind};
use crate::service::drafting::WriteInput;
use crate::service::understanding::Meaning;
use crate::text::simplified;

/// One line for each word of the need that has a technical name.
pub(super) fn terms(input: &WriteInput<'_>) -> Vec<Item> {
    let needs: Vec<&str> = input.dossier.needs(input.knowledge).map(String::as_str).collect();
    let words = needs.join("\n");
    let mut items: Vec<Item> = vec![];
    for found in input.lexicon.find(&words) {
        let mut candidates: Vec<_> = found
            .meanings
            .iter()
            .filter_map(|meaning| match meaning {
                Meaning::Term(index, term) if term.technical != found.word && is_technical(term.kind) => {
                    Some((*index, term))
                }
                _ => None,
            })
            .collect();
        candidates.sort_by_key(|(index, _)| input.lexicon.sector(*index) != input.dossier.sector.as_ref());
        let own = candidates.first().filter(|(index, _)| {
            let sector = input.lexicon.sector(*index);
            let alone = input.dossier.sector.is_none() && candidates.len() == 1;
            sector.is_none() || sector == input.dossier.sector.as_ref() || alone
        });
        let label = format!("行话「{}」", found.word);
        let known = items.iter().any(|item| item.label == label);
        if let Some((_, term)) = own.filter(|_| !known) {
            let text = format!("{}（{}）", term.technical, term.english);
            items.push(line(&label, &text, Origin::Owner { quote: found.word.to_owned() }));
        }
    }
    items
}

/// Kinds of words that an engineer must read in his own terms.
fn is_technical(kind: TermKind) -> bool {
    matches!(kind, TermKind::Defect | TermKind::Process | TermKind::Equipment | TermKind::Material | TermKind::Measure)
}

/// Most such lines in a section.
const MOST: usize = 8;

/// The requirements of a section that the talk calls for: those of the book it is written by, then those of the task's own
/// that name its trouble.
pub(super) fn required(section: u8, need: &Need<'_>) -> Vec<Item> {
    let said = simplified(&need.input.dossier.words());
    let of = |book: &Playbook, named: bool| -> Vec<Item> {
        let wanted = |required: &&Requirement| {
            required.section == section && required.is_called_for(&said) && !(named && required.signals.is_empty())
        };
        book.requirements.iter().filter(wanted).map(|required| playbook(&required.label, &required.text)).collect()
    };
    let book = need.book.map(|book| of(book, false)).unwrap_or_default();
    let own = need.task.filter(|task| need.book.is_none_or(|book| book.task != task.task));
    let own = own.map(|task| of(task, true)).unwrap_or_default();
    book.into_iter().chain(own).take(MOST).collect()
}
