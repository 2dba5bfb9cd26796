//! Checks that what is given as the owner's words was really said.

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Origin, Specification};

pub(super) fn check(draft: &Specification, grounds: &Grounds<'_>) -> Vec<Fault> {
    let words = grounds.dossier.words();
    let made_up = lines(draft).filter(|(.., item)| match &item.origin {
        Origin::Owner { quote } => quote.trim().is_empty() || !words.contains(quote.trim()),
        _ => false,
    });
    made_up
        .map(|(section, place, item)| Fault {
            section,
            item: Some(place),
            rule: CheckRule::Quotes,
            message: format!("「{}」引的不是老板原话", item.label),
        })
        .collect()
}
