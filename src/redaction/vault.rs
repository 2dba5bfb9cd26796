//! The originals behind the placeholders of one conversation.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};

use crate::redaction::kind::Kind;
use crate::redaction::rules::digits::compiled;

/// Anything that has the shape of a placeholder, whoever wrote it.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    let labels = Kind::ALL.map(Kind::label).join("|");
    compiled(&format!("〔({labels})([1-9][0-9]{{0,5}})〕"))
});

/// Placeholder ↔ original, for one conversation; the store keeps it apart from the masked text.
///
/// The original of 〔电话2〕 is the second one listed under its kind, so placeholders stay the same across turns.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vault {
    originals: BTreeMap<Kind, Vec<String>>,
}

impl Vault {
    /// An empty vault.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the originals back, for the owner's eyes; placeholders that this vault never gave out stay as they are.
    pub fn restore(&self, masked: &str) -> String {
        let original = |found: &Captures<'_>| self.original(&found[0]).unwrap_or(&found[0]).to_owned();
        PLACEHOLDER.replace_all(masked, original).into_owned()
    }

    /// The text with every known original replaced by its placeholder, longer ones first.
    ///
    /// Originals of one character are left alone: they stand in too many other words.
    pub(in crate::redaction) fn hide_known(&self, raw: &str) -> String {
        let numbered = |(kind, all): (&Kind, &Vec<String>)| -> Vec<(String, String)> {
            let label = kind.label();
            (1..).zip(all).map(|(number, original)| (original.clone(), format!("〔{label}{number}〕"))).collect()
        };
        let mut known: Vec<(String, String)> = self.originals.iter().flat_map(numbered).collect();
        known.retain(|(original, _)| original.chars().count() >= 2 && !original.contains('〔'));
        known.sort_by_key(|(original, _)| std::cmp::Reverse(original.len()));
        known.iter().fold(raw.to_owned(), |text, (original, placeholder)| text.replace(original, placeholder))
    }

    /// Published text for readers who must never learn the originals: what this vault knows becomes the name of its kind,
    /// and nothing is looked for beyond that.
    pub fn blank(&self, published: &str) -> String {
        unnumbered(&self.hide_known(published))
    }

    /// How many different originals there are of each kind.
    pub fn kinds(&self) -> BTreeMap<Kind, usize> {
        self.originals.iter().map(|(kind, all)| (*kind, all.len())).collect()
    }

    /// Every original: for who must keep them out of what others read.
    pub fn originals(&self) -> impl Iterator<Item = &str> {
        self.originals.values().flatten().map(String::as_str)
    }

    /// The placeholder of an original; the same original always gets the same one.
    pub(in crate::redaction) fn placeholder(&mut self, kind: Kind, original: &str) -> String {
        let all = self.originals.entry(kind).or_default();
        let index = all.iter().position(|known| known == original).unwrap_or_else(|| {
            all.push(original.to_owned());
            all.len() - 1
        });
        format!("〔{}{}〕", kind.label(), index + 1)
    }

    /// What stands behind a placeholder of this vault.
    pub(in crate::redaction) fn original(&self, placeholder: &str) -> Option<&str> {
        let parts = PLACEHOLDER.captures(placeholder)?;
        let number: usize = parts[2].parse().ok()?;
        let all = self.originals.get(&Kind::of_label(&parts[1])?)?;
        all.get(number.checked_sub(1)?).map(String::as_str)
    }
}

/// The text with every placeholder cut down to the name of its kind: 〔公司〕 leads back to nothing.
pub(in crate::redaction) fn unnumbered(masked: &str) -> String {
    PLACEHOLDER.replace_all(masked, "〔$1〕").into_owned()
}

/// Where text has the shape of a placeholder, in bytes.
pub(in crate::redaction) fn placeholder_shapes(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    PLACEHOLDER.find_iter(text).map(|found| found.range())
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Vault").field(&self.kinds()).finish()
    }
}
