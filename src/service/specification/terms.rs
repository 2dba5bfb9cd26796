//! What the owner's words are called by engineers: the trade's own term before a shared one.

use super::lines::line;
use crate::domain::{Item, Origin, TermKind};
use crate::service::drafting::WriteInput;
use crate::service::understanding::Meaning;

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
