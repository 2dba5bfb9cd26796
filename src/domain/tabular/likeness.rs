//! How alike two entries are in what they say, and which rows of a file may be alike at all.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::TableKind;

/// From here on two entries are shown side by side.
pub const ALIKE: f64 = 0.7;
/// Numbers in a sketch, and how many of them must be the same for two rows to be compared at all.
const NUMBERS: usize = 48;
const BAND: usize = 4;

/// The words of an entry that tell it from others.
pub fn telling(kind: TableKind, body: &Value) -> String {
    let keys: &[&str] = match kind {
        TableKind::Case => &["title", "process_step", "owner_words", "problem", "approach"],
        TableKind::Policy => &["title", "issuer", "region", "summary"],
        TableKind::Term => &[],
    };
    let text = keys.iter().filter_map(|key| body.get(key).and_then(Value::as_str));
    text.flat_map(str::chars).filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The letters of a text as [`telling`] gives those of an entry, at most so many.
pub fn letters(text: &str, most: usize) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).take(most).collect()
}

/// How much of a short text a long one says, from 0 to 1: the share of the short one's pairs of letters that the long one has
/// as often.
pub fn contained(long: &str, short: &str) -> f64 {
    let mut counts: HashMap<(char, char), i64> = HashMap::new();
    for pair in pairs(long) {
        *counts.entry(pair).or_default() += 1;
    }
    let (mut shared, mut all) = (0.0, 0.0);
    for pair in pairs(short) {
        all += 1.0;
        if let Some(left) = counts.get_mut(&pair).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1.0;
        }
    }
    if all > 0.0 { shared / all } else { 0.0 }
}

/// How alike two texts are, from 0 to 1: the share of pairs of letters that they have in common (Dice).
pub fn likeness(one: &str, other: &str) -> f64 {
    let mut counts: HashMap<(char, char), i64> = HashMap::new();
    let (mut shared, mut all) = (0.0, 0.0);
    for pair in pairs(one) {
        *counts.entry(pair).or_default() += 1;
        all += 1.0;
    }
    for pair in pairs(other) {
        all += 1.0;
        if let Some(left) = counts.get_mut(&pair).filter(|left| **left > 0) {
            *left -= 1;
            shared += 2.0;
        }
    }
    if all > 0.0 { shared / all } else { 0.0 }
}

/// From 0 to 1 as a percentage.
pub fn percent(alike: f64) -> u8 {
    let whole = format!("{:.0}", (alike * 100.0).clamp(0.0, 100.0));
    whole.parse().unwrap_or(0)
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    text.chars().zip(text.chars().skip(1))
}

/// The rows that were read so far, in a few bytes each: finds an earlier row that says nearly the same.
#[derive(Debug, Default)]
pub struct Sketch {
    bands: HashMap<(usize, u64), u32>,
    numbers: HashMap<u32, [u32; NUMBERS]>,
}

impl Sketch {
    /// An earlier row that says nearly the same as this one, and how alike they are (estimated); remembers the row.
    pub fn meet(&mut self, row: u32, text: &str) -> Option<(u32, f64)> {
        let numbers = numbers(text);
        let mut best: Option<(u32, f64)> = None;
        for (band, part) in numbers.chunks(BAND).enumerate() {
            let place = (band, hash(&part));
            if let Some(earlier) = self.bands.get(&place)
                && let Some(theirs) = self.numbers.get(earlier)
            {
                let same = numbers.iter().zip(theirs).filter(|(a, b)| a == b).count();
                let jaccard =
                    f64::from(u32::try_from(same).unwrap_or(0)) / f64::from(u32::try_from(NUMBERS).unwrap_or(1));
                // In the measure of `likeness`.
                let alike = 2.0 * jaccard / (1.0 + jaccard);
                if best.is_none_or(|(_, before)| alike > before) {
                    best = Some((*earlier, alike));
                }
            } else {
                self.bands.insert(place, row);
            }
        }
        self.numbers.insert(row, numbers);
        best.filter(|(_, alike)| *alike >= ALIKE)
    }
}

/// The smallest of many scrambled numbers of the text's pairs: texts that share pairs share such numbers (`MinHash`).
fn numbers(text: &str) -> [u32; NUMBERS] {
    let mut smallest = [u32::MAX; NUMBERS];
    for pair in pairs(text) {
        let start = hash(&pair);
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        for one in &mut smallest {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mixed = (start ^ seed).wrapping_mul(0xff51_afd7_ed55_8ccd);
            let short = u32::try_from((mixed ^ (mixed >> 29)) >> 32).unwrap_or(u32::MAX);
            *one = (*one).min(short);
        }
    }
    smallest
}

/// The same on every run: [`DefaultHasher::new`] has fixed keys.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
