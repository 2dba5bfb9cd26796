//! Whether a message answers the question that was asked: a tap, 不清楚, or free words that mean one of the options.

use crate::domain::rubric::{AnswerOption, Criterion};
use crate::domain::{Answer, DO_NOT_KNOW, Evidence, says};

/// Ways to say that one does not know.
const NOT_KNOWN: [&str; 24] = [
    DO_NOT_KNOW,
    "不知道",
    "不晓",
    "不懂",
    "说不清",
    "讲不清",
    "说不准",
    "不好讲",
    "不好说",
    "没数",
    "没底",
    "没概念",
    "不太清楚",
    "不了解",
    "搞不清",
    "弄不清",
    "吃不准",
    "算不出",
    "没法比",
    "没办法比",
    "没算过",
    "弗晓得",
    "弗灵清",
    "don't know",
];

/// Words after which a sentence turns.
const TURNS: [&str; 4] = ["不过", "但是", "可是", "只是"];

/// Share of an option's character pairs that must occur in a message that has none of its signs.
const LIKENESS: f64 = 0.5;

/// What the message says to the question; nothing when it is no answer to it.
pub(super) fn answer(criterion: &Criterion, message: &str) -> Option<Answer> {
    let said = message.trim().trim_end_matches(['。', '！', '.', '!', '，']);
    if let Some(option) = criterion.options.iter().find(|option| option.text == said) {
        return Some(of(option, said));
    }
    // 不过、但是 turn a sentence: what follows decides, when it says anything.
    let turned =
        TURNS.iter().filter_map(|word| said.rsplit_once(word)).map(|(_, rest)| rest).min_by_key(|rest| rest.len());
    let signed = turned.and_then(|rest| by_signs(criterion, rest)).or_else(|| by_signs(criterion, said));
    if let Some(at) = not_known(said) {
        // 说不好，大概两年吧: an answer behind the doubt counts.
        let behind = by_signs(criterion, &said[at..]);
        let own = signed.filter(|(length, _)| *length > 3);
        return Some(behind.or(own).map_or_else(|| unknown(said), |(_, option)| of(option, said)));
    }
    if let Some((_, option)) = signed {
        return Some(of(option, said));
    }
    by_likeness(criterion, said).map(|option| of(option, said))
}

/// Where the last word of not knowing ends, when there is one.
fn not_known(said: &str) -> Option<usize> {
    let ends = NOT_KNOWN.iter().filter_map(|words| said.rfind(words).map(|at| (words, at + words.len())));
    ends.filter(|(words, end)| **words != "没数" || !said[*end..].starts_with('过')).map(|(_, end)| end).max()
}

/// The option that an answer in free words means most clearly, with the length of its longest sign.
///
/// A knock-out is taken from free words only when no other option is meant as well: it ends the talk.
fn by_signs<'a>(criterion: &'a Criterion, said: &str) -> Option<(usize, &'a AnswerOption)> {
    let longest = |option: &AnswerOption| {
        option.signs.iter().filter(|sign| says(said, sign)).map(|sign| sign.chars().count()).max()
    };
    let meant: Vec<(usize, &AnswerOption)> =
        criterion.options.iter().filter_map(|option| longest(option).map(|length| (length, option))).collect();
    // Danger and law are heard in any company; other knock-outs give way to a better answer in the same words.
    let alone = !meant.iter().any(|(_, option)| option.score >= 2);
    let kept =
        |option: &AnswerOption| option.knock_out.as_ref().is_none_or(|k| alone || ["K3", "K5"].contains(&k.as_str()));
    // The first of equals is the more careful answer: options rise in score.
    meant.into_iter().rev().filter(|(_, option)| kept(option)).max_by_key(|(length, _)| *length)
}

/// A new answer to a criterion that was answered before, when the message means another option beyond doubt.
pub(super) fn corrected(criterion: &Criterion, known: &Answer, message: &str) -> Option<Answer> {
    let (length, option) = by_signs(criterion, message)?;
    let other = known.score.is_some_and(|score| score != option.score) && option.knock_out.is_none();
    (other && length >= 3).then(|| of(option, message))
}

fn by_likeness<'a>(criterion: &'a Criterion, said: &str) -> Option<&'a AnswerOption> {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let spoken = pairs(said);
    let likeness = |option: &AnswerOption| {
        let own = pairs(&option.text);
        let shared = own.iter().filter(|pair| spoken.contains(pair)).count();
        share(shared, own.len())
    };
    let best = criterion.options.iter().map(|option| (likeness(option), option)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness >= LIKENESS).map(|(_, option)| option)
}

#[expect(clippy::cast_precision_loss, reason = "an option has a dozen characters")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The answer that an option stands for, in the owner's words.
pub(super) fn of(option: &AnswerOption, quote: &str) -> Answer {
    Answer {
        score: Some(option.score),
        knock_out: option.knock_out.clone(),
        reason: option.reason.clone(),
        quote: quote.to_owned(),
        evidence: Evidence::E1,
    }
}

/// The answer of an owner who does not know.
pub(super) fn unknown(quote: &str) -> Answer {
    Answer { score: None, knock_out: None, reason: String::new(), quote: quote.to_owned(), evidence: Evidence::E1 }
}

/// Whether the message is just one of the buttons of the question that was asked.
pub(super) fn is_tap(input: &super::ReadInput<'_>) -> bool {
    let pending = input.dossier.pending.as_ref().and_then(|id| input.knowledge.rubric.criterion(id.as_str()));
    pending.is_some_and(|criterion| {
        input.message == DO_NOT_KNOW || criterion.options.iter().any(|option| option.text == input.message)
    })
}
