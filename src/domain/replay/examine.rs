//! Which rows of a decision table can ever give the verdict, with an example for each, and what keeps the others from it.

use std::collections::BTreeSet;

use super::reach::{Reached, TooComplex, bits, reached};
use crate::domain::afterwards::VERDICTS;
use crate::domain::rubric::{Group, Rubric};
use crate::domain::{KnockOutId, Scores, VerdictCode};

/// More pairs of what the two groups can mean are not gone through.
const PAIRS: usize = 40_000_000;

/// What was found out about a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableReport {
    /// Every row in order.
    pub rows: Vec<RowReport>,
    /// Verdicts that no answers can lead to.
    pub missing: Vec<VerdictCode>,
    /// Answers for which no row holds; nothing when there are none such, as it should be.
    pub gap: Option<Scores>,
}

/// What was found out about a row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowReport {
    /// Its place, counted from 1.
    pub row: usize,
    /// Its verdict.
    pub verdict: VerdictCode,
    /// Answers for which it gives the verdict; nothing when it never does.
    pub example: Option<Scores>,
    /// Why it never does.
    pub unreached: Option<Unreached>,
    /// Earlier rows that take some of the answers that it would take: the order decides.
    pub behind: BTreeSet<usize>,
}

/// Why a row never gives the verdict.
#[derive(Debug, Clone, PartialEq)]
pub enum Unreached {
    /// No answers meet its conditions.
    Never,
    /// Whatever meets them is taken by earlier rows, such as these answers.
    Taken(Scores),
}

/// What is found while going through: an example for each row that it gives the verdict, one that it would, and who took it.
struct Found<'a> {
    gives: Vec<Option<Example<'a>>>,
    /// With the row that took it: the later, the more it tells.
    would: Vec<Option<(u32, Example<'a>)>>,
    behind: Vec<u64>,
    gap: Option<Example<'a>>,
}

type Example<'a> = (&'a Reached, &'a Reached, Option<&'a KnockOutId>);

impl TableReport {
    /// Whether every row can give its verdict and one always does.
    pub fn is_sound(&self) -> bool {
        self.gap.is_none() && self.rows.iter().all(|row| row.unreached.is_none())
    }
}

/// Goes through everything that can be answered.
///
/// # Errors
/// [`TooComplex`] when there is more of it than can be gone through: then nothing is claimed.
pub fn examine(rubric: &Rubric) -> Result<TableReport, TooComplex> {
    let (fit, timing) = (reached(rubric, Group::Fit)?, reached(rubric, Group::Timing)?);
    let orphans = orphans(rubric);
    if fit.len().saturating_mul(timing.len()).saturating_mul(orphans.len() + 1) > PAIRS {
        return Err(TooComplex);
    }
    let rows = rubric.decisions.len();
    let mut found = Found { gives: vec![None; rows], would: vec![None; rows], behind: vec![0; rows], gap: None };
    let free = bits(rubric, |when| when.knock_outs.is_empty());
    let outs = std::iter::once(None).chain(orphans.into_iter().map(Some));
    let all = if rows == 64 { u64::MAX } else { (1 << rows) - 1 };
    let anyway = bits(rubric, |when| !when.not_enough);
    for out in outs {
        let extra = bits(rubric, |when| out.is_some_and(|out| when.knock_outs.contains(out)));
        for one in &fit {
            for other in &timing {
                let (a, b) = (one.mark, other.mark);
                let enough = if a.enough && b.enough { anyway } else { all };
                let triggered = free | a.triggered | b.triggered | extra;
                found.note(a.holds & b.holds & (a.late | b.late) & triggered & enough & all, (one, other, out));
            }
        }
    }
    Ok(report(rubric, &found))
}

/// Knock-outs that no answer carries: they come from what an owner says of the need itself.
fn orphans(rubric: &Rubric) -> Vec<&KnockOutId> {
    let carried = |id: &KnockOutId| {
        let mut options = rubric.criteria.iter().flat_map(|criterion| &criterion.options);
        options.any(|option| option.knock_out.as_ref() == Some(id))
    };
    rubric.knock_outs.iter().map(|known| &known.id).filter(|id| !carried(id)).collect()
}

