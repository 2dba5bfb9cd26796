//! The glossary as the index uses it: words for the analyser, translations for queries.

use sha2::{Digest, Sha256};

use super::IndexError;
use super::expand::Expander;
use super::query::wanted;
use crate::domain::{SectorGlossary, Why, WhyFrom};
use crate::text::{Analyzer, FeatureKind};

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

    /// The words that a search looks for, weightiest first: the text's own, then those that the glossary adds with that share.
    pub fn reads(&self, text: &str, glossary: f32) -> Vec<Why> {
        let wanted = wanted(text, self, glossary).into_iter().filter(|wanted| wanted.feature.kind == FeatureKind::Word);
        let mut words: Vec<Why> =
            wanted.map(|w| Why { term: w.feature.text, weight: w.weight, from: w.from }).collect();
        let own = |why: &Why| why.from == WhyFrom::Words;
        words.sort_by(|a, b| own(b).cmp(&own(a)).then(b.weight.total_cmp(&a.weight)).then_with(|| a.term.cmp(&b.term)));
        words
    }
}
