//! What would change the verdict: the few single facts on which it turns, found by judging again with each one changed.

use super::{Criterion, CriterionId, Evidence, KnockOutId, Rubric, Score, Scores, judge};
use crate::domain::VerdictCode;

/// How many are named.
const AT_MOST: usize = 3;

/// One change of what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its score now; nothing when unknown.
    pub from: Option<u8>,
    /// Its score then.
    pub to: u8,
    /// Evidence that is raised, the score staying as it is.
    pub evidence: Option<Evidence>,
}

/// A change that gives another verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The change.
    pub step: Step,
    /// A second change that must come with it, when no single one changes the verdict.
    pub also: Option<Step>,
    /// The verdict then.
    pub verdict: VerdictCode,
}

impl Step {
    /// What would be known with this change; a new score lifts the knock-outs of the old answer and triggers those of the new.
    pub fn apply(&self, rubric: &Rubric, scores: &Scores) -> Scores {
        let mut scores = scores.clone();
        let before = scores.known.get(&self.criterion).map(|score| score.evidence).unwrap_or_default();
        let evidence = self.evidence.unwrap_or(before);
        scores.known.insert(self.criterion.clone(), Score { value: self.to, evidence });
        scores.unknown.remove(&self.criterion);
        if let Some(criterion) = rubric.criterion(self.criterion.as_str()).filter(|_| self.evidence.is_none()) {
            scores.knock_outs.retain(|id| !belongs(rubric, criterion, id));
            scores.knock_outs.extend(triggered(criterion, self.to));
        }
        scores
    }
}

impl Flip {
    /// Whether it leads nearer to "now" than the verdict that stands.
    pub fn is_better_than(&self, now: VerdictCode) -> bool {
        standing(self.verdict) > standing(now)
    }

    /// What would be known with the change, or both.
    pub fn apply(&self, rubric: &Rubric, scores: &Scores) -> Scores {
        let first = self.step.apply(rubric, scores);
        self.also.as_ref().map_or_else(|| first.clone(), |step| step.apply(rubric, &first))
    }
}

/// Whether a knock-out comes from an answer to that criterion. One that no option carries (K6) comes from the criterion whose
/// own knock-out stands in the same row of the decision table (K1).
fn belongs(rubric: &Rubric, criterion: &Criterion, id: &KnockOutId) -> bool {
    let carries = |criterion: &Criterion, id: &KnockOutId| {
        criterion.options.iter().any(|option| option.knock_out.as_ref() == Some(id))
    };
    let orphan = !rubric.criteria.iter().any(|other| carries(other, id));
    let row = rubric.decisions.iter().find(|row| row.when.knock_outs.contains(id));
    let beside = || row.is_some_and(|row| row.when.knock_outs.iter().any(|other| carries(criterion, other)));
    carries(criterion, id) || (orphan && beside())
}

/// The knock-out of a score that cannot be had without it.
fn triggered(criterion: &Criterion, score: u8) -> Option<KnockOutId> {
    let mut options = criterion.options.iter().filter(|option| option.score == score);
    let first = options.next()?.knock_out.clone()?;
    options.all(|option| option.knock_out.is_some()).then_some(first)
}

/// The facts on which the verdict turns, the smallest change first, then the heaviest criterion; at most three.
///
/// One for the better and one for the worse are among them when there are such; pairs only when no single one does it.
pub fn flips(rubric: &Rubric, scores: &Scores) -> Vec<Flip> {
    let now = judge(rubric, scores).code;
    let steps = steps(rubric, scores);
    let turned = |step: &Step, also: Option<&Step>| {
        let flip = Flip { step: step.clone(), also: also.cloned(), verdict: now };
        let verdict = judge(rubric, &flip.apply(rubric, scores)).code;
        (verdict != now).then_some(Flip { verdict, ..flip })
    };
    let mut found: Vec<Flip> = steps.iter().filter_map(|step| turned(step, None)).collect();
    if found.is_empty() {
        let pairs = steps.iter().enumerate().flat_map(|(place, first)| {
            let others = steps.iter().skip(place + 1).filter(|second| second.criterion != first.criterion);
            others.map(move |second| (first, second))
        });
        found = pairs.filter_map(|(first, second)| turned(first, Some(second))).collect();
    }
    let weight = |step: &Step| rubric.criterion(step.criterion.as_str()).map_or(0.0, |criterion| criterion.weight);
    let key = |flip: &Flip| {
        let steps = [Some(&flip.step), flip.also.as_ref()];
        let size: u8 = steps.iter().flatten().map(|step| size(step)).sum();
        (size, steps.iter().flatten().map(|step| weight(step)).sum::<f64>())
    };
    found.sort_by(|a, b| key(a).0.cmp(&key(b).0).then(key(b).1.total_cmp(&key(a).1)));
    chosen(&found, now)
}