impl<'a> Found<'a> {
    /// Notes the rows that hold for these answers.
    fn note(&mut self, holding: u64, example: Example<'a>) {
        if holding == 0 {
            self.gap.get_or_insert(example);
            return;
        }
        let first = holding.trailing_zeros();
        let mut rest = holding;
        while rest != 0 {
            let row = rest.trailing_zeros();
            rest &= rest - 1;
            let Ok(place) = usize::try_from(row) else { continue };
            if row == first {
                self.gives[place].get_or_insert(example);
            } else {
                if self.would[place].is_none_or(|(by, _)| by < first) {
                    self.would[place] = Some((first, example));
                }
                self.behind[place] |= 1 << first;
            }
        }
    }
}

fn report(rubric: &Rubric, found: &Found<'_>) -> TableReport {
    let rows = rubric.decisions.iter().enumerate().map(|(place, row)| {
        let example = found.gives[place].map(scores);
        let unreached = match (&example, found.would[place]) {
            (Some(_), _) => None,
            (None, Some((_, would))) => Some(Unreached::Taken(scores(would))),
            (None, None) => Some(Unreached::Never),
        };
        let behind = (0..rubric.decisions.len()).filter(|other| found.behind[place] & (1 << other) != 0);
        let behind = behind.map(|other| other + 1).collect();
        RowReport { row: place + 1, verdict: row.verdict, example, unreached, behind }
    });
    let rows: Vec<RowReport> = rows.collect();
    // Without a row that holds the verdict is that too little is known.
    let given = |code: VerdictCode| {
        let by_row = rows.iter().any(|row| row.verdict == code && row.example.is_some());
        by_row || (code == VerdictCode::NotEnoughInfo && found.gap.is_some())
    };
    let missing = VERDICTS.into_iter().filter(|code| !given(*code)).collect();
    TableReport { missing, gap: found.gap.map(scores), rows }
}

fn scores((fit, timing, out): Example<'_>) -> Scores {
    let mut scores = Scores::default();
    fit.put(&mut scores);
    timing.put(&mut scores);
    scores.knock_outs.extend(out.cloned());
    scores
}

#[cfg(test)]
mod tests {
    use super::super::tests::seed;
    use super::*;
    use crate::domain::rubric::judge;

    #[test]
    fn the_seed_has_no_dead_row() {
        let report = examine(&seed()).unwrap();
        assert!(report.is_sound() && report.missing.is_empty(), "{report:?}");
        // The trial takes what is left of the rows before it, so it stands behind all of them.
        assert_eq!(report.rows[8].behind, (1..=8).collect());
        assert!(report.rows[0].behind.is_empty());
    }

    #[test]
    fn rows_that_never_hold_are_named_with_the_reason() {
        let mut rubric = seed();
        // Fit below 40 and at least 60: nothing is both.
        rubric.decisions[7].when.fit_below = Some(40.0);
        rubric.decisions[7].when.fit_at_least = Some(60.0);
        // What is at least 2 is taken by the row before as soon as that asks for nothing but the fit.
        rubric.decisions[4].when.at_most.clear();
        let report = examine(&rubric).unwrap();
        assert_eq!(report.rows[7].unreached, Some(Unreached::Never));
        let Some(Unreached::Taken(example)) = &report.rows[5].unreached else { panic!("{:?}", report.rows[5]) };
        assert_eq!(judge(&rubric, example).row, 5);
        assert_eq!(report.missing, [VerdictCode::SuitableNow]);
        // Without a last row that always holds there are answers for which none does.
        rubric.decisions.pop();
        let gap = examine(&rubric).unwrap().gap.unwrap();
        assert_eq!(judge(&rubric, &gap).row, 0);
    }

    #[test]
    fn a_threshold_between_two_tenths_is_found() {
        // 50 % of the fit is reached by F1 to F7 = 3,0,3,0,… too, but 49.95 rounds to 50: a limit of 50 is met, 50.1 is not.
        let mut rubric = seed();
        rubric.decisions[4].when.fit_below = Some(0.0);
        rubric.decisions[5].when.fit_below = Some(0.0);
        let report = examine(&rubric).unwrap();
        assert_eq!(report.rows[4].unreached, Some(Unreached::Never));
        assert_eq!(report.rows[5].unreached, Some(Unreached::Never));
    }
}
