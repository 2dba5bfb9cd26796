//! Flips against an arithmetic of its own in whole numbers, and an example worked out by hand.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::rubric::{CoverageMin, Group, Rubric, judge};
use crate::domain::{CriterionId, Evidence, KnockOutId, Score, Scores, VerdictCode};

pub(super) fn seed() -> Rubric {
    toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap()
}

/// A value in 0 to 3, or unknown, or not asked; and how good the evidence is.
pub(super) type Given = (i8, u8);

pub(super) fn scores_of(rubric: &Rubric, given: &[Given], outs: &[&str]) -> Scores {
    let mut scores = Scores::default();
    for (criterion, (value, evidence)) in rubric.criteria.iter().zip(given) {
        let evidence = [Evidence::E1, Evidence::E2, Evidence::E3][usize::from(*evidence)];
        match u8::try_from(*value) {
            Ok(value) => drop(scores.known.insert(criterion.id.clone(), Score { value, evidence })),
            Err(_) if *value == -1 => drop(scores.unknown.insert(criterion.id.clone())),
            Err(_) => {}
        }
    }
    scores.knock_outs.extend(outs.iter().map(|id| KnockOutId::from(*id)));
    scores
}

fn case(name: &str, scores: Scores) -> KnownCase {
    let name = name.to_owned();
    KnownCase { name, origin: Origin::Review, sector: None, task: None, scores, stopped: false, wanted: None }
}

/// The verdict in whole numbers: weights in halves, scores in tenths of a point, nothing shared with `judge`.
fn by_hand(rubric: &Rubric, scores: &Scores) -> VerdictCode {
    let whole = |number: f64, times: f64| -> i64 { format!("{:.0}", number * times).parse().unwrap() };
    let mut sums: BTreeMap<bool, (i64, i64, i64)> = BTreeMap::from([(true, (0, 0, 0)), (false, (0, 0, 0))]);
    for criterion in &rubric.criteria {
        let (points, answered, total) = sums.get_mut(&(criterion.group == Group::Fit)).unwrap();
        let weight = whole(criterion.weight, 2.0);
        *total += weight;
        if let Some(score) = scores.known.get(&criterion.id) {
            *answered += weight;
            *points += weight * i64::from(score.value);
        }
    }
    // Rounded half up: (2a + b) / 2b.
    let tenths = |part: i64, of: i64| if of == 0 { 0 } else { (2 * 1_000 * part + of) / (2 * of) };
    let score = |fit: bool| tenths(sums[&fit].0, 3 * sums[&fit].1);
    let share = |fit: bool| tenths(sums[&fit].1, sums[&fit].2);
    let limit = |value: f64| whole(value, 10.0);
    let known = |id: &CriterionId| scores.known.get(id).map(|score| i64::from(score.value));
    let enough = share(true) >= limit(rubric.coverage_min.fit)
        && share(false) >= limit(rubric.coverage_min.timing)
        && rubric.required.iter().all(|id| known(id).is_some());
    for row in &rubric.decisions {
        let when = &row.when;
        let mut all = vec![];
        if !when.knock_outs.is_empty() {
            all.push(when.knock_outs.iter().filter(|id| scores.knock_outs.contains(*id)).count() > 0);
        }
        all.push(!(when.not_enough && enough));
        all.extend(when.fit_below.map(|most| score(true) < limit(most)));
        all.extend(when.fit_at_least.map(|least| score(true) >= limit(least)));
        all.extend(when.timing_at_least.map(|least| score(false) >= limit(least)));
        if let Some(most) = when.timing_below {
            all.push(score(false) < limit(most) || when.or_zero.iter().any(|id| known(id) == Some(0)));
        }
        all.push(!(when.no_zero && scores.known.values().any(|score| score.value == 0)));
        all.extend(when.at_most.iter().map(|(id, most)| known(id).is_some_and(|value| value <= i64::from(*most))));
        all.extend(when.at_least.iter().map(|(id, least)| known(id).is_some_and(|value| value >= i64::from(*least))));
        let good = |id: &CriterionId, least: &Evidence| scores.known.get(id).map(|score| score.evidence >= *least);
        all.extend(when.evidence.iter().map(|(id, least)| good(id, least) == Some(true)));
        if all.into_iter().all(|one| one) {
            return row.verdict;
        }
    }
    VerdictCode::NotEnoughInfo
}

fn rubric_of(rubric: &mut Rubric, group: Group, shares: &[u8]) {
    let total: u32 = shares.iter().map(|share| u32::from(*share)).sum();
    for (criterion, share) in rubric.criteria.iter_mut().filter(|criterion| criterion.group == group).zip(shares) {
        // In halves, whatever they add up to: the arithmetic asks for no hundred.
        criterion.weight = f64::from(u32::from(*share) * 200 / total.max(1)) / 2.0;
    }
}

