//! Where a passage stands in a text, whatever blanks and line ends lie between its letters, and the text cut up to show it.

use std::ops::Range;

/// Signs that nobody sees and that are no blanks to Unicode.
const UNSEEN: [char; 3] = ['\u{feff}', '\u{200b}', '\u{00ad}'];

fn seen(sign: char) -> bool {
    !sign.is_whitespace() && !UNSEEN.contains(&sign)
}

/// The letters of a text without its blanks, and where each stands in it.
#[derive(Debug, Clone)]
pub struct Letters {
    letters: String,
    /// For each byte of the letters the byte of the text at which its letter begins.
    places: Vec<usize>,
}

impl Letters {
    /// The letters of a text.
    pub fn of(text: &str) -> Self {
        let (mut letters, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
        for (at, sign) in text.char_indices().filter(|(_, sign)| seen(*sign)) {
            letters.push(sign);
            places.resize(letters.len(), at);
        }
        Self { letters, places }
    }

    /// Where a passage stands for the first time, in bytes of the text.
    pub fn find(&self, passage: &str) -> Option<Range<usize>> {
        let wanted = Self::squeezed(passage);
        let last = wanted.chars().next_back()?.len_utf8();
        let from = self.letters.find(&wanted)?;
        Some(*self.places.get(from)?..self.places.get(from + wanted.len() - last)? + last)
    }

    /// Whether a passage stands in the text.
    pub fn hold(&self, passage: &str) -> bool {
        self.find(passage).is_some()
    }

    /// A text without its blanks.
    pub(super) fn squeezed(text: &str) -> String {
        text.chars().filter(|sign| seen(*sign)).collect()
    }
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'a> {
    /// What it says.
    pub text: &'a str,
    /// Its number among those that are pointed at, from 1.
    pub mark: Option<usize>,
}

/// A text in pieces, some of which are pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked<'a> {
    /// The pieces; together they are the text.
    pub pieces: Vec<Passage<'a>>,
    /// For each of the ranges the number of its piece.
    pub marks: Vec<Option<usize>>,
}

/// Cuts a text up so that these ranges can be pointed at; those that overlap become one piece. A range that is none of the
/// text's gets no piece.
pub fn marked<'a>(text: &'a str, ranges: &[Range<usize>]) -> Marked<'a> {
    let sound = |range: &Range<usize>| range.start < range.end && text.get(range.clone()).is_some();
    let mut sorted: Vec<Range<usize>> = ranges.iter().filter(|range| sound(range)).cloned().collect();
    sorted.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = vec![];
    for range in sorted {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    let (mut pieces, mut at) = (vec![], 0);
    let mut push = |range: Range<usize>, mark| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Passage { text, mark });
        }
    };
    for (number, range) in (1..).zip(&joined) {
        push(at..range.start, None);
        push(range.clone(), Some(number));
        at = range.end;
    }
    push(at..text.len(), None);
    let number = |range: &Range<usize>| {
        let place = joined.iter().position(|whole| whole.start <= range.start && range.end <= whole.end)?;
        sound(range).then_some(place + 1)
    };
    Marked { pieces, marks: ranges.iter().map(number).collect() }
}
