//! What a known answer scores when the answers of its criterion score otherwise.

use std::collections::BTreeSet;

use crate::domain::rubric::{AnswerOption, Criterion, Rubric};
use crate::domain::{CriterionId, KnockOutId, Score, Scores};

/// A score that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The criterion.
    pub criterion: CriterionId,
    /// What was scored.
    pub from: u8,
    /// What is scored now; nothing when the answer is no longer offered or could be one of several: the score stays, and a
    /// person should look.
    pub to: Option<u8>,
}

/// The scores under the answers of `after`: an answer is known again by its text, or by its place where it was reworded;
/// what belongs to no criterion of `after` is dropped.
pub fn rescored(before: &Rubric, after: &Rubric, scores: &Scores) -> (Scores, Vec<Moved>) {
    let mut next = scores.clone();
    next.known.retain(|id, _| after.criterion(id.as_str()).is_some());
    next.unknown.retain(|id| after.criterion(id.as_str()).is_some());
    let mut moved = vec![];
    let (mut lifted, mut triggered) = (BTreeSet::new(), BTreeSet::new());
    for new in &after.criteria {
        let (Some(old), Some(known)) = (before.criterion(new.id.as_str()), scores.known.get(&new.id)) else {
            continue;
        };
        let answered = answered(old, *known, &scores.knock_outs);
        let Some(now) = same_for_all(&answered, |option| then(old, new, option)) else {
            // One that no answer had: a person scored it so.
            if !answered.is_empty() {
                moved.push(Moved { criterion: new.id.clone(), from: known.value, to: None });
            }
            continue;
        };
        if now.0 != known.value {
            next.known.insert(new.id.clone(), Score { value: now.0, ..*known });
            moved.push(Moved { criterion: new.id.clone(), from: known.value, to: Some(now.0) });
        }
        let had = answered.first().and_then(|(_, option)| option.knock_out.clone());
        if had != now.1 {
            lifted.extend(had);
            triggered.extend(now.1);
        }
    }
    next.knock_outs.retain(|id| !lifted.contains(id));
    next.knock_outs.extend(triggered);
    (next, moved)
}

type Placed<'a> = (usize, &'a AnswerOption);

/// The answers that a score may come from, with their places: those whose knock-out was triggered, else those without one.
fn answered<'a>(criterion: &'a Criterion, known: Score, triggered: &BTreeSet<KnockOutId>) -> Vec<Placed<'a>> {
    let options = || criterion.options.iter().enumerate().filter(|(_, option)| option.score == known.value);
    let knocking = options().filter(|(_, option)| option.knock_out.as_ref().is_some_and(|id| triggered.contains(id)));
    let knocking: Vec<_> = knocking.collect();
    if knocking.is_empty() { options().filter(|(_, option)| option.knock_out.is_none()).collect() } else { knocking }
}

/// Score and knock-out of an old answer among the new ones.
fn then(old: &Criterion, new: &Criterion, (place, option): Placed<'_>) -> Option<(u8, Option<KnockOutId>)> {
    let by_text = new.options.iter().find(|other| other.text == option.text);
    let reworded = || {
        let there = new.options.get(place).filter(|_| old.options.len() == new.options.len())?;
        let is_new = !old.options.iter().any(|known| known.text == there.text);
        is_new.then_some(there)
    };
    by_text.or_else(reworded).map(|option| (option.score, option.knock_out.clone()))
}

/// What comes of every one of them, when it is the same.
fn same_for_all<'a, T: PartialEq>(of: &[Placed<'a>], then: impl Fn(Placed<'a>) -> Option<T>) -> Option<T> {
    let mut results = of.iter().map(|placed| then(*placed));
    let first = results.next()??;
    results.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{scores_of, seed};
    use super::*;

    #[test]
    fn answers_that_score_otherwise_are_followed() {
        let before = seed();
        let mut after = before.clone();
        let place = |id: &str| before.criteria.iter().position(|criterion| criterion.id.as_str() == id).unwrap();
        // Most masters agree: 1 instead of 2. Nobody pays for it: no knock-out any more. A firm without data: K2 for both answers.
        after.criteria[place("F3")].options[2].score = 1;
        after.criteria[place("F5")].options[0].knock_out = None;
        after.criteria[place("T1")].options[1].text = "没存过，也没人管".to_owned();
        after.criteria[place("T1")].options[1].knock_out = Some(KnockOutId::from("K2"));
        let mut values = [(2, 1); 13];
        values[place("F5")] = (0, 1);
        values[place("T1")] = (0, 1);
        let scores = scores_of(&before, &values, &["K4"]);
        let (now, moved) = rescored(&before, &after, &scores);
        assert_eq!(moved, [Moved { criterion: CriterionId::from("F3"), from: 2, to: Some(1) }]);
        assert_eq!(now.value(&CriterionId::from("F3")), Some(1));
        assert_eq!(now.knock_outs, [KnockOutId::from("K2")].into());
        // An answer that is offered no more stays as it was scored and is pointed out.
        after.criteria[place("F1")].options.remove(2);
        let (now, moved) = rescored(&before, &after, &scores);
        assert!(moved.contains(&Moved { criterion: CriterionId::from("F1"), from: 2, to: None }));
        assert_eq!(now.value(&CriterionId::from("F1")), Some(2));
        // A criterion that is gone takes its score along.
        after.criteria.remove(place("F6"));
        assert_eq!(rescored(&before, &after, &scores).0.value(&CriterionId::from("F6")), None);
    }
}
