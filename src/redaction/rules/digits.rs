//! Small tools that the number rules share.

use std::ops::Range;

use regex::Regex;

/// A regular expression written in this room; the unit tests compile every one of them.
pub(in crate::redaction) fn compiled(pattern: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "the patterns are constants and tests compile them all")]
    Regex::new(pattern).expect("patterns of this room compile")
}

/// Every match of `rule` that `accept` keeps.
///
/// Of a refused match shorter pieces that end before a separator are tried (a second number may follow the first),
/// and then the search goes on one byte further, because a number may begin inside a refused match.
pub(in crate::redaction) fn scan(
    rule: &Regex,
    hay: &str,
    mut accept: impl FnMut(Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let mut kept = Vec::new();
    let mut from = 0;
    while let Some(found) = rule.find_at(hay, from) {
        from = found.start() + 1;
        let mut tried = Some(found.range());
        while let Some(range) = tried {
            if accept(range.clone()) {
                from = range.end;
                kept.push(range);
                break;
            }
            tried = shorter(rule, hay, &range);
        }
    }
    kept
}

/// The match without its last piece, if the rule still matches all of it.
fn shorter(rule: &Regex, hay: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let piece = hay[range.clone()].rfind([' ', '-'])?;
    let text = hay[range.start..range.start + piece].trim_end_matches([' ', '-']);
    let whole = rule.find(text)?;
    (whole.range() == (0..text.len())).then_some(range.start..range.start + text.len())
}

/// Whether the ASCII byte at a place is a digit.
pub(in crate::redaction) fn digit_at(hay: &str, at: usize) -> bool {
    hay.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether the ASCII byte at a place is a letter or a digit.
pub(in crate::redaction) fn alnum_at(hay: &str, at: usize) -> bool {
    hay.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether no digit touches the range, and no decimal or thousands part follows.
pub(in crate::redaction) fn stands_alone(hay: &str, range: &Range<usize>) -> bool {
    let before = range.start.checked_sub(1).is_some_and(|at| digit_at(hay, at));
    let decimals = hay.as_bytes().get(range.end) == Some(&b'.') && digit_at(hay, range.end + 1);
    !before && !digit_at(hay, range.end) && !decimals
}

/// Letters and digits only.
pub(in crate::redaction) fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Lengths of the unbroken pieces of a number.
pub(in crate::redaction) fn groups(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|group| !group.is_empty()).collect()
}

/// The check of bank card numbers.
pub(in crate::redaction) fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| match (at % 2, u32::from(byte - b'0')) {
            (1, digit) if digit > 4 => digit * 2 - 9,
            (1, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    sum.is_multiple_of(10)
}
