//! Takes the words and character n-grams out of a text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};
use jieba_rs::Jieba;

use super::stop::{is_particle, is_stop_word};
use super::{Feature, FeatureKind, is_han, normalise};

/// Half a million words: loaded once a process and never copied.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The general dictionary.
pub(super) fn dictionary() -> &'static Jieba {
    &JIEBA
}

/// Splits text into features with a general dictionary and the words of the trade.
///
/// The words of the trade are found beside jieba's, by an automaton, and not through jieba's own user dictionary: a copy
/// of that costs some 40 MB for each version of the glossary, and jieba would let one word hide another that overlaps it.
#[derive(Debug)]
pub struct Analyzer {
    user_words: AhoCorasick,
}

impl Analyzer {
    /// An analyser that also knows these words (normalised here; shorter than two characters are left out).
    ///
    /// # Errors
    /// When the words are too many for an automaton (hundreds of megabytes).
    pub fn new<'a>(user_words: impl IntoIterator<Item = &'a str>) -> Result<Self, BuildError> {
        let mut words: Vec<String> = user_words.into_iter().map(|w| normalise(w.trim())).collect();
        words.retain(|word| word.chars().nth(1).is_some() && !is_stop_word(word));
        words.sort_unstable();
        words.dedup();
        let user_words = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&words)?;
        Ok(Self { user_words })
    }

    /// The features of a text with the number of times each occurs, in a fixed order.
    pub fn terms(&self, text: &str) -> Vec<(Feature, u32)> {
        self.normalised_terms(&normalise(text))
    }

    /// As [`Self::terms`], for text that is normalised already.
    pub fn normalised_terms(&self, text: &str) -> Vec<(Feature, u32)> {
        let mut words: BTreeMap<&str, u32> = BTreeMap::new();
        for word in JIEBA.cut_for_search(text, true) {
            if is_word(word) {
                *words.entry(word).or_default() += 1;
            }
        }
        let mut of_trade: BTreeMap<&str, u32> = BTreeMap::new();
        for found in self.user_words.find_overlapping_iter(text) {
            *of_trade.entry(&text[found.span()]).or_default() += 1;
        }
        for (word, count) in of_trade {
            // A word that both know counts once for each place.
            let known = words.entry(word).or_default();
            *known = count.max(*known);
        }
        let mut terms: Vec<_> =
            words.into_iter().map(|(word, count)| (Feature::new(FeatureKind::Word, word), count)).collect();
        terms.extend(grams(text));
        terms
    }
}

/// Whether what jieba cut out is worth counting as a word: two characters or more, not a bare number, not a stop word.
fn is_word(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().all(char::is_alphanumeric)
        && word.chars().any(|c| !c.is_ascii_digit())
        && !is_stop_word(word)
}

/// Single characters and neighbouring pairs of each run of Chinese characters.
fn grams(text: &str) -> Vec<(Feature, u32)> {
    let mut single: BTreeMap<&str, u32> = BTreeMap::new();
    let mut pairs: BTreeMap<&str, u32> = BTreeMap::new();
    let mut before: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        if !is_han(c) {
            before = None;
            continue;
        }
        let end = at + c.len_utf8();
        if !is_particle(c) {
            *single.entry(&text[at..end]).or_default() += 1;
        }
        if let Some((start, first)) = before.replace((at, c))
            && !(is_particle(first) && is_particle(c))
        {
            *pairs.entry(&text[start..end]).or_default() += 1;
        }
    }
    let of = |kind| move |(text, count): (&str, u32)| (Feature::new(kind, text), count);
    single.into_iter().map(of(FeatureKind::Unigram)).chain(pairs.into_iter().map(of(FeatureKind::Bigram))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(analyzer: &Analyzer, text: &str) -> Vec<String> {
        let terms = analyzer.terms(text).into_iter();
        terms.filter(|(f, _)| f.kind == FeatureKind::Word).map(|(f, _)| f.text).collect()
    }

    #[test]
    fn words_of_the_trade_are_found_beside_the_dictionary() {
        let plain = Analyzer::new([]).unwrap();
        let trade = Analyzer::new(["飞边", "看布", "壓鑄件飛邊"]).unwrap();
        assert!(!words(&plain, "师傅看布看不出压铸件飞边").contains(&"压铸件飞边".to_owned()));
        let found = words(&trade, "师傅看布看不出压铸件飞边");
        for word in ["看布", "飞边", "压铸件飞边", "师傅"] {
            assert!(found.contains(&word.to_owned()), "{word} in {found:?}");
        }
    }

    #[test]
    fn stop_words_bare_numbers_and_punctuation_are_no_words() {
        let plain = Analyzer::new([]).unwrap();
        assert_eq!(words(&plain, "我们 能不能 2024 ， 是不是 ERP"), ["erp"]);
        assert!(plain.terms(" ，。!?\n").is_empty());
        assert!(plain.terms("").is_empty());
    }

    #[test]
    fn n_grams_stay_inside_a_run_of_chinese_characters() {
        let plain = Analyzer::new([]).unwrap();
        let terms = plain.terms("鞋面，鞋底A划");
        let count = |kind, text: &str| terms.iter().find(|(f, _)| f == &Feature::new(kind, text)).map(|(_, n)| *n);
        assert_eq!(count(FeatureKind::Unigram, "鞋"), Some(2));
        assert_eq!(count(FeatureKind::Bigram, "鞋面"), Some(1));
        assert_eq!(count(FeatureKind::Bigram, "面鞋"), None);
        assert_eq!(count(FeatureKind::Bigram, "底划"), None);
    }
}
