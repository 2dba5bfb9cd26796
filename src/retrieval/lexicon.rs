//! The glossary as the index uses it: words for the analyser, translations for queries.

use sha2::{Digest, Sha256};

use super::IndexError;
use super::expand::Expander;
use crate::domain::SectorGlossary;
use crate::text::Analyzer;

/// The longest word, in characters, that becomes a feature of its own; longer ones are sentences.
const LONGEST_WORD: usize = 8;
/// Characters of the hash of all words.
const DIGEST: usize = 12;

/// Built once for each version of the glossary.
#[derive(Debug)]
pub struct Lexicon {
    pub(super) analyzer: Analyzer,
    pub(super) expander: Expander,
    /// A hash of the words: documents are counted by them.
    pub(super) digest: String,
}

impl Lexicon {
    /// The lexicon of these glossaries.
    ///
    /// # Errors
    /// When the glossary is too large for an automaton.
    pub fn new(glossary: &[SectorGlossary]) -> Result<Self, IndexError> {
        let terms = || glossary.iter().flat_map(|sector| &sector.terms);
        let texts = || terms().flat_map(|term| term.spoken().chain([term.technical.as_str()]));
        let words = texts()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| word.chars().nth(LONGEST_WORD).is_none());
        let analyzer = Analyzer::new(words)?;
        let expander = Expander::new(terms(), &analyzer)?;
        let mut names: Vec<&str> = texts().collect();
        names.sort_unstable();
        names.dedup();
        let mut hash = Sha256::new();
        for name in names {
            hash.update(name);
            hash.update([0]);
        }
        let digest = hex::encode(hash.finalize()).chars().take(DIGEST).collect();
        Ok(Self { analyzer, expander, digest })
    }
}
