//! Whether a message answers the question that was asked: a tap, 不清楚, or free words that mean one of the options.

use super::ReadInput;
use crate::domain::numbers::figures_in;
use crate::domain::rubric::{AnswerOption, Criterion};
use crate::domain::{
    Answer, Asks, CriterionId, DO_NOT_KNOW, Evidence, FactOption, FactToAsk, KnockOutId, Question, says,
};
use crate::service::learning::{Means, Topic};

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
/// How sure the learnt reader must be of an answer, and of one that rules AI out.
const SURE: f32 = 0.5;
const SURE_OF_KNOCK_OUT: f32 = 0.85;
/// How sure the examples must be of what a clause is about before it counts unasked, and how little it may have to do with
/// what was asked to count as no answer to that.
const SURE_OF_TOPIC: f32 = 0.6;
const OFF_TOPIC: f32 = 0.03;
/// The criterion that is reckoned from amounts: words alone say little of it.
const WORTH: &str = "F5";
/// Questions for an amount.
const AMOUNTS: [&str; 3] = ["loss", "output", "people"];
/// Shortest sign that rules AI out from free words.
const PLAIN: usize = 3;
/// Knock-outs that are heard in any company: danger and law.
const ALWAYS: [&str; 2] = ["K3", "K5"];

/// An answer that can be given, of a criterion or of a playbook's question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice<'a> {
    pub(super) text: &'a str,
    pub(super) score: Option<u8>,
    knock_out: Option<&'a KnockOutId>,
    reason: &'a str,
    signs: &'a [String],
}

/// What a message says to a question.
#[derive(Debug, Clone, Copy)]
pub(super) enum Heard<'a> {
    /// One of the answers.
    Means(Choice<'a>),
    /// The owner does not know.
    NotKnown,
}

impl<'a> From<&'a AnswerOption> for Choice<'a> {
    fn from(option: &'a AnswerOption) -> Self {
        Self {
            text: &option.text,
            score: Some(option.score),
            knock_out: option.knock_out.as_ref(),
            reason: &option.reason,
            signs: &option.signs,
        }
    }
}

impl<'a> From<&'a FactOption> for Choice<'a> {
    fn from(option: &'a FactOption) -> Self {
        Self {
            text: &option.text,
            score: option.score,
            knock_out: option.knock_out.as_ref(),
            reason: &option.reason,
            signs: &option.signs,
        }
    }
}

/// The fact of a playbook that a question asks for; the task may have been read anew since it was put.
pub(super) fn asked_fact<'a>(input: &ReadInput<'a>, question: &Question) -> Option<&'a FactToAsk> {
    if question.asks != Asks::Fact {
        return None;
    }
    let own = input.dossier.ai_task.and_then(|task| input.knowledge.playbook(task));
    let books = own.into_iter().chain(input.knowledge.playbooks.iter());
    books.flat_map(|book| &book.facts).find(|fact| fact.key == question.key && fact.ask == question.text)
}

/// What the message says to the question; nothing when it is no answer to it.
pub(super) fn answer<'a>(input: &ReadInput<'a>, question: &Question) -> Option<Heard<'a>> {
    let said = input.message.trim().trim_end_matches(['。', '！', '.', '!', '，']);
    let own: Vec<Choice<'a>> = match asked_fact(input, question) {
        Some(fact) => fact.options.iter().map(Choice::from).collect(),
        None => vec![],
    };
    let criterion = question.criterion.as_ref().and_then(|id| input.knowledge.rubric.criterion(id.as_str()));
    let general: Vec<Choice<'a>> = criterion.map(|c| c.options.iter().map(Choice::from).collect()).unwrap_or_default();
    if let Some(choice) = own.iter().chain(&general).find(|choice| choice.text == said) {
        return Some(Heard::Means(*choice));
    }
    // An amount is no score: a number in it means none of the rubric's answers.
    let amount = AMOUNTS.contains(&question.key.as_str());
    let signed =
        |said: &str| turned_by_signs(&own, said).or_else(|| turned_by_signs(&general, said).filter(|_| !amount));
    if let Some(at) = not_known(said) {
        // 说不好，大概两年吧: an answer behind the doubt counts.
        let behind = signed(&said[at..]);
        let before = signed(said).filter(|(length, _)| *length > 3);
        return Some(behind.or(before).map_or(Heard::NotKnown, |(_, choice)| Heard::Means(choice)));
    }
    if let Some((_, choice)) = signed(said) {
        return Some(Heard::Means(choice));
    }
    let learnt = criterion.filter(|_| !amount).and_then(|criterion| by_examples(input, criterion, said));
    learnt.or_else(|| by_likeness(own.iter().chain(&general), said).map(Heard::Means))
}

/// What a clause answers by itself, unasked: the criterion and the answer, when the examples leave little doubt.
pub(super) fn volunteered(input: &ReadInput<'_>, clause: &str) -> Option<(CriterionId, Answer)> {
    let (topic, sure) = input.lexicon.learned().topics(clause).into_iter().next()?;
    let Topic::Criterion(id) = topic else { return None };
    let criterion = input.knowledge.rubric.criterion(id.as_str()).filter(|_| sure >= SURE_OF_TOPIC)?;
    match by_examples(input, criterion, clause)? {
        Heard::Means(choice) if choice.knock_out.is_none() => Some((id, of(choice, clause))),
        _ => None,
    }
}

