//! A simulated owner: says his first words, then answers each question from the facts of the need, or that he does not know.

use std::collections::BTreeSet;

use super::{Subject, question_match, subjects_of_text};
use crate::domain::{Asks, CriterionId, DO_NOT_KNOW, Question};

/// Questions that ask for one amount.
const AMOUNTS: [&str; 4] = ["output", "loss", "people", "budget"];

/// Criteria that say what a trouble costs: how often it comes, and whether ending it pays.
const COSTS: [&str; 2] = ["F1", "F5"];

/// Whether a question asks for what `wish` is about, by the criterion that the wish was read as.
///
/// An amount answers only a question for that amount: what names no other amount answers the one for what the trouble costs.
pub fn is_about(question: &Question, about: &[CriterionId], wish: &str) -> bool {
    let other = || {
        subjects_of_text(wish)
            .into_iter()
            .any(|subject| matches!(subject, Subject::Output | Subject::People | Subject::Budget))
    };
    match question.key.as_str() {
        "loss" => about.iter().any(|about| COSTS.contains(&about.as_str())) && !other(),
        key if AMOUNTS.contains(&key) && key != "budget" => false,
        _ => question.criterion.as_ref().is_some_and(|criterion| about.contains(criterion)),
    }
}

/// An answer and the fact that it was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What the owner says.
    pub words: String,
    /// The key of the fact; nothing when he does not know.
    pub fact: Option<String>,
}

/// A fact that the owner knows.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The question in his words.
    pub key: &'a str,
    /// What he says to it.
    pub answer: &'a str,
    /// The criteria that question and answer may be about, as far as the examples speak for them.
    pub about: Vec<CriterionId>,
}

/// How well a fact matches that is about the criterion asked, whatever its words; a match of words and subject is more.
const SAME_CRITERION: f64 = 0.9;
/// What a fact loses that was told to another question already.
const TOLD_BEFORE: f64 = 0.6;

/// What belongs to the matter itself, and not to money, people or records.
const MATTER: [Subject; 4] = [Subject::F1, Subject::F2, Subject::F3, Subject::Trouble];

/// Somebody who knows these facts and nothing else.
#[derive(Debug)]
pub struct SimulatedOwner<'a> {
    facts: Vec<Known<'a>>,
    /// Facts told already, with the key of the question: an answer is not repeated to the same question.
    told: BTreeSet<(usize, String)>,
}

impl<'a> SimulatedOwner<'a> {
    /// An owner who knows these facts: question in his words, answer.
    pub fn new(facts: impl IntoIterator<Item = Known<'a>>) -> Self {
        let facts = facts.into_iter().filter(|fact| !fact.answer.trim().is_empty()).collect();
        Self { facts, told: BTreeSet::new() }
    }

    /// Answers a question with the fact that matches it best; the first one of the file wins a tie.
    pub fn answer(&mut self, question: &Question) -> Answered {
        let untold = |place: &usize| !self.told.contains(&(*place, question.key.clone()));
        let mut best: Option<(f64, usize)> = None;
        for place in (0..self.facts.len()).filter(untold) {
            if let Some(score) = self.matched(place, question)
                && best.is_none_or(|(top, _)| score > top)
            {
                best = Some((score, place));
            }
        }
        let place = best.map(|(_, place)| place).or_else(|| self.opening(question));
        let known = place.and_then(|place| Some((place, self.facts.get(place)?)));
        match known {
            Some((place, fact)) => {
                self.told.insert((place, question.key.clone()));
                Answered { words: fact.answer.to_owned(), fact: Some(fact.key.to_owned()) }
            }
            None => Answered { words: DO_NOT_KNOW.to_owned(), fact: None },
        }
    }

    /// What he tells when he is only asked to tell more: the first thing about the matter itself that he has not told. Nobody
    /// who comes with a trouble has nothing to say to that.
    fn opening(&self, question: &Question) -> Option<usize> {
        let open = matches!(question.asks, Asks::Trouble | Asks::Detail);
        let untold = |place: &usize| self.told.iter().all(|(told, _)| told != place);
        let of_the_matter = |fact: &Known<'_>| {
            let about = subjects_of_text(fact.key);
            about.is_empty() || about.iter().any(|subject| MATTER.contains(subject))
        };
        (0..self.facts.len())
            .filter(|_| open)
            .find(|place| untold(place) && self.facts.get(*place).is_some_and(of_the_matter))
    }

    /// How well a fact answers a question; nothing when it does not.
    fn matched(&self, place: usize, question: &Question) -> Option<f64> {
        let fact = self.facts.get(place)?;
        let same = is_about(question, &fact.about, fact.key);
        let by_words = question_match(question, fact.key);
        let score = by_words.into_iter().chain(same.then_some(SAME_CRITERION)).max_by(f64::total_cmp)?;
        let told_before = self.told.iter().any(|(told, _)| *told == place);
        let left = if told_before { score - TOLD_BEFORE } else { score };
        // What was told before is repeated only where it plainly belongs.
        (left > 0.5).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::question;
    use super::*;

    const FACTS: [(&str, &str); 4] = [
        ("一天多少", "十五六万条"),
        ("现在怎么判", "老师傅拿标准灯箱比对"),
        ("退货多少", "一个月两三次"),
        ("有没有色差仪", "有一台手持的,没怎么用"),
    ];

    fn facts() -> impl Iterator<Item = Known<'static>> {
        FACTS.into_iter().map(|(key, answer)| Known { key, answer, about: vec![] })
    }

    #[test]
    fn the_best_fact_is_told_and_not_twice_to_the_same_question() {
        let mut owner = SimulatedOwner::new(facts());
        let instrument = question("instrument", "F2", "厂里有能测色差的仪器吗？", "比如色差仪");
        let told: Vec<Option<String>> = (0..3).map(|_| owner.answer(&instrument).fact).collect();
        assert_eq!(told, [Some("有没有色差仪".to_owned()), Some("现在怎么判".to_owned()), None]);
        let other = question("F2", "F2", "现成的传感器、治具、仪器能解决八成吗？", "");
        assert!(owner.answer(&other).fact.is_none(), "what was told is not said again to every question");
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        let mut owner = SimulatedOwner::new(facts());
        let answered = owner.answer(&question("T6", "T6", "数据里有没有人脸、工人信息或客户图纸？", ""));
        assert_eq!(answered, Answered { words: DO_NOT_KNOW.to_owned(), fact: None });
    }
}