/// Every single change that is possible.
fn steps(rubric: &Rubric, scores: &Scores) -> Vec<Step> {
    let of = |criterion: &Criterion| {
        let known = scores.known.get(&criterion.id).copied();
        let id = criterion.id.clone();
        let offered = (0..=3).filter(|to| criterion.options.iter().any(|option| option.score == *to));
        let from = known.map(|score| score.value);
        let others =
            offered.filter(|to| Some(*to) != from).map(|to| Step { criterion: id.clone(), from, to, evidence: None });
        let proof = known.filter(|score| score.evidence < Evidence::E2).map(|score| Step {
            criterion: id.clone(),
            from,
            to: score.value,
            evidence: Some(Evidence::E2),
        });
        others.chain(proof).collect::<Vec<_>>()
    };
    rubric.criteria.iter().flat_map(of).collect()
}

/// How big a change is: points apart; an answer to what is unknown, or better evidence, counts as one.
fn size(step: &Step) -> u8 {
    step.from.map_or(1, |from| from.abs_diff(step.to).max(1))
}

/// The first of each direction, then the next ones, each about another criterion.
fn chosen(found: &[Flip], now: VerdictCode) -> Vec<Flip> {
    let better = |flip: &&Flip| flip.is_better_than(now);
    let firsts = [found.iter().find(better), found.iter().find(|flip| !better(flip))];
    let mut chosen: Vec<Flip> = vec![];
    for flip in firsts.into_iter().flatten().chain(found) {
        let is_new = chosen.len() < 2 && firsts.contains(&Some(flip)) && !chosen.contains(flip);
        let other = !chosen.iter().any(|known| known.step.criterion == flip.step.criterion);
        if chosen.len() < AT_MOST && (is_new || other) {
            chosen.push(flip.clone());
        }
    }
    chosen
}

/// How far a verdict is on the way to "now".
pub(super) fn standing(code: VerdictCode) -> u8 {
    match code {
        VerdictCode::Stop => 0,
        VerdictCode::NotSuitable => 1,
        VerdictCode::ConventionalBetter => 2,
        VerdictCode::NotEnoughInfo => 3,
        VerdictCode::PrepareFirst => 4,
        VerdictCode::PilotFirst => 5,
        VerdictCode::SuitableNow => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> Rubric {
        toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap()
    }

    fn scores_of(rubric: &Rubric, values: &[i8], evidence: Evidence, knock_out: Option<&str>) -> Scores {
        let mut scores = Scores::default();
        for (criterion, value) in rubric.criteria.iter().zip(values) {
            if let Ok(value) = u8::try_from(*value) {
                scores.known.insert(criterion.id.clone(), Score { value, evidence });
            }
        }
        scores.knock_outs.extend(knock_out.map(KnockOutId::from));
        scores
    }

    /// Each flip gives the verdict that it names, and that is another one.
    fn check(rubric: &Rubric, scores: &Scores) -> Vec<Flip> {
        let now = judge(rubric, scores).code;
        let found = flips(rubric, scores);
        assert!(found.len() <= AT_MOST);
        for flip in &found {
            assert_eq!(judge(rubric, &flip.apply(rubric, scores)).code, flip.verdict, "{flip:?}");
            assert_ne!(flip.verdict, now);
        }
        found
    }

    #[test]
    fn words_alone_are_raised_by_proof() {
        let rubric = seed();
        // Everything fits, but F3 rests on words.
        let mut scores = scores_of(&rubric, &[3, 2, 3, 2, 3, 3, 3, 2, 3, 2, 2, 2, 3], Evidence::E2, None);
        scores.known.insert(CriterionId::from("F3"), Score { value: 3, evidence: Evidence::E1 });
        let found = check(&rubric, &scores);
        let proof = found.iter().find(|flip| flip.verdict == VerdictCode::SuitableNow).unwrap();
        assert_eq!((proof.step.criterion.as_str(), proof.step.evidence), ("F3", Some(Evidence::E2)));
    }

    #[test]
    fn a_knock_out_is_lifted_by_another_answer() {
        let rubric = seed();
        for (knock_out, criterion) in [("K1", "F2"), ("K6", "F2"), ("K3", "F4")] {
            let mut values = [2; 13];
            let place = rubric.criteria.iter().position(|c| c.id.as_str() == criterion).unwrap();
            values[place] = 0;
            let found = check(&rubric, &scores_of(&rubric, &values, Evidence::E1, Some(knock_out)));
            assert!(
                found.iter().any(|flip| flip.step.criterion.as_str() == criterion
                    && standing(flip.verdict) > standing(VerdictCode::ConventionalBetter)),
                "{knock_out}: {found:?}"
            );
        }
    }

    #[test]
    fn one_for_the_better_and_one_for_the_worse() {
        let rubric = seed();
        let scores = scores_of(&rubric, &[2, 3, 2, 2, 2, 2, 2, 1, 2, 1, 2, 2, 3], Evidence::E2, None);
        let found = check(&rubric, &scores);
        let now = judge(&rubric, &scores).code;
        assert_eq!(now, VerdictCode::PilotFirst);
        assert!(found.iter().any(|flip| !flip.is_better_than(now)), "{found:?}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]
        #[test]
        fn every_flip_gives_the_verdict_it_names(values in proptest::collection::vec(-1i8..=3, 13), proof in 0..3) {
            let rubric = seed();
            let evidence = [Evidence::E1, Evidence::E2, Evidence::E3][usize::try_from(proof).unwrap()];
            check(&rubric, &scores_of(&rubric, &values, evidence, None));
        }
    }
}
