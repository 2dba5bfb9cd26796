//! The glossary: what the shop floor says, and the technical term for it, by sector.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::AiTask;

/// The words of one trade (one file of `knowledge/glossary`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectorGlossary {
    /// ASCII slug, same as the file name.
    pub sector: String,
    /// Its Chinese name.
    pub name: String,
    /// Prefixes of GB/T 4754-2017 codes; empty for words common to all trades.
    pub codes: Vec<String>,
    /// Words in an owner's sentence that give the trade away.
    pub signs: Vec<String>,
    /// Narrower trades of this one, or all others in the file of other trades.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<TradeGroup>,
    /// Its terms.
    pub terms: Vec<Term>,
}

/// A group or class of GB/T 4754-2017, and the words that give it away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradeGroup {
    /// Letter and three or four digits.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Words in an owner's sentence that give it away.
    pub signs: Vec<String>,
}

/// One entry of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// What people say; unique in its sector.
    pub plain: String,
    /// The technical term.
    pub technical: String,
    /// Other things that people say for it.
    pub synonyms: Vec<String>,
    /// English.
    pub english: String,
    /// What kind of thing it names.
    pub kind: TermKind,
    /// Tasks that the word points to; empty when it points to none.
    pub tasks: Vec<AiTask>,
}

impl Term {
    /// Everything that an owner may say for it.
    pub fn spoken(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.plain.as_str()).chain(self.synonyms.iter().map(String::as_str))
    }
}

/// What kind of thing a term names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum TermKind {
    Defect,
    Process,
    Equipment,
    Material,
    Measure,
    Management,
    Trade,
    It,
    Safety,
    Data,
}
