//! Takes out of a draft what is said twice: the same line, the same answer, the same quote a third time.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Item, Origin, Specification};

/// How often the same words of the owner may be quoted.
const QUOTED: usize = 2;

/// Goes through the sections in order: what comes first stays.
pub(super) fn tidy(draft: &mut Specification) {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    let mut quotes: BTreeMap<String, usize> = BTreeMap::new();
    for section in draft.sections.iter_mut().filter(|section| section.number > 0) {
        section.items.retain_mut(|item| keep(item, &mut texts, &mut quotes));
    }
}

fn keep(item: &mut Item, texts: &mut BTreeSet<String>, quotes: &mut BTreeMap<String, usize>) -> bool {
    if item.origin == Origin::ToConfirm {
        return texts.insert(format!("{}：{}", item.label, item.text));
    }
    if !texts.insert(item.text.clone()) {
        return false;
    }
    let Origin::Owner { quote } = &mut item.origin else { return true };
    let said = quotes.get(quote.as_str()).copied().unwrap_or_default();
    if said >= QUOTED {
        // The value itself is the owner's word as well; a whole sentence a third time is not.
        let value = item.text.split('；').next().unwrap_or_default();
        let shorter = quote.contains(value) && value.len() < quote.len();
        if !shorter {
            return false;
        }
        value.clone_into(quote);
    }
    *quotes.entry(quote.clone()).or_default() += 1;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(text: &str, quote: &str) -> Item {
        Item {
            label: "x".to_owned(),
            text: text.to_owned(),
            origin: Origin::Owner { quote: quote.to_owned() },
            doubtful: false,
        }
    }

    #[test]
    fn a_quote_stands_twice_at_most() {
        let (mut texts, mut quotes) = (BTreeSet::new(), BTreeMap::new());
        let mut keep = |mut item: Item| keep(&mut item, &mut texts, &mut quotes).then_some(item.origin);
        let quote = "六个人看还漏";
        assert!(keep(owner("六个人", quote)).is_some());
        assert!(keep(owner(quote, quote)).is_some());
        assert!(keep(owner(quote, quote)).is_none(), "the same line");
        assert_eq!(keep(owner("漏", quote)), Some(Origin::Owner { quote: "漏".to_owned() }));
        assert!(keep(owner("看不过来", quote)).is_none(), "nothing shorter to quote");
    }
}
