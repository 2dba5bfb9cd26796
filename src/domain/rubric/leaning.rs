//! What the known scores point to when too little is known for a verdict: for comparing with labels, never for an owner.

use std::collections::BTreeMap;

use super::judge::{decide, sums};
use super::{Evidence, Rubric, Score, Scores};
use crate::domain::VerdictCode;

/// The row of the decision table that would hold if what is known were enough: rows that ask for more are skipped, and
/// every score counts as if it rested on a photo or a paper. With nothing known at all it is `not_enough_info`.
///
/// A group in which nothing is known has a score of 0, so that fit alone points to `prepare_first` at most.
pub fn leaning(rubric: &Rubric, scores: &Scores) -> VerdictCode {
    if scores.known.is_empty() && scores.knock_outs.is_empty() {
        return VerdictCode::NotEnoughInfo;
    }
    let shown = |score: &Score| Score { evidence: score.evidence.max(Evidence::E2), ..*score };
    let known: BTreeMap<_, _> = scores.known.iter().map(|(id, score)| (id.clone(), shown(score))).collect();
    let scores = Scores { known, ..scores.clone() };
    let rows = rubric.decisions.iter().filter(|row| !row.when.not_enough);
    decide(rows, &scores, &sums(rubric, &scores))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rubric::judge;
    use crate::domain::{CriterionId, KnockOutId};

    fn seed() -> Rubric {
        toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap()
    }

    fn known(pairs: &[(&str, u8)]) -> Scores {
        let said = |value| Score { value, evidence: Evidence::E1 };
        let known = pairs.iter().map(|(id, value)| (CriterionId::from(*id), said(*value))).collect();
        Scores { known, ..Scores::default() }
    }

    #[test]
    fn nothing_known_leans_nowhere() {
        assert_eq!(leaning(&seed(), &Scores::default()), VerdictCode::NotEnoughInfo);
    }

    #[test]
    fn too_little_known_still_leans() {
        let rubric = seed();
        for (pairs, expected) in [
            (vec![("F2", 3), ("F3", 3), ("T1", 2), ("T2", 2)], VerdictCode::PilotFirst),
            (vec![("F2", 3), ("F3", 3)], VerdictCode::PrepareFirst),
            (vec![("F2", 1), ("F3", 1)], VerdictCode::ConventionalBetter),
            (vec![("F2", 2), ("F3", 0), ("F5", 0)], VerdictCode::NotSuitable),
        ] {
            let scores = known(&pairs);
            assert_eq!(judge(&rubric, &scores).code, VerdictCode::NotEnoughInfo);
            assert_eq!(leaning(&rubric, &scores), expected, "{pairs:?}");
        }
    }

    #[test]
    fn a_knock_out_is_no_leaning_but_a_verdict() {
        let mut scores = Scores::default();
        scores.knock_outs.insert(KnockOutId::from("K1"));
        assert_eq!(leaning(&seed(), &scores), VerdictCode::ConventionalBetter);
    }

    #[test]
    fn words_alone_may_lean_to_now() {
        let rubric = seed();
        let all = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "T1", "T2", "T3", "T4", "T5", "T6"].map(|id| (id, 3));
        let scores = known(&all);
        assert_eq!(judge(&rubric, &scores).code, VerdictCode::PilotFirst);
        assert_eq!(leaning(&rubric, &scores), VerdictCode::SuitableNow);
    }
}
