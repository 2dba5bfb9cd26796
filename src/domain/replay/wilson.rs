//! A share of few with the bounds between which it lies: the score interval of Wilson, Journal of the American Statistical
//! Association 22 (1927), which stays within 0 and 1 and is honest where there are few.

/// A normal variable lies within so many standard errors with a probability of 95 %.
const WITHIN: f64 = 1.959_963_985;

/// A share and its bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Some of all.
    pub share: f64,
    /// The lower bound of 95 %.
    pub low: f64,
    /// The upper bound of 95 %.
    pub high: f64,
}

/// The share that some are of all; nothing of nothing.
pub fn wilson(some: u32, all: u32) -> Option<Share> {
    if all == 0 || some > all {
        return None;
    }
    let (some, all) = (f64::from(some), f64::from(all));
    let share = some / all;
    let square = WITHIN * WITHIN;
    let centre = (share + square / (2.0 * all)) / (1.0 + square / all);
    let half = WITHIN / (1.0 + square / all) * (share * (1.0 - share) / all + square / (4.0 * all * all)).sqrt();
    // At the ends rounding may leave a bound on the wrong side of the share.
    Some(Share { share, low: (centre - half).clamp(0.0, share), high: (centre + half).clamp(share, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_intervals_come_out() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        for (some, all, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let share = wilson(some, all).unwrap();
            assert!(
                (share.low - low).abs() < 0.000_1 && (share.high - high).abs() < 0.000_1,
                "{some} of {all}: {share:?}"
            );
        }
        assert_eq!((wilson(0, 0), wilson(2, 1)), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn the_bounds_hold_the_share_and_narrow_with_more(some in 0_u32..200, more in 1_u32..200) {
            let all = some + more;
            let share = wilson(some, all).unwrap();
            proptest::prop_assert!(0.0 <= share.low && share.low <= share.share && share.share <= share.high && share.high <= 1.0);
            let tenfold = wilson(some * 10, all * 10).unwrap();
            proptest::prop_assert!(tenfold.high - tenfold.low < share.high - share.low);
            // What is counted the other way round has the same bounds the other way round.
            let turned = wilson(more, all).unwrap();
            proptest::prop_assert!((turned.low - (1.0 - share.high)).abs() < 1e-9);
        }
    }
}
