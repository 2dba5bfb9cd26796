//! Judges known cases twice and says which verdicts flip and which change did it.

use super::change::{Change, changes};
use super::mixed::mixed;
use super::rescore::{Moved, rescored};
use crate::domain::afterwards::VERDICTS;
use crate::domain::rubric::{Group, Judgement, Rubric, judge};
use crate::domain::{AiTask, CriterionId, Scores, SectorRef, VerdictCode};

/// Where a known case comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A case that people work on or have released: the scores are theirs.
    Review,
    /// A talk that nobody has reviewed: the scores are the draft's.
    Draft,
    /// A known case of the rubric itself.
    Vector,
    /// An invented need with an expert's scores.
    Example,
}

/// A case whose scores are known.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownCase {
    /// Names it: the code of the case, or the id of the known one.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// The kind of task.
    pub task: Option<AiTask>,
    /// The scores.
    pub scores: Scores,
    /// Law or secrecy stopped the talk: no rule changes that.
    pub stopped: bool,
    /// The verdict that stands against the arithmetic, or that an expert expects.
    pub wanted: Option<VerdictCode>,
}

/// A case under both rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// Its place among the cases.
    pub place: usize,
    /// What the rules in force say.
    pub before: Judgement,
    /// What the draft says.
    pub after: Judgement,
    /// Scores that are not what they were.
    pub moved: Vec<Moved>,
    /// Why the verdict flips; nothing while it stays.
    pub causes: Option<Causes>,
    /// What each criterion does to the score of its group, the most first; only what can be told apart from nothing.
    pub shifts: Vec<Shift>,
}

/// Which changes turn a verdict.
#[derive(Debug, Clone, PartialEq)]
pub enum Causes {
    /// Each of these does by itself.
    Alone(Vec<Change>),
    /// None does by itself; without any of these it would not.
    Together(Vec<Change>),
}

/// What a criterion does to the score of its group.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The criterion.
    pub criterion: CriterionId,
    /// Its group.
    pub group: Group,
    /// Points of a hundred, up or down.
    pub points: f64,
}

/// All cases under both rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// What differs between the rules.
    pub changes: Vec<Change>,
    /// The cases in the order in which they were given.
    pub cases: Vec<Replayed>,
    /// How many cases had the verdict of the row and have that of the column, both in the order of [`VERDICTS`].
    pub matrix: [[usize; 7]; 7],
}

impl Replayed {
    /// Whether the verdict is another one.
    pub fn flips(&self) -> bool {
        self.before.code != self.after.code
    }
}

impl Replay {
    /// The cases whose verdict is another one.
    pub fn flipped(&self) -> impl Iterator<Item = &Replayed> {
        self.cases.iter().filter(|case| case.flips())
    }
}

/// Judges every case by the rules in force and by the draft.
pub fn replay(before: &Rubric, after: &Rubric, cases: &[KnownCase]) -> Replay {
    let changes = changes(before, after);
    let mut matrix = [[0; 7]; 7];
    let one = |(place, case): (usize, &KnownCase)| {
        let (scores, moved) = rescored(before, after, &case.scores);
        let (was, now) = (judged(before, case, &case.scores), judged(after, case, &scores));
        matrix[standing(was.code)][standing(now.code)] += 1;
        let why = (was.code != now.code).then(|| causes(before, after, &changes, case, now.code));
        let shifts = shifts((before, &case.scores), (after, &scores));
        Replayed { place, before: was, after: now, moved, causes: why, shifts }
    };
    let cases = cases.iter().enumerate().map(one).collect();
    Replay { changes, cases, matrix }
}

/// The place of a verdict in the matrix.
fn standing(code: VerdictCode) -> usize {
    VERDICTS.iter().position(|verdict| *verdict == code).unwrap_or_default()
}

fn judged(rubric: &Rubric, case: &KnownCase, scores: &Scores) -> Judgement {
    let mut judgement = judge(rubric, scores);
    if case.stopped {
        judgement.code = VerdictCode::Stop;
    }
    judgement
}

/// The changes that turn a verdict into `then`.
fn causes(before: &Rubric, after: &Rubric, changes: &[Change], case: &KnownCase, then: VerdictCode) -> Causes {
    let with = |some: &[&Change]| {
        let mix = mixed(before, after, some);
        let (scores, _) = rescored(before, &mix, &case.scores);
        judged(&mix, case, &scores).code
    };
    let alone: Vec<Change> = changes.iter().filter(|change| with(&[change]) == then).cloned().collect();
    if !alone.is_empty() {
        return Causes::Alone(alone);
    }
    let needed = changes.iter().enumerate().filter(|(place, _)| {
        let rest: Vec<&Change> = changes.iter().enumerate().filter(|(at, _)| at != place).map(|(_, one)| one).collect();
        with(&rest) != then
    });
    let needed: Vec<Change> = needed.map(|(_, change)| change.clone()).collect();
    // Where any two of three would do, none is needed by itself: then all of them did it.
    Causes::Together(if needed.is_empty() { changes.to_vec() } else { needed })
}

/// What each criterion gives to its group's score, now less before.
fn shifts(before: (&Rubric, &Scores), after: (&Rubric, &Scores)) -> Vec<Shift> {
    let mut found = vec![];
    for group in [Group::Fit, Group::Timing] {
        let (was, is) = (shares(before, group), shares(after, group));
        let gone = was.iter().filter(|(id, _)| !is.iter().any(|(other, _)| other == id));
        let gone = gone.map(|(id, share)| (id.clone(), -share));
        let stayed = is.iter().map(|(id, share)| {
            let had = was.iter().find(|(other, _)| other == id).map_or(0.0, |(_, share)| *share);
            (id.clone(), share - had)
        });
        let all = stayed.chain(gone).map(|(criterion, points)| Shift { criterion, group, points });
        found.extend(all.filter(|shift| shift.points.abs() >= 0.05));
    }
    found.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
    found
}

/// The points of a hundred that every answered criterion gives to its group.
fn shares((rubric, scores): (&Rubric, &Scores), group: Group) -> Vec<(CriterionId, f64)> {
    let known = rubric.group(group).filter_map(|criterion| Some((criterion, scores.value(&criterion.id)?)));
    let known: Vec<_> = known.collect();
    let answered: f64 = known.iter().map(|(criterion, _)| criterion.weight).sum();
    let share = |weight: f64, value: u8| {
        if answered > 0.0 { weight * f64::from(value) * 100.0 / (3.0 * answered) } else { 0.0 }
    };
    known.into_iter().map(|(criterion, value)| (criterion.id.clone(), share(criterion.weight, value))).collect()
}
