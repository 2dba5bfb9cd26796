//! Makes a text fit for strangers: identifiers hidden, places cut to their city, telling amounts as ranges.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::propose::Hidden;
use crate::domain::afterwards::{coarse_amounts, coarse_places};
use crate::redaction::{Kind, Redactor, Vault};

/// A placeholder with its kind, with or without its number.
static PLACEHOLDER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let labels = Kind::ALL.map(Kind::label).join("|");
    Regex::new(&format!("〔({labels})[0-9]*〕")).ok()
});

/// Goes over the texts of one case and keeps account of what was hidden.
pub(in crate::service) struct Coarse<'a> {
    redactor: &'a Redactor,
    vault: Vault,
    /// How often each kind of identifier was hidden.
    pub(in crate::service) kinds: BTreeMap<String, usize>,
    /// What stood there and what stands there now, in the order in which it was met.
    pub(in crate::service) hidden: Vec<Hidden>,
}

impl<'a> Coarse<'a> {
    /// Knows every original that the vault of the talk holds.
    pub(super) fn new(redactor: &'a Redactor, vault: Vault) -> Self {
        Self { redactor, vault, kinds: BTreeMap::new(), hidden: vec![] }
    }

    /// The text for strangers.
    pub(in crate::service) fn over(&mut self, text: &str) -> String {
        let masked = self.redactor.mask_known(text, &mut self.vault).as_str().to_owned();
        if let Some(pattern) = &*PLACEHOLDER {
            for found in pattern.captures_iter(&masked) {
                *self.kinds.entry(found[1].to_owned()).or_default() += 1;
                let original = self.vault.restore(&found[0]);
                let after = format!("〔{}〕", &found[1]);
                // One that was hidden before the release has no original here.
                if original != after && original != found[0] {
                    self.note(original, after);
                }
            }
        }
        let blank = self.redactor.blank(text, &self.vault);
        let placed = coarse_places(&blank);
        self.note_changes(&blank, &placed);
        // Not by comparing letters: 13.7 and 10 share one, and 3.7 was never said.
        coarse_amounts(&placed, |before, after| self.note(before.to_owned(), after.to_owned()))
    }

    /// Notes the parts in which two texts differ.
    fn note_changes(&mut self, before: &str, after: &str) {
        for part in parts(before, after) {
            if let Part::Other(before, after) = part {
                self.note(before, after);
            }
        }
    }

    fn note(&mut self, before: String, after: String) {
        match self.hidden.iter_mut().find(|known| known.before == before && known.after == after) {
            Some(known) => known.count += 1,
            None => self.hidden.push(Hidden { before, after, count: 1 }),
        }
    }
}

/// A part of two texts that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::service) enum Part {
    /// In both.
    Same(String),
    /// What stands in the first and what stands in the second; one of them may be empty.
    Other(String, String),
}

/// Two texts part by part; a number with its unit is never torn apart.
pub(in crate::service) fn parts(before: &str, after: &str) -> Vec<Part> {
    use similar::{DiffOp, TextDiff};
    let (old, new) = (tokens(before), tokens(after));
    let diff = TextDiff::from_slices(&old, &new);
    let text = |tokens: &[&str], range: std::ops::Range<usize>| tokens.get(range).unwrap_or_default().concat();
    let part = |op: &DiffOp| {
        let (gone, made) = (text(&old, op.old_range()), text(&new, op.new_range()));
        if matches!(op, DiffOp::Equal { .. }) { Part::Same(gone) } else { Part::Other(gone, made) }
    };
    diff.ops().iter().map(part).collect()
}

/// The signs of a text one by one, numbers with their units as one.
fn tokens(text: &str) -> Vec<&str> {
    let (mut found, mut from) = (vec![], 0);
    let mut before = None;
    for (at, sign) in text.char_indices() {
        let digit = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
        let unit = |sign: char| matches!(sign, '十' | '百' | '千' | '万' | '亿' | '元' | '块');
        let goes_on =
            before.is_some_and(|known| digit(known) && (digit(sign) || unit(sign)) || unit(known) && unit(sign));
        if at > from && !goes_on {
            found.extend(text.get(from..at));
            from = at;
        }
        before = Some(sign);
    }
    found.extend(text.get(from..).filter(|rest| !rest.is_empty()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_shown_whole_beside_what_it_became() {
        let found = parts("一年赔了13.7万元，六人", "一年赔了10万至20万元，六人");
        let other = Part::Other("13.7万元".into(), "10万至20万元".into());
        assert_eq!(found, [Part::Same("一年赔了".into()), other, Part::Same("，六人".into())]);
        assert_eq!(parts("", ""), []);
        assert_eq!(tokens("花23,456元买3台"), ["花", "23,456元", "买", "3", "台"]);
    }
}
