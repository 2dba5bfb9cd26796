//! Takes out of a text what may be a word, those that no dictionary has among it.

use std::collections::{BTreeMap, BTreeSet};

use super::analyzer::dictionary;
use super::normal::{is_han, normalise};
use super::stop::{is_particle, is_stop_word};

/// The longest word, in characters: of the dictionary, put together, of letters.
const LONGEST: usize = 6;
const JOINED: usize = 5;
const LETTERS: usize = 12;
/// Most pieces that are put together.
const PIECES: usize = 4;
/// Beginnings of the dictionary's marks for what is no term: names of people, places and firms, numbers, times, and what binds a
/// sentence together.
const NO_TERMS: [&str; 17] = ["nr", "ns", "nt", "m", "q", "t", "r", "d", "p", "c", "u", "y", "e", "o", "f", "w", "zg"];
/// What stands at the end of a firm's name: what is before it is nobody's word.
const FIRMS: [&str; 4] = ["公司", "集团", "有限", "股份"];
/// Loose characters of everyday speech that part words.
const PARTING: &str = "能想做用叫多少好老太再总常没别更最才刚很真都全该怎只每几各某仅均未非往向由按照靠替并而且";

/// What may be words in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likely {
    /// Each with the loose characters that it is put together from; none for a word of the dictionary.
    pub words: BTreeMap<String, BTreeSet<char>>,
    /// Every character that the dictionary leaves loose.
    pub loose: BTreeSet<char>,
}

impl Likely {
    /// The words of a text.
    ///
    /// A word that the dictionary does not have falls apart in it: 飞边 becomes 飞 and 边. So neighbours are put together as
    /// long as at most one of them is whole; two words of the dictionary side by side are no new word.
    pub fn of(text: &str) -> Self {
        let text = normalise(text);
        let mut found = Self::default();
        let mut run: Vec<&str> = vec![];
        for piece in dictionary().tag(&text, false) {
            if FIRMS.iter().any(|firm| piece.word.contains(firm)) {
                run.clear();
            } else if bears(piece.word, piece.tag) {
                run.push(piece.word);
            } else {
                found.take(&run);
                run.clear();
            }
        }
        found.take(&run);
        found
    }

    /// Takes the words out of pieces that stand side by side.
    fn take(&mut self, run: &[&str]) {
        for (at, piece) in run.iter().enumerate() {
            match single(piece) {
                Some(loose) => {
                    self.loose.insert(loose);
                }
                None => {
                    self.words.entry((*piece).to_owned()).or_default();
                }
            }
            for to in at + 2..=run.len().min(at + PIECES) {
                self.join(&run[at..to]);
            }
        }
    }

    fn join(&mut self, pieces: &[&str]) {
        let loose: BTreeSet<char> = pieces.iter().filter_map(|piece| single(piece)).collect();
        let word = pieces.concat();
        let whole = pieces.iter().filter(|piece| single(piece).is_none()).count();
        if !loose.is_empty() && whole <= 1 && word.chars().count() <= JOINED && word.chars().all(is_han) {
            self.words.entry(word).or_insert(loose);
        }
    }
}

/// The character of a piece that is one.
fn single(piece: &str) -> Option<char> {
    let mut characters = piece.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// Whether a piece may stand in a term.
fn bears(word: &str, tag: &str) -> bool {
    let letters = word.chars().count();
    if word.chars().all(|c| c.is_ascii_alphabetic()) {
        return (2..=LETTERS).contains(&letters) && !is_stop_word(word);
    }
    let function = NO_TERMS.iter().any(|mark| tag.starts_with(mark));
    let parting = single(word).is_some_and(|c| is_particle(c) || PARTING.contains(c));
    let han = word.chars().all(is_han);
    han && letters <= LONGEST && !parting && !is_stop_word(word) && (!function || single_term(word, tag))
}

/// A single character that the dictionary marks as a unit, a direction or an adverb can be a part of a term all the same: 飞边, 水口.
fn single_term(word: &str, tag: &str) -> bool {
    single(word).is_some() && ["q", "f", "d", "p", "zg"].contains(&tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Likely::of(text).words.into_keys().collect()
    }

    #[test]
    fn a_word_that_no_dictionary_has_is_put_together() {
        for (text, word) in
            [("压铸件飞边老是修不干净", "飞边"), ("鞋面起了蛤蟆斑", "蛤蟆斑"), ("上MES以后还是乱", "mes")]
        {
            assert!(words(text).contains(&word.to_owned()), "{word} in {:?}", words(text));
        }
        assert_eq!(Likely::of("飞边").words["飞边"], ['飞', '边'].into_iter().collect());
    }

    #[test]
    fn two_words_side_by_side_are_none_and_neither_are_names_and_numbers() {
        let found = words("温州的机器故障，王建国说了三次，每天200件，订单号A3391");
        for none in ["机器故障", "温州", "王建国", "三次", "a3391", "每天"] {
            assert!(!found.contains(&none.to_owned()), "{none} in {found:?}");
        }
        assert!(found.contains(&"机器".to_owned()) && found.contains(&"故障".to_owned()), "{found:?}");
        assert!(words("，。 12").is_empty());
        assert!(words("退货给宏昇鞋业有限公司").iter().all(|word| !word.contains('宏') && !word.contains("鞋业")));
    }
}