prop_compose! {
    fn draft()(
        fit in prop::collection::vec(1_u8..40, 7),
        timing in prop::collection::vec(1_u8..40, 6),
        limits in prop::collection::vec(300_u32..900, 6),
        verdict in 0_usize..7,
        required in prop::collection::vec(any::<bool>(), 13),
    ) -> Rubric {
        let mut rubric = seed();
        rubric_of(&mut rubric, Group::Fit, &fit);
        rubric_of(&mut rubric, Group::Timing, &timing);
        let limit = |place: usize| f64::from(limits[place]) / 10.0;
        rubric.coverage_min = CoverageMin { fit: limit(0), timing: limit(1) };
        rubric.decisions[4].when.fit_below = Some(limit(2));
        rubric.decisions[6].when.timing_below = Some(limit(3));
        rubric.decisions[7].when.fit_at_least = Some(limit(4));
        rubric.decisions[7].when.timing_at_least = Some(limit(5));
        rubric.decisions[4].verdict = crate::domain::afterwards::VERDICTS[verdict];
        rubric.required = rubric.criteria.iter().zip(required).filter(|(_, is)| *is).map(|(one, _)| one.id.clone()).collect();
        rubric
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// Exactly the verdicts flip that the arithmetic says, and the matrix counts every case once.
    #[test]
    fn what_flips_is_what_the_arithmetic_says(
        draft in draft(),
        given in prop::collection::vec((prop::collection::vec((-2_i8..=3, 0_u8..3), 13), 0_usize..9), 1..30),
    ) {
        let before = seed();
        let outs = ["K1", "K2", "K3", "K4", "K5", "K6", "K7"];
        let cases: Vec<KnownCase> = given
            .iter()
            .map(|(values, out)| case("x", scores_of(&before, values, outs.get(*out).map_or(&[], std::slice::from_ref))))
            .collect();
        let replayed = replay(&before, &draft, &cases);
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        for (known, one) in cases.iter().zip(&replayed.cases) {
            let (was, is) = (by_hand(&before, &known.scores), by_hand(&draft, &known.scores));
            prop_assert_eq!((one.before.code, one.after.code), (was, is), "{:?}", known.scores);
            prop_assert_eq!(one.flips(), was != is);
            prop_assert_eq!(one.causes.is_some(), was != is);
            *counts.entry((format!("{was:?}"), format!("{is:?}"))).or_default() += 1;
            // What the criteria do to a group adds up to what became of its score, but for rounding and the smallest shifts.
            for (group, before, after) in [
                (Group::Fit, one.before.fit.score, one.after.fit.score),
                (Group::Timing, one.before.timing.score, one.after.timing.score),
            ] {
                let sum: f64 = one.shifts.iter().filter(|shift| shift.group == group).map(|shift| shift.points).sum();
                prop_assert!((sum - (after - before)).abs() < 0.5, "{group:?}: {sum} for {before} to {after}");
            }
        }
        for (row, was) in crate::domain::afterwards::VERDICTS.iter().enumerate() {
            for (column, is) in crate::domain::afterwards::VERDICTS.iter().enumerate() {
                let counted = counts.get(&(format!("{was:?}"), format!("{is:?}"))).copied().unwrap_or(0);
                prop_assert_eq!(replayed.matrix[row][column], counted);
            }
        }
    }

    /// Every answer that a table can get finds the row that the report says can be reached, and no dead row ever holds.
    #[test]
    fn no_row_that_was_called_dead_ever_gives_a_verdict(
        draft in draft(),
        values in prop::collection::vec((-1_i8..=3, 0_u8..3), 13),
    ) {
        let report = examine(&draft).unwrap();
        let mut scores = scores_of(&draft, &values, &[]);
        for criterion in &draft.criteria {
            let value = scores.value(&criterion.id);
            let mut options = criterion.options.iter().filter(|option| Some(option.score) == value);
            let first = options.next().and_then(|option| option.knock_out.clone());
            scores.knock_outs.extend(first);
        }
        let row = judge(&draft, &scores).row;
        prop_assert!(row > 0 && report.rows[row - 1].unreached.is_none(), "row {row}: {:?}", report.rows[row - 1]);
        // The examples are what they are said to be.
        for row in &report.rows {
            if let Some(example) = &row.example {
                prop_assert_eq!(judge(&draft, example).row, row.row);
            }
            if let Some(Unreached::Taken(example)) = &row.unreached {
                prop_assert!(judge(&draft, example).row < row.row);
            }
        }
    }
}

/// Worked out by hand with the weights of the seed: F1 12, F2 20, F3 18, F4 15, F5 18, F6 10, F7 7; T1 28, T2 to T4 16 each,
/// T5 14, T6 10.
///
/// A: all fit scores 2, all timing scores 2. Fit 2/3 = 66.7, timing 66.7. Both rules: a trial (not 70). Stays.
/// B: fit 3, 2, 3, 2, 3, 3, 3 = (36 + 40 + 54 + 30 + 54 + 30 + 21) / 3 = 265 / 3 = 88.3; timing 2, 3, 2, 2, 2, 3 =
///    (56 + 48 + 32 + 32 + 28 + 30) / 3 = 226 / 3 = 75.3, proofs in hand. Before: now (75.3 is at least 70). The draft asks
///    for a timing of 76: a trial. Flips, by the row of "now" alone.
/// C: fit all 2 (66.7); timing 1, 2, 1, 1, 1, 3 = (28 + 32 + 16 + 16 + 14 + 30) / 3 = 136 / 3 = 45.3. Before: not below 45,
///    so a trial. The draft moves 8 points of weight from T6 to T1: T1 36, T6 2: (36 + 32 + 16 + 16 + 14 + 6) / 3 = 120 / 3
///    = 40.0, below 45: prepare first. Flips; T1 gives 36/3 − 28/3 = +2.7 points, T6 gives 2 − 10 = −8.
/// D: K4 triggered: not suitable under both. Stays.
#[test]
fn an_example_worked_out_by_hand() {
    let before = seed();
    let mut after = before.clone();
    after.decisions[7].when.timing_at_least = Some(76.0);
    for (id, weight) in [("T1", 36.0), ("T6", 2.0)] {
        after.criteria.iter_mut().find(|criterion| criterion.id.as_str() == id).unwrap().weight = weight;
    }
    let given = |values: [i8; 13], outs: &[&str]| scores_of(&before, &values.map(|value| (value, 2)), outs);
    let cases = [
        case("A", given([2; 13], &[])),
        case("B", given([3, 2, 3, 2, 3, 3, 3, 2, 3, 2, 2, 2, 3], &[])),
        case("C", given([2, 2, 2, 2, 2, 2, 2, 1, 2, 1, 1, 1, 3], &[])),
        case("D", given([2, 2, 2, 2, 0, 2, 2, 2, 2, 2, 2, 2, 3], &["K4"])),
    ];
    let replayed = replay(&before, &after, &cases);
    let flips: Vec<_> = replayed.flipped().map(|one| (one.place, one.before.code, one.after.code)).collect();
    assert_eq!(
        flips,
        [
            (1, VerdictCode::SuitableNow, VerdictCode::PilotFirst),
            (2, VerdictCode::PilotFirst, VerdictCode::PrepareFirst)
        ]
    );
    assert_eq!((replayed.cases[1].before.fit.score, replayed.cases[1].before.timing.score), (88.3, 75.3));
    assert_eq!((replayed.cases[2].before.timing.score, replayed.cases[2].after.timing.score), (45.3, 40.0));
    assert_eq!(replayed.cases[1].causes, Some(Causes::Alone(vec![Change::Row(8)])));
    let id = CriterionId::from("T6");
    let lighter = Change::Weight { criterion: id.clone(), from: 10.0, to: 2.0 };
    let Some(Causes::Alone(alone)) = &replayed.cases[2].causes else { panic!("{:?}", replayed.cases[2].causes) };
    // Without T6's change 136 + 8 = 144 of 3 · 108 is 44.4: the weight of T1 alone would do it too.
    assert!(alone.contains(&lighter), "{alone:?}");
    let shifts = &replayed.cases[2].shifts;
    assert_eq!(shifts[0].criterion, id);
    assert!((shifts[0].points + 8.0).abs() < 1e-9 && (shifts[1].points - 8.0 / 3.0).abs() < 1e-9, "{shifts:?}");
}

#[test]
fn a_talk_that_was_stopped_never_flips() {
    let before = seed();
    let mut after = before.clone();
    after.decisions[8].verdict = VerdictCode::NotSuitable;
    let stopped = KnownCase { stopped: true, ..case("S", scores_of(&before, &[(2, 1); 13], &[])) };
    let free = case("F", scores_of(&before, &[(2, 1); 13], &[]));
    let replayed = replay(&before, &after, &[stopped, free]);
    assert_eq!(replayed.flipped().map(|one| one.place).collect::<Vec<_>>(), [1]);
    assert_eq!(replayed.cases[0].after.code, VerdictCode::Stop);
}

#[test]
fn two_changes_that_only_do_it_together_are_both_named() {
    let before = seed();
    let mut after = before.clone();
    after.decisions[7].when.fit_at_least = Some(60.0);
    after.decisions[7].when.timing_at_least = Some(60.0);
    // One row: one change.
    let known = case("A", scores_of(&before, &[(2, 1); 13], &[]));
    let replayed = replay(&before, &after, std::slice::from_ref(&known));
    assert_eq!(replayed.cases[0].causes, Some(Causes::Alone(vec![Change::Row(8)])));
    // A trial row before it that asks for nothing but a high fit, and the weights: each alone leaves the verdict.
    let mut after = before.clone();
    after.criteria[0].options[2].score = 3;
    after.criteria[5].options[2].score = 3;
    after.decisions[7].when.fit_at_least = Some(74.0);
    after.decisions[7].when.timing_at_least = Some(60.0);
    let replayed = replay(&before, &after, std::slice::from_ref(&known));
    // Fit 66.7 + 12/3 + 10/3 = 74.0.
    assert!((replayed.cases[0].after.fit.score - 74.0).abs() < 1e-9);
    let Some(Causes::Together(causes)) = &replayed.cases[0].causes else { panic!("{:?}", replayed.cases[0]) };
    assert_eq!(causes.len(), 3, "{causes:?}");
}
