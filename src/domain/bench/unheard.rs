//! Words that owners use in several talks and that nobody of us knows: neither the glossary nor anything else that is known.

use std::collections::{BTreeMap, BTreeSet};

use super::Need;

/// Talks in which a word must stand: fewer would tell an owner's private words.
pub const LEAST_TALKS: usize = 3;
/// Words in the list.
const MOST: usize = 40;
/// Trades that are named of a word.
const TRADES: usize = 3;

/// What was heard in one talk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// The group of trades and the name of the trade.
    pub trade: Option<(String, String)>,
    /// What may be a word, each with the loose characters that it is put together from; none for a word of the dictionary.
    pub words: BTreeMap<String, BTreeSet<char>>,
    /// Every character that stands loose somewhere.
    pub loose: BTreeSet<char>,
}

impl Heard {
    /// The trade of a need, as a list names it.
    pub fn trade_of(need: &Need) -> Option<(String, String)> {
        need.sector.as_ref().map(|sector| (need.key().group, sector.name.clone()))
    }
}

/// A word that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// The word.
    pub word: String,
    /// Talks in which it was said.
    pub talks: usize,
    /// The trades of these talks with how many they are, most first: group, name, talks.
    pub trades: Vec<(String, String, usize)>,
}

/// Words heard in at least [`LEAST_TALKS`] talks, before anybody has looked whether they are known.
pub fn often_heard(talks: &[Heard]) -> BTreeMap<&str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in talks.iter().flat_map(|talk| talk.words.keys()) {
        *counts.entry(word).or_default() += 1;
    }
    counts.retain(|_, talks| *talks >= LEAST_TALKS);
    counts
}

/// The words that nobody knows, those of most talks first. `known` is what of [`often_heard`] is known.
pub fn unheard(talks: &[Heard], known: &BTreeSet<&str>) -> Vec<Unheard> {
    let mut counts = often_heard(talks);
    counts.retain(|word, talks_with| !known.contains(word) && holds_together(word, *talks_with, talks));
    let mut words: Vec<(&str, usize)> =
        counts.iter().filter(|(word, talks)| stands_alone(word, **talks, &counts)).map(|(w, n)| (*w, *n)).collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.chars().count().cmp(&a.0.chars().count())).then(a.0.cmp(b.0)));
    words.truncate(MOST);
    words
        .into_iter()
        .map(|(word, n)| Unheard { word: word.to_owned(), talks: n, trades: trades(word, talks) })
        .collect()
}

/// Whether loose characters make a word: the rarest of them stands in it in at least half of the talks that have it at all.
fn holds_together(word: &str, with: usize, talks: &[Heard]) -> bool {
    let pieces = talks.iter().find_map(|talk| talk.words.get(word));
    let rarest = pieces.into_iter().flatten().map(|c| talks.iter().filter(|talk| talk.loose.contains(c)).count()).min();
    rarest.is_none_or(|rarest| with * 2 >= rarest)
}

/// Whether a word is more than a part of a longer one, and no longer one around a word that is said more often.
fn stands_alone(word: &str, talks: usize, counts: &BTreeMap<&str, usize>) -> bool {
    counts.iter().filter(|(other, _)| **other != word).all(|(other, n)| {
        let part = other.contains(word) && *n >= talks;
        let around = word.contains(other) && *n > talks;
        !part && !around
    })
}

fn trades(word: &str, talks: &[Heard]) -> Vec<(String, String, usize)> {
    let mut found: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    let of = talks.iter().filter(|talk| talk.words.contains_key(word)).filter_map(|talk| talk.trade.as_ref());
    for (group, name) in of {
        found.entry(group).or_insert((name, 0)).1 += 1;
    }
    let mut found: Vec<(String, String, usize)> =
        found.into_iter().map(|(group, (name, n))| (group.to_owned(), name.to_owned(), n)).collect();
    found.sort_by_key(|(.., n)| std::cmp::Reverse(*n));
    found.truncate(TRADES);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(words: &[(&str, &str)], loose: &str) -> Heard {
        let words = words.iter().map(|(word, pieces)| ((*word).to_owned(), pieces.chars().collect())).collect();
        Heard { trade: Some(("C195".to_owned(), "制鞋".to_owned())), words, loose: loose.chars().collect() }
    }

    fn told(talks: &[Heard], known: &[&str]) -> Vec<(String, usize)> {
        unheard(talks, &known.iter().copied().collect()).into_iter().map(|found| (found.word, found.talks)).collect()
    }

    #[test]
    fn a_word_of_two_talks_is_nobodys_business() {
        let talk = heard(&[("蛤蟆皮", "")], "");
        assert!(told(&[talk.clone(), talk.clone()], &[]).is_empty());
        let found = unheard(&[talk.clone(), talk.clone(), talk.clone()], &BTreeSet::new());
        assert_eq!(found[0].trades, [("C195".to_owned(), "制鞋".to_owned(), 3)]);
        assert!(told(&[talk.clone(), talk.clone(), talk], &["蛤蟆皮"]).is_empty());
    }

    #[test]
    fn of_a_word_and_its_parts_one_is_told() {
        let long = heard(&[("蛤蟆皮纹", ""), ("蛤蟆皮", ""), ("皮纹", "")], "");
        let all = [long.clone(), long.clone(), long.clone()];
        assert_eq!(told(&all, &[]), [("蛤蟆皮纹".to_owned(), 3)]);
        let more = [long.clone(), long.clone(), long, heard(&[("蛤蟆皮", "")], "")];
        assert_eq!(told(&more, &[]), [("蛤蟆皮".to_owned(), 4)]);
    }

    #[test]
    fn characters_that_only_met_are_no_word() {
        let mut talks = vec![heard(&[("机停", "机停")], "机停"); 3];
        talks.extend(vec![heard(&[], "机停"); 4]);
        assert!(told(&talks, &[]).is_empty());
        let own = vec![heard(&[("毳毛", "毳毛")], "毳毛"); 3];
        assert_eq!(told(&own, &[]).len(), 1);
    }
}
