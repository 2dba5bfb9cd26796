//! What was asked, and whether everything that must be asked was, or was known without asking.

use serde::Serialize;

use crate::domain::VerdictCode;
use crate::evaluation::matching::{is_about, question_match, said_match};
use crate::evaluation::need::Need;
use crate::evaluation::replay::Replayed;
use crate::service::understanding::Lexicon;

/// A question that was put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its key.
    pub key: String,
    /// The criterion that it helps to score.
    pub criterion: Option<String>,
    /// The question.
    pub text: String,
    /// The owner's answer; nothing when the talk ended before.
    pub answer: Option<String>,
    /// The fact that the answer was taken from; nothing for 不清楚.
    pub fact: Option<String>,
}

/// Something that must be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MustAsk {
    /// As the set names it.
    pub text: String,
    /// How it was covered.
    pub how: MustAskHow,
    /// The question that covers it.
    pub by: Option<String>,
}

/// How something that must be asked was covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MustAskHow {
    /// By a question.
    Asked,
    /// The owner said it before anybody asked.
    Said,
    /// Not at all.
    Missing,
}

/// Every question that was put, with its answer.
pub(super) fn questions(replayed: &Replayed) -> Vec<Asked> {
    let answers = replayed.exchanges.iter().skip(1).map(Some).chain(std::iter::repeat(None));
    let put = replayed.questions().into_iter().zip(answers);
    put.map(|(question, answer)| Asked {
        key: question.key.clone(),
        criterion: question.criterion.as_ref().map(ToString::to_string),
        text: question.text.clone(),
        answer: answer.map(|exchange| exchange.said.clone()),
        fact: answer.and_then(|exchange| exchange.fact.clone()),
    })
    .collect()
}

/// How many questions were put before the first verdict.
pub(super) fn before_verdict(replayed: &Replayed) -> Option<usize> {
    let outcomes = replayed.exchanges.iter().filter_map(|exchange| exchange.outcome.as_ref());
    outcomes.into_iter().position(|outcome| outcome.verdict.code != VerdictCode::NotEnoughInfo)
}

/// How well a question matches that is on the same criterion in other words; a match of words is more.
const BY_MEANING: f64 = 0.1;

/// Whether each thing that must be asked was asked, or was said by the owner himself.
pub(super) fn must_ask(need: &Need, replayed: &Replayed, lexicon: &Lexicon) -> Vec<MustAsk> {
    let put = replayed.questions();
    let covered = |text: &String| {
        let about = lexicon.about(text);
        let matches = put.iter().filter_map(|question| {
            let by_meaning = is_about(question, &about, text).then_some(BY_MEANING);
            Some((question_match(question, text).or(by_meaning)?, *question))
        });
        let best = matches.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, question)| question.text.clone());
        let how = match &best {
            Some(_) => MustAskHow::Asked,
            None if said_match(&need.owner_message, text).is_some() => MustAskHow::Said,
            None => MustAskHow::Missing,
        };
        MustAsk { text: text.clone(), how, by: best }
    };
    need.must_ask.iter().map(covered).collect()
}

/// What was neither asked nor said.
pub(super) fn missing(must_ask: &[MustAsk]) -> Vec<String> {
    must_ask.iter().filter(|ask| ask.how == MustAskHow::Missing).map(|ask| ask.text.clone()).collect()
}
