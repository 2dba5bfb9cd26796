//! Content words of short Chinese texts: pairs of characters between the characters that only bind, and whole Latin words.

use std::collections::BTreeSet;

use crate::text::{is_han, normalise};

/// Characters that say nothing about a subject.
const STOP: &str = "的了是我你他有和就不都也很到说要去会着没这那能吗呢吧啊又还给把被让跟与及或从对在个上下来里得地过等为以么怎多少几哪什谁请";
/// Words that stand in any question.
const STOP_WORDS: [&str; 17] = [
    "现在",
    "目前",
    "有没有",
    "能不能",
    "是不是",
    "多少",
    "怎么",
    "怎样",
    "什么",
    "一天",
    "一个月",
    "每月",
    "每天",
    "一般",
    "大概",
    "比如",
    "一次",
];

/// The content words of a text; a text of single characters alone gives these.
pub fn features(text: &str) -> BTreeSet<String> {
    let mut text = normalise(text);
    for word in STOP_WORDS {
        text = text.replace(word, "，");
    }
    let mut found = BTreeSet::new();
    let mut single = BTreeSet::new();
    for run in text.split(|c: char| STOP.contains(c) || !c.is_alphanumeric()) {
        pieces(run, &mut found, &mut single);
    }
    if found.is_empty() { single } else { found }
}

/// Takes a run of letters apart: Latin words and figures whole, Chinese in pairs.
fn pieces(run: &str, found: &mut BTreeSet<String>, single: &mut BTreeSet<String>) {
    let mut word = String::new();
    let mut before = None;
    for c in run.chars() {
        if is_han(c) {
            found.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            found.extend(before.map(|first: char| format!("{first}{c}")));
            single.insert(c.to_string());
            before = Some(c);
        } else {
            word.push(c);
            before = None;
        }
    }
    found.extend((!word.is_empty()).then_some(word));
}

/// Share of the content words of `wish` that stand in `text`, 0 to 1; 0 for a wish without any.
pub fn share(wish: &str, text: &str) -> f64 {
    let wished = features(wish);
    let text = normalise(text);
    let there = wished.iter().filter(|word| text.contains(word.as_str())).count();
    if wished.is_empty() { 0.0 } else { ratio(there, wished.len()) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_words_are_pairs_and_latin_words() {
        let words: Vec<String> = features("色差容差 ΔE 与光源条件").into_iter().collect();
        assert_eq!(words, ["δe", "光源", "容差", "差容", "条件", "源条", "色差"]);
        assert!(features("现在怎么样呢").len() <= 1);
        assert_eq!(features("料").len(), 1);
    }

    #[test]
    fn a_share_counts_what_is_there() {
        assert!((share("提前量 冲次", "冲次计数：每次加一") - 1.0 / 3.0).abs() < 1e-9);
        assert!((share("毛边高度 mm", "毛边高度，单位MM") - 1.0).abs() < 1e-9);
        assert!(share("预算", "一天多少件") < 1e-9);
        assert!(share("的", "的").abs() < 1e-9);
    }
}
