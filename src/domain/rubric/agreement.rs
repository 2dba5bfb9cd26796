//! How far two readers agree on verdicts, beyond what chance would give: Cohen's kappa with quadratic weights.
//!
//! Weighted kappa: Cohen, Psychological Bulletin 70 (1968). Its standard error: Fleiss, Cohen and Everitt, Psychological
//! Bulletin 72 (1969), as in the manual of SAS PROC FREQ, whose example is a test below.

use super::flips::standing;
use crate::domain::VerdictCode;

/// How many verdicts there are.
const VERDICTS: usize = 7;
/// A normal variable lies within so many standard errors with a probability of 95 %.
const WITHIN: f64 = 1.959_964;

/// How two readers agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// 1: always the same; 0: as often as by chance; below: less than that.
    pub kappa: f64,
    /// The bounds between which it lies with a probability of 95 %, as far as so many pairs say. An approximation for many
    /// pairs: with fewer than some twenty it is a hint. Nothing where the readers agreed every time, which leaves it no width.
    pub interval: Option<(f64, f64)>,
    /// How many cases both have judged.
    pub pairs: usize,
}

/// The agreement over pairs of verdicts of the first and the second reader; nothing for fewer than two pairs, or when both
/// readers gave one and the same verdict throughout: then chance alone explains all.
pub fn agreement(pairs: &[(VerdictCode, VerdictCode)]) -> Option<Agreement> {
    if pairs.len() < 2 {
        return None;
    }
    let mut counts = [[0_u32; VERDICTS]; VERDICTS];
    for (first, second) in pairs {
        counts[usize::from(standing(*first))][usize::from(standing(*second))] += 1;
    }
    let (kappa, error) = weighted(&counts, |apart| 1.0 - apart * apart)?;
    let bound = |at: f64| at.clamp(-1.0, 1.0);
    let wide = error > 1e-9;
    let interval = wide.then(|| (bound(kappa - WITHIN * error), bound(kappa + WITHIN * error)));
    Some(Agreement { kappa, interval, pairs: pairs.len() })
}

/// Kappa of a square table of counts and its standard error; `weight` says how much of an agreement two categories are whose
/// distance is a part of the greatest one.
fn weighted<const N: usize>(counts: &[[u32; N]; N], weight: impl Fn(f64) -> f64) -> Option<(f64, f64)> {
    let total: f64 = counts.iter().flatten().copied().map(f64::from).sum();
    let part = |row: usize, column: usize| f64::from(counts[row][column]) / total;
    let agree = |row: usize, column: usize| weight(number(row.abs_diff(column)) / number(N - 1));
    let rows: [f64; N] = std::array::from_fn(|row| (0..N).map(|column| part(row, column)).sum());
    let columns: [f64; N] = std::array::from_fn(|column| (0..N).map(|row| part(row, column)).sum());
    let cells = || (0..N).flat_map(|row| (0..N).map(move |column| (row, column)));
    let observed: f64 = cells().map(|(row, column)| part(row, column) * agree(row, column)).sum();
    let expected: f64 = cells().map(|(row, column)| rows[row] * columns[column] * agree(row, column)).sum();
    let room = 1.0 - expected;
    if room.is_nan() || room < 1e-12 {
        return None;
    }
    let kappa = (observed - expected) / room;
    let by_row = |row: usize| (0..N).map(|column| columns[column] * agree(row, column)).sum::<f64>();
    let by_column = |column: usize| (0..N).map(|row| rows[row] * agree(row, column)).sum::<f64>();
    let spread = |(row, column): (usize, usize)| {
        let off = agree(row, column) - (by_row(row) + by_column(column)) * (1.0 - kappa);
        part(row, column) * off * off
    };
    let centre = kappa - expected * (1.0 - kappa);
    // Rounding may leave a little less than nothing.
    let variance = (cells().map(spread).sum::<f64>() - centre * centre).max(0.0) / (total * room * room);
    Some((kappa, variance.sqrt()))
}

