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
        let coarse = coarse_amounts(&placed);
        self.note_changes(&placed, &coarse);
        coarse
    }

    /// Notes the parts in which two texts differ.
    fn note_changes(&mut self, before: &str, after: &str) {
        use similar::{DiffOp, TextDiff};
        let diff = TextDiff::from_chars(before, after);
        let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
        let part = |text: &[char], range: std::ops::Range<usize>| -> String {
            text.get(range).unwrap_or_default().iter().collect()
        };
        for op in diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
            self.note(part(&old, op.old_range()), part(&new, op.new_range()));
        }
    }

    fn note(&mut self, before: String, after: String) {
        match self.hidden.iter_mut().find(|known| known.before == before && known.after == after) {
            Some(known) => known.count += 1,
            None => self.hidden.push(Hidden { before, after, count: 1 }),
        }
    }
}
