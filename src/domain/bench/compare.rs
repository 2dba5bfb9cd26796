//! Two runs side by side, and whether the later one is worse.

use super::{Figure, Figures, QueryId, Run, RunQuery};

/// Less than this is no difference.
const NOISE: f64 = 1e-9;

/// A query in two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared<'a> {
    /// In the earlier one.
    pub before: Option<&'a RunQuery>,
    /// In the later one.
    pub after: Option<&'a RunQuery>,
}

impl Compared<'_> {
    /// By how much a figure changed; nothing when it is not in both, or other things are expected now.
    pub fn change(&self, figure: Figure) -> Option<f64> {
        let (before, after) = (self.before?, self.after?);
        let same = before.query == after.query;
        same.then(|| Some(after.figures?.get(figure) - before.figures?.get(figure))).flatten()
    }
}

/// The queries of two runs, those of the earlier one first.
pub fn compare<'a>(before: &'a Run, after: &'a Run) -> Vec<Compared<'a>> {
    let find = |run: &'a Run, id: QueryId| run.queries.iter().find(|query| query.id == id);
    let both = before.queries.iter().map(|query| Compared { before: Some(query), after: find(after, query.id) });
    let fresh = after.queries.iter().filter(|query| find(before, query.id).is_none());
    both.chain(fresh.map(|query| Compared { before: None, after: Some(query) })).collect()
}

/// Figures that would be lower.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowered {
    /// The means as they are, over the queries that are in both.
    pub before: Figures,
    /// The means as they would be.
    pub after: Figures,
    /// The queries of which a figure would be lower.
    pub queries: Vec<QueryId>,
}

impl Lowered {
    /// The means that are lower.
    pub fn figures(&self) -> impl Iterator<Item = Figure> {
        Figure::ALL.into_iter().filter(|figure| self.after.get(*figure) < self.before.get(*figure) - NOISE)
    }
}

/// What would be lower, over the queries that are the same in both; nothing when no mean is.
pub fn lowered(before: &[RunQuery], after: &[RunQuery]) -> Option<Lowered> {
    let pairs: Vec<(&RunQuery, Figures, Figures)> = before
        .iter()
        .filter_map(|old| {
            let new = after.iter().find(|new| new.id == old.id && new.query == old.query)?;
            Some((old, old.figures?, new.figures?))
        })
        .collect();
    let mean =
        |of: fn(&(&RunQuery, Figures, Figures)) -> Figures| Figures::mean(&pairs.iter().map(of).collect::<Vec<_>>());
    let worse = |(_, old, new): &&(&RunQuery, Figures, Figures)| {
        Figure::ALL.iter().any(|figure| new.get(*figure) < old.get(*figure) - NOISE)
    };
    let found = Lowered {
        before: mean(|(_, old, _)| *old)?,
        after: mean(|(_, _, new)| *new)?,
        queries: pairs.iter().filter(worse).map(|(query, ..)| query.id).collect(),
    };
    let lower = found.figures().next().is_some();
    lower.then_some(found)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::EntryKind;
    use crate::domain::bench::{NewQuery, Placed};

    fn query(id: u128, expected: &str, found: &str) -> RunQuery {
        let ids = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
        let found = ids(found).into_iter().map(|id| Placed { id, score: 1.0 }).collect();
        let query = NewQuery {
            words: "划痕".to_owned(),
            kind: EntryKind::Case,
            area: None,
            as_of: None,
            expected: ids(expected),
        };
        RunQuery::new(QueryId(Uuid::from_u128(id)), query, found, 3)
    }

    /// Recall before (1 + 1)/2 = 1, after (1 + 0)/2 = 0.5; the first query is as it was, the third is new.
    #[test]
    fn a_lower_mean_names_the_queries_that_lost() {
        let before = [query(1, "a", "abc"), query(2, "b", "bcd")];
        let after = [query(1, "a", "axy"), query(2, "b", "xyz"), query(3, "c", "xyz")];
        let found = lowered(&before, &after).unwrap();
        assert_eq!(found.queries, [QueryId(Uuid::from_u128(2))]);
        assert!((found.before.recall - 1.0).abs() < NOISE && (found.after.recall - 0.5).abs() < NOISE);
        assert_eq!(found.figures().count(), 3);
    }

    #[test]
    fn what_is_as_good_or_not_the_same_is_not_lower() {
        let before = [query(1, "a", "abc"), query(2, "b", "cbd")];
        assert_eq!(lowered(&before, &before), None);
        // One better, nothing worse.
        assert_eq!(lowered(&before, &[query(1, "a", "abc"), query(2, "b", "bcd")]), None);
        // Other things are expected of it now: no comparison.
        assert_eq!(lowered(&[query(1, "a", "abc")], &[query(1, "x", "abc")]), None);
        assert_eq!(lowered(&[], &before), None);
    }
}
