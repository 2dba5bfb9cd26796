//! The assessment of a candidate: what a person looks at before a case goes among others, kept with the decision.

use serde::{Deserialize, Serialize};

use super::{telling_codes, telling_days};
use crate::domain::{Case, SectorRef};

/// With so many firms of the same trade, place and size nobody is known by these alone.
pub const ENOUGH: usize = 5;

/// Trade, place and size together, as far as the case tells them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Combination {
    /// The group of trades: letter and three digits.
    pub trade: Option<String>,
    /// The place.
    pub place: Option<String>,
    /// The size of the firm.
    pub size: Option<String>,
}

/// What was found, and what somebody says about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Names it: the number of the record that the law asks for (C-32).
    pub id: String,
    /// Codes that may be a drawing's or a part's.
    pub codes: Vec<String>,
    /// Days and months on which something happened.
    pub days: Vec<String>,
    /// Trade, place and size.
    pub combination: Combination,
    /// Other cases that share them, in the case base and under review.
    pub peers: usize,
    /// Photos of the talk; none of them is taken along.
    pub photos: usize,
    /// Why it may go all the same, when something was found.
    pub reason: String,
}

impl Combination {
    /// That of a case.
    pub fn of(sector: Option<&SectorRef>, place: Option<&str>, size: Option<&str>) -> Self {
        let group = |sector: &SectorRef| sector.code.chars().take(4).collect::<String>();
        let told = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Self { trade: sector.map(group), place: place.and_then(told), size: size.and_then(told) }
    }

    /// Whether another firm may be meant by it: what either does not tell may be anything.
    pub fn may_mean(&self, other: &Self) -> bool {
        let fits = |own: &Option<String>, other: &Option<String>| match (own, other) {
            (Some(own), Some(other)) => {
                own.starts_with(other.as_str()) || other.starts_with(own.as_str()) || other.contains(own.as_str())
            }
            (Some(_), None) => false,
            (None, _) => true,
        };
        fits(&self.trade, &other.trade) && fits(&self.place, &other.place) && fits(&self.size, &other.size)
    }

    /// How many of the others it may mean.
    pub fn peers<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> usize {
        others.into_iter().filter(|other| self.may_mean(other)).count()
    }
}

impl Assessment {
    /// Whether somebody has to say why it may go all the same.
    pub fn asks_why(&self) -> bool {
        self.is_rare() || !self.codes.is_empty() || !self.days.is_empty()
    }

    /// Whether too few firms share trade, place and size; a case that tells none of them is nobody's.
    pub fn is_rare(&self) -> bool {
        self.combination != Combination::default() && self.peers + 1 < ENOUGH
    }
}

/// Assesses the case as it would be published.
pub fn assess(id: String, case: &Case, peers: usize, photos: usize, reason: &str) -> Assessment {
    let text = told(case);
    let combination = Combination::of(Some(&case.sector), case.region.as_deref(), case.company_size.as_deref());
    let (codes, days) = (telling_codes(&text), telling_days(&text));
    Assessment { id, codes, days, combination, peers, photos, reason: reason.trim().to_owned() }
}

/// Every text of a case that people wrote.
fn told(case: &Case) -> String {
    let own = [&case.title, &case.process_step, &case.owner_words, &case.problem, &case.approach];
    let more = [&case.company, &case.data_used, &case.result, &case.duration];
    let note = case.cost.as_ref().and_then(|cost| cost.note.as_ref());
    let all = own.into_iter().chain(more.into_iter().flatten()).chain(&case.lessons).chain(note);
    all.map(String::as_str).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combination(trade: &str, place: &str, size: &str) -> Combination {
        let sector = SectorRef { code: trade.to_owned(), name: String::new() };
        Combination::of(Some(&sector).filter(|_| !trade.is_empty()), Some(place), Some(size))
    }

    #[test]
    fn fewer_told_means_more_meant() {
        let others = [
            combination("C195", "温州市", "small"),
            combination("C1951", "温州市", "medium"),
            combination("C195", "台州市", "small"),
            combination("C344", "温州市", "small"),
            combination("C195", "", ""),
        ];
        assert_eq!(combination("C195", "温州市", "small").peers(&others), 1);
        assert_eq!(combination("C195", "温州市", "").peers(&others), 2);
        assert_eq!(combination("C195", "", "").peers(&others), 4);
        assert_eq!(combination("", "", "").peers(&others), 5);
    }

    proptest::proptest! {
        /// To leave something out never makes a firm easier to find.
        #[test]
        fn leaving_out_never_makes_fewer(picks in proptest::collection::vec((0_usize..4, 0_usize..4, 0_usize..3), 1..30)) {
            let trades = ["C195", "C1951", "C344", ""];
            let places = ["温州市", "台州市", "宁波市", ""];
            let sizes = ["small", "medium", ""];
            let all: Vec<_> = picks.iter().map(|(t, p, s)| combination(trades[*t], places[*p], sizes[*s])).collect();
            let (t, p, s) = picks[0];
            let told = combination(trades[t], places[p], sizes[s]).peers(&all);
            for fewer in [combination("", places[p], sizes[s]), combination(trades[t], "", sizes[s]), combination(trades[t], places[p], "")] {
                proptest::prop_assert!(fewer.peers(&all) >= told);
            }
        }
    }
}
