//! What a text classifier counts in a text: Chinese characters and runs of two and three of them, and whole words of other
//! scripts.

use super::{is_han, normalise};

/// How many different features there can be: the hash keeps so many bits, and 150,000 features share few of their places.
pub(super) const BITS: u32 = 20;

/// What a text is made of, for those who teach several classifiers with the same texts: hashes of its features with
/// damped counts.
#[derive(Debug, Clone)]
pub struct Features(pub(super) Vec<(u32, f32)>);

/// Chinese characters, runs of two and three of them, and whole words of other scripts, as hashes with damped counts.
pub fn features_of(text: &str) -> Features {
    let text = normalise(text);
    let mut found: Vec<u32> = vec![];
    let mut run: Vec<char> = vec![];
    let mut word: Vec<char> = vec![];
    for c in text.chars().chain([' ']) {
        if is_han(c) {
            run.push(c);
            found.extend((1..=run.len().min(3)).map(|length| hash(&run[run.len() - length..])));
        } else {
            run.clear();
        }
        if c.is_alphabetic() && !is_han(c) {
            word.push(c);
        } else if !word.is_empty() {
            found.push(hash(&word));
            word.clear();
        }
    }
    found.sort_unstable();
    Features(found.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, damped(run.len())))).collect())
}

/// The second time that a feature occurs says less than the first.
#[expect(clippy::cast_precision_loss, reason = "a text has some hundred characters")]
fn damped(count: usize) -> f32 {
    1.0 + (count as f32).ln()
}

/// FNV-1a over the characters, the upper bits of it.
fn hash(chars: &[char]) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for c in chars {
        for byte in u32::from(*c).to_le_bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash >> (u32::BITS - BITS)
}