/// Whether an answer is plainly about something else than what was asked.
pub(super) fn strays(input: &ReadInput<'_>, asked: &CriterionId, said: &str) -> bool {
    let topics = input.lexicon.learned().topics(said);
    let of_asked = topics.iter().find(|(topic, _)| *topic == Topic::Criterion(asked.clone())).map_or(0.0, |(_, p)| *p);
    let first = topics.first().map_or(0.0, |(_, sure)| *sure);
    first >= SURE_OF_TOPIC && of_asked < OFF_TOPIC
}

/// Where the last word of not knowing ends, when there is one.
fn not_known(said: &str) -> Option<usize> {
    let ends = NOT_KNOWN.iter().filter_map(|words| said.rfind(words).map(|at| (words, at + words.len())));
    ends.filter(|(words, end)| **words != "没数" || !said[*end..].starts_with('过')).map(|(_, end)| end).max()
}

/// The option that the signs mean; 不过 and 但是 turn a sentence: what follows decides, when it says anything.
fn turned_by_signs<'a>(choices: &[Choice<'a>], said: &str) -> Option<(usize, Choice<'a>)> {
    let rests = TURNS.iter().filter_map(|word| said.rsplit_once(word)).map(|(_, rest)| rest);
    let turned = rests.min_by_key(|rest| rest.len()).and_then(|rest| by_signs(choices, rest));
    turned.or_else(|| by_signs(choices, said))
}

/// The option that an answer in free words means most clearly, with the length of its longest sign.
///
/// A knock-out is taken from free words only when no other option is meant as well: it ends the talk.
fn by_signs<'a>(choices: &[Choice<'a>], said: &str) -> Option<(usize, Choice<'a>)> {
    let longest = |choice: &Choice<'a>| {
        choice.signs.iter().filter(|sign| says(said, sign)).map(|sign| sign.chars().count()).max()
    };
    let meant: Vec<(usize, Choice<'a>)> =
        choices.iter().filter_map(|choice| longest(choice).map(|length| (length, *choice))).collect();
    let alone = !meant.iter().any(|(_, choice)| choice.score.is_some_and(|score| score >= 2));
    let kept = |(length, choice): &(usize, Choice<'a>)| {
        choice.knock_out.is_none_or(|k| (alone && *length >= PLAIN) || ALWAYS.contains(&k.as_str()))
    };
    // The first of equals is the more careful answer: options rise in score.
    meant.into_iter().rev().filter(kept).max_by_key(|(length, _)| *length)
}

/// What the examples say that the answer means.
fn by_examples<'a>(input: &ReadInput<'a>, criterion: &'a Criterion, said: &str) -> Option<Heard<'a>> {
    if criterion.id.as_str() == WORTH && !figures_in(said).is_empty() {
        return None;
    }
    let meanings = input.lexicon.learned().answer(&criterion.id, said);
    for (means, sure) in meanings.into_iter().take(2) {
        let Means::Option(place) = means else {
            return (sure >= SURE).then_some(Heard::NotKnown);
        };
        let option = criterion.options.get(place)?;
        // What rules AI out must be said plainly; else the next best meaning holds.
        if option.knock_out.is_none() {
            return (sure >= SURE / 2.0).then(|| Heard::Means(option.into()));
        }
        if sure >= SURE_OF_KNOCK_OUT {
            return Some(Heard::Means(option.into()));
        }
    }
    None
}

/// A new answer to a criterion that was answered before, when the message means another option beyond doubt.
pub(super) fn corrected(criterion: &Criterion, known: &Answer, message: &str) -> Option<Answer> {
    let choices: Vec<Choice<'_>> = criterion.options.iter().map(Choice::from).collect();
    let (length, choice) = by_signs(&choices, message)?;
    let other = known.score.is_some_and(|score| Some(score) != choice.score) && choice.knock_out.is_none();
    (other && length >= 3).then(|| of(choice, message))
}

fn by_likeness<'a: 'b, 'b>(choices: impl Iterator<Item = &'b Choice<'a>>, said: &str) -> Option<Choice<'a>> {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let spoken = pairs(said);
    let likeness = |choice: &Choice<'a>| {
        let own = pairs(choice.text);
        let shared = own.iter().filter(|pair| spoken.contains(pair)).count();
        share(shared, own.len())
    };
    let best = choices.map(|choice| (likeness(choice), *choice)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness >= LIKENESS).map(|(_, choice)| choice)
}

#[expect(clippy::cast_precision_loss, reason = "an option has a dozen characters")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The answer that an option stands for, in the owner's words.
pub(super) fn of(choice: Choice<'_>, quote: &str) -> Answer {
    Answer {
        score: choice.score,
        knock_out: choice.knock_out.cloned(),
        reason: choice.reason.to_owned(),
        quote: quote.to_owned(),
        source: None,
        evidence: Evidence::E1,
    }
}

/// The answer that gives a criterion that score without ruling AI out.
pub(super) fn scored(input: &ReadInput<'_>, id: &str, score: u8, quote: &str) -> Option<(CriterionId, Answer)> {
    let criterion = input.knowledge.rubric.criterion(id)?;
    let option = criterion.options.iter().find(|option| option.score == score && option.knock_out.is_none())?;
    Some((criterion.id.clone(), of(option.into(), quote)))
}

/// Whether the message is just one of the buttons of the question that was asked.
pub(super) fn is_tap(input: &ReadInput<'_>) -> bool {
    let pending = input.dossier.pending.as_ref();
    pending.is_some_and(|question| {
        input.message == DO_NOT_KNOW || question.options.iter().any(|option| option == input.message)
    })
}
