//! How good a ranked list is: recall, reciprocal rank, discounted gain.

use serde::{Deserialize, Serialize};

/// The figures of one query, or their means over several; each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Which part of what is expected stands among the first k.
    pub recall: f64,
    /// One over the place of the first that is expected; 0 when none is among the first k.
    pub mrr: f64,
    /// The gain of those that are expected, less the further down they stand, against the best order that there could be.
    pub ndcg: f64,
}

/// One of the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Recall among the first k.
    Recall,
    /// Reciprocal rank.
    Mrr,
    /// Discounted gain.
    Ndcg,
}

impl Figure {
    /// Every figure, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Recall, Self::Mrr, Self::Ndcg];

    /// Its name in the message catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Self::Recall => "recall",
            Self::Mrr => "mrr",
            Self::Ndcg => "ndcg",
        }
    }
}

impl Figures {
    /// The figures of the first `k` that were found, best first; each counts once. Nothing expected has no figures.
    pub fn of(found: &[String], expected: &[String], k: usize) -> Option<Self> {
        let mut seen: Vec<&String> = vec![];
        let hits: Vec<usize> = found
            .iter()
            .take(k)
            .enumerate()
            .filter(|(_, id)| expected.contains(id))
            .filter(|(_, id)| {
                let fresh = !seen.contains(id);
                seen.push(id);
                fresh
            })
            .map(|(place, _)| place + 1)
            .collect();
        let mut wanted: Vec<&String> = expected.iter().collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() || k == 0 {
            return None;
        }
        let best: f64 = (1..=wanted.len().min(k)).map(gain).sum();
        Some(Self {
            recall: number(hits.len()) / number(wanted.len()),
            mrr: hits.first().map_or(0.0, |place| 1.0 / number(*place)),
            ndcg: hits.iter().copied().map(gain).sum::<f64>() / best,
        })
    }

    /// The means; nothing of nothing.
    pub fn mean(all: &[Self]) -> Option<Self> {
        if all.is_empty() {
            return None;
        }
        let mean = |of: fn(&Self) -> f64| all.iter().map(of).sum::<f64>() / number(all.len());
        Some(Self { recall: mean(|f| f.recall), mrr: mean(|f| f.mrr), ndcg: mean(|f| f.ndcg) })
    }

    /// One of them.
    pub fn get(&self, figure: Figure) -> f64 {
        match figure {
            Figure::Recall => self.recall,
            Figure::Mrr => self.mrr,
            Figure::Ndcg => self.ndcg,
        }
    }
}

/// What a hit in that place, counted from 1, is worth.
fn gain(place: usize) -> f64 {
    1.0 / (number(place) + 1.0).log2()
}

#[expect(clippy::cast_precision_loss, reason = "places and counts stay far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    /// Expected b and d; found a, b, c, d: both among the first four, the first at place 2.
    /// DCG = 1/log2(3) + 1/log2(5) = 0.630930 + 0.430677 = 1.061606; the best is 1/log2(2) + 1/log2(3) = 1.630930.
    #[test]
    fn a_list_by_hand() {
        let figures = Figures::of(&ids("abcd"), &ids("bd"), 4).unwrap();
        assert!(near(figures.recall, 1.0) && near(figures.mrr, 0.5), "{figures:?}");
        assert!((figures.ndcg - 1.061_606_3 / 1.630_929_7).abs() < 1e-6, "{figures:?}");
        // Only the first three count: d is missed.
        let figures = Figures::of(&ids("abcd"), &ids("bd"), 3).unwrap();
        assert!(near(figures.recall, 0.5) && near(figures.mrr, 0.5), "{figures:?}");
        assert!((figures.ndcg - 0.630_929_7 / 1.630_929_7).abs() < 1e-6, "{figures:?}");
    }

    #[test]
    fn the_best_and_the_worst() {
        let best = Figures { recall: 1.0, mrr: 1.0, ndcg: 1.0 };
        assert_eq!(Figures::of(&ids("bdac"), &ids("db"), 6), Some(best));
        // With more expected than there are places, a list full of them is the best that there could be.
        let full = Figures::of(&ids("ab"), &ids("abcd"), 2).unwrap();
        assert!(near(full.recall, 0.5) && near(full.ndcg, 1.0));
        let worst = Figures { recall: 0.0, mrr: 0.0, ndcg: 0.0 };
        assert_eq!(Figures::of(&ids("xyz"), &ids("ab"), 3), Some(worst));
        assert_eq!(Figures::of(&[], &ids("ab"), 3), Some(worst));
        assert_eq!(Figures::of(&ids("ab"), &[], 3), None);
        assert_eq!(Figures::of(&ids("ab"), &ids("a"), 0), None);
    }

    /// (1 + 0.5 + 0) / 3 each.
    #[test]
    fn means_are_over_the_queries() {
        let all = [1.0, 0.5, 0.0].map(|value| Figures { recall: value, mrr: value, ndcg: value });
        let mean = Figures::mean(&all).unwrap();
        assert!(Figure::ALL.iter().all(|figure| near(mean.get(*figure), 0.5)));
        assert_eq!(Figures::mean(&[]), None);
    }

    proptest! {
        #[test]
        fn every_figure_is_between_0_and_1_and_more_places_never_lower_recall(
            found in "[a-h]{0,12}", expected in "[a-h]{1,5}", k in 1_usize..10,
        ) {
            let (found, expected) = (ids(&found), ids(&expected));
            let few = Figures::of(&found, &expected, k).unwrap();
            let more = Figures::of(&found, &expected, k + 1).unwrap();
            for figure in Figure::ALL {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&few.get(figure)), "{figure:?} {few:?}");
            }
            prop_assert!(more.recall >= few.recall && more.mrr >= few.mrr);
        }
    }
}
