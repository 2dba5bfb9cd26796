//! What a service provider reads: every identifier becomes the name of its kind, and nothing can bring it back.

use super::facts::identity;
use crate::domain::{Item, Origin, Specification};
use crate::service::drafting::WriteInput;

/// Masks title, sections and findings; the owner's reading keeps his own words.
pub(super) fn mask(draft: &mut Specification, input: &WriteInput<'_>) {
    let named = input.dossier.facts.iter();
    let named: Vec<(&str, &str)> =
        named.filter_map(|fact| Some((fact.value.as_deref()?, identity(&fact.key)?))).collect();
    let blank = |text: &mut String, published: bool| {
        // What a fact names stands masked wherever it stands, whether or not a rule would know it for a name.
        let known = named.iter().filter(|(name, _)| name.chars().count() > 1);
        let hidden = known.fold(text.clone(), |text, (name, word)| text.replace(name, word));
        *text = if published { input.vault.blank(&hidden) } else { input.redactor.blank(&hidden, input.vault) };
    };
    blank(&mut draft.title, false);
    for section in draft.sections.iter_mut().filter(|section| section.number > 0) {
        // Policies and standards carry the names of those who published them.
        let own = section.items.iter_mut().filter(|item| !matches!(item.origin, Origin::Policy { .. }));
        own.for_each(|item| {
            // A rule that looks for names would tear some out of published words.
            let published = matches!(item.origin, Origin::Playbook | Origin::Rubric | Origin::Service);
            blank(&mut item.label, published);
            blank(&mut item.text, published);
            if let Origin::Owner { quote } = &mut item.origin {
                blank(quote, false);
            }
        });
        section.items.retain(|item| !only_a_mask(item));
    }
    draft.findings.iter_mut().for_each(|finding| blank(&mut finding.message, false));
}

/// A line of which nothing is left but 〔电话〕 tells a provider nothing.
fn only_a_mask(item: &Item) -> bool {
    let text = item.text.trim();
    text.starts_with('〔') && text.find('〕').is_some_and(|end| end + '〕'.len_utf8() == text.len())
}
