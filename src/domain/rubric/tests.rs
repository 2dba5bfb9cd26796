//! The seed's rubric judges its own vectors as given, and asks what `rubric.md` part 4 says.

use super::{CriterionId, Evidence, Group, KnockOutId, Rubric, Score, Scores, Vector, judge, next_criterion};
use crate::domain::VerdictCode;

fn seed() -> Rubric {
    toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap()
}

fn scores_of(rubric: &Rubric, vector: &Vector) -> Scores {
    let mut scores = Scores::default();
    for (group, values) in [(Group::Fit, &vector.fit_scores), (Group::Timing, &vector.timing_scores)] {
        for (criterion, value) in rubric.group(group).zip(values) {
            if let Ok(value) = u8::try_from(*value) {
                scores.known.insert(criterion.id.clone(), Score { value, evidence: Evidence::E3 });
            }
        }
    }
    scores.knock_outs.extend(vector.knock_out.clone());
    scores
}

fn known(pairs: &[(&str, u8)]) -> Scores {
    let mut scores = Scores::default();
    for (id, value) in pairs {
        scores.known.insert(CriterionId::from(*id), Score { value: *value, evidence: Evidence::E3 });
    }
    scores
}

#[test]
fn every_vector_is_judged_as_given() {
    let rubric = seed();
    assert_eq!(rubric.vectors.len(), 7);
    for vector in &rubric.vectors {
        let scores = scores_of(&rubric, vector);
        let judgement = judge(&rubric, &scores);
        assert_eq!(judgement.code, vector.verdict, "{}", vector.id);
        if let (Some(fit), Some(timing)) = (vector.fit, vector.timing) {
            assert_eq!((judgement.fit.score, judgement.timing.score), (fit, timing), "{}", vector.id);
        }
        if let Some(ask) = &vector.ask {
            assert_eq!(next_criterion(&rubric, &scores).map(|c| &c.id), Some(ask), "{}", vector.id);
        }
    }
}

#[test]
fn nothing_known_asks_what_could_rule_ai_out_first() {
    let rubric = seed();
    let mut scores = Scores::default();
    let mut order = vec![];
    while let Some(criterion) = next_criterion(&rubric, &scores) {
        order.push(criterion.id.to_string());
        scores.known.insert(criterion.id.clone(), Score { value: 2, evidence: Evidence::E1 });
    }
    assert_eq!(order, ["F2", "F4", "F5", "F3", "T6", "T1", "T2", "T3"]);
    assert_eq!(judge(&rubric, &scores).code, VerdictCode::PilotFirst);
}

#[test]
fn a_knock_out_ends_the_asking() {
    let rubric = seed();
    let mut scores = known(&[("F4", 0)]);
    scores.knock_outs.insert(KnockOutId::from("K3"));
    assert_eq!(judge(&rubric, &scores).code, VerdictCode::NotSuitable);
    assert!(next_criterion(&rubric, &scores).is_none());
}

#[test]
fn an_unknown_required_criterion_is_not_asked_again_and_gives_no_verdict() {
    let rubric = seed();
    let mut scores = known(&[("F2", 2), ("F3", 2), ("F4", 2), ("T1", 2), ("T6", 3)]);
    scores.unknown.insert(CriterionId::from("F5"));
    assert_eq!(judge(&rubric, &scores).code, VerdictCode::NotEnoughInfo);
    assert!(next_criterion(&rubric, &scores).is_none());
}

#[test]
fn suitable_now_needs_more_than_words() {
    let rubric = seed();
    let mut scores = scores_of(&rubric, &rubric.vectors[0]);
    assert_eq!(judge(&rubric, &scores).code, VerdictCode::SuitableNow);
    scores.known.insert(CriterionId::from("F3"), Score { value: 3, evidence: Evidence::E1 });
    assert_eq!(judge(&rubric, &scores).code, VerdictCode::PilotFirst);
}

/// Every combination of scores and unknowns over a coarse grid gets exactly one verdict, and the same one each time.
#[test]
fn the_table_covers_random_scores() {
    let rubric = seed();
    proptest::proptest!(|(values in proptest::collection::vec(-1i8..=3, 13))| {
        let vector = Vector { fit_scores: values[..7].to_vec(), timing_scores: values[7..].to_vec(), knock_out: None,
            ..rubric.vectors[0].clone() };
        let scores = scores_of(&rubric, &vector);
        let judgement = judge(&rubric, &scores);
        proptest::prop_assert_eq!(judgement.enough, judgement.code != VerdictCode::NotEnoughInfo);
        proptest::prop_assert!((0.0..=100.0).contains(&judgement.fit.score));
        proptest::prop_assert_eq!(judge(&rubric, &scores), judgement);
    });
}