fn number(small: usize) -> f64 {
    u32::try_from(small).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CODES: [VerdictCode; VERDICTS] = [
        VerdictCode::Stop,
        VerdictCode::NotSuitable,
        VerdictCode::ConventionalBetter,
        VerdictCode::NotEnoughInfo,
        VerdictCode::PrepareFirst,
        VerdictCode::PilotFirst,
        VerdictCode::SuitableNow,
    ];

    fn near(value: f64, wanted: f64) -> bool {
        (value - wanted).abs() < 0.000_05
    }

    #[test]
    fn the_example_of_the_sas_manual_comes_out() {
        // Two dermatologists, 88 patients, four grades, linear weights.
        let counts = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]];
        let (kappa, error) = weighted(&counts, |apart| 1.0 - apart).unwrap();
        assert!(near(kappa, 0.5082) && near(error, 0.0655), "{kappa} {error}");
        assert!(near(kappa - WITHIN * error, 0.379_76) && near(kappa + WITHIN * error, 0.636_56));
        // Without weights, from the same page.
        let (kappa, error) = weighted(&counts, |apart| if apart > 0.0 { 0.0 } else { 1.0 }).unwrap();
        assert!(near(kappa, 0.3449) && near(error, 0.0724), "{kappa} {error}");
    }

    #[test]
    fn a_table_reckoned_by_hand_comes_out() {
        // Weights 1, 3/4, 0. Observed (6 · 1 + 4 · 3/4) / 10 = 0.9; rows and columns are .3 .4 .3, so expected
        // .34 · 1 + .48 · 3/4 = 0.7. Kappa = 0.2 / 0.3.
        let counts = [[2, 1, 0], [1, 2, 1], [0, 1, 2]];
        let (kappa, _) = weighted(&counts, |apart| 1.0 - apart * apart).unwrap();
        assert!(near(kappa, 2.0 / 3.0), "{kappa}");
    }

    #[test]
    fn too_little_says_nothing() {
        let same = (VerdictCode::PilotFirst, VerdictCode::PilotFirst);
        assert_eq!(agreement(&[]), None);
        assert_eq!(agreement(&[same]), None);
        assert_eq!(agreement(&[same; 9]), None);
    }

    #[test]
    fn a_neighbour_counts_for_more_than_the_other_end() {
        let base = [(VerdictCode::SuitableNow, VerdictCode::SuitableNow), (VerdictCode::Stop, VerdictCode::Stop)];
        let with = |second| agreement(&[base[0], base[1], (VerdictCode::SuitableNow, second)]).unwrap().kappa;
        assert!(with(VerdictCode::SuitableNow) > with(VerdictCode::PilotFirst));
        assert!(with(VerdictCode::PilotFirst) > with(VerdictCode::NotSuitable));
        // Only ever the same: 1, and no interval.
        let all = agreement(&base).unwrap();
        assert!(near(all.kappa, 1.0) && all.interval.is_none() && all.pairs == 2);
        // One reader who always says the same is as good as chance.
        let dull = [(CODES[2], CODES[1]), (CODES[2], CODES[6]), (CODES[2], CODES[2])];
        assert!(near(agreement(&dull).unwrap().kappa, 0.0));
    }

    proptest! {
        #[test]
        fn it_is_one_minus_the_ratio_of_squares(picks in prop::collection::vec((0_u8..7, 0_u8..7), 2..40)) {
            let pairs: Vec<_> = picks.iter().map(|(a, b)| (CODES[usize::from(*a)], CODES[usize::from(*b)])).collect();
            let square = |a: u8, b: u8| f64::from(a.abs_diff(b)).powi(2);
            let count = f64::from(u32::try_from(picks.len()).unwrap());
            let observed: f64 = picks.iter().map(|(a, b)| square(*a, *b)).sum::<f64>() / count;
            let mixed = picks.iter().flat_map(|(a, _)| picks.iter().map(|(_, b)| square(*a, *b)));
            let expected = mixed.sum::<f64>() / (count * count);
            match agreement(&pairs) {
                None => prop_assert!(expected < 1e-9),
                Some(found) => {
                    prop_assert!(near(found.kappa, 1.0 - observed / expected), "{found:?}");
                    let turned: Vec<_> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
                    prop_assert!(near(agreement(&turned).unwrap().kappa, found.kappa));
                    if let Some((low, high)) = found.interval {
                        prop_assert!(low <= found.kappa && found.kappa <= high && low >= -1.0 && high <= 1.0);
                    }
                }
            }
        }
    }
}
