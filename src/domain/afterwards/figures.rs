//! The figures of the desk: about drafts and rules, never about people.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Span;
use crate::domain::review::DeclineReason;
use crate::domain::rubric::Agreement;
use crate::domain::{ConversationId, SectorRef, VerdictCode};

/// Fewer pairs of readings than this say little.
const FEW: usize = 20;

/// The verdicts from the best for AI to the worst, as charts stack them.
pub const VERDICTS: [VerdictCode; 7] = [
    VerdictCode::SuitableNow,
    VerdictCode::PilotFirst,
    VerdictCode::PrepareFirst,
    VerdictCode::ConventionalBetter,
    VerdictCode::NotSuitable,
    VerdictCode::NotEnoughInfo,
    VerdictCode::Stop,
];

/// An approval, and since when the case had waited for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Approved {
    /// The case.
    pub case: ConversationId,
    /// Since when it waited.
    pub waited_since: DateTime<Utc>,
    /// When it was approved.
    pub at: DateTime<Utc>,
    /// The verdict; nothing when the step does not say.
    pub verdict: Option<VerdictCode>,
    /// The trade.
    pub sector: Option<SectorRef>,
    /// Whether anything was changed before.
    pub edited: bool,
}

/// The time to approve in one week.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekTimes {
    /// Its Monday.
    pub monday: NaiveDate,
    /// How many cases were approved.
    pub count: usize,
    /// The median, in hours; nothing when none was.
    pub hours: Option<f64>,
}

/// What happened in one week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WeekCounts {
    /// Approvals.
    pub approved: u64,
    /// Cases that went back to the owner.
    pub returned: u64,
    /// Cases that were not taken.
    pub declined: u64,
}

/// How often lines of one kind were changed.
#[derive(Debug, Clone, PartialEq)]
pub struct EditRate {
    /// The section.
    pub section: u8,
    /// What the lines are about; nothing for a whole section or for rare lines together.
    pub label: Option<String>,
    /// Released as drafted.
    pub kept: u64,
    /// Released in other words.
    pub edited: u64,
    /// Drafted and not released.
    pub left_out: u64,
    /// Released and not drafted.
    pub added: u64,
    /// The sum of the distances of edited lines.
    pub(super) distance: f64,
}

/// Verdicts in one trade.
#[derive(Debug, Clone, PartialEq)]
pub struct SectorVerdicts {
    /// The trade; nothing when it is not known.
    pub sector: Option<SectorRef>,
    /// How many of each.
    pub counts: BTreeMap<u8, u64>,
}

/// Second readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// How often each pair of verdicts came, the first reader's first.
    pub pairs: Vec<((VerdictCode, VerdictCode), u64)>,
    /// How far the two agree beyond chance.
    pub agreement: Option<Agreement>,
}

/// How often a case was not taken for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declined {
    /// The reason; nothing when the step does not say.
    pub reason: Option<DeclineReason>,
    /// How often.
    pub count: u64,
}

/// All figures of a span.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The days.
    pub span: Span,
    /// The time from hand-over to approval, week by week.
    pub times: Vec<WeekTimes>,
    /// The median over all, in hours.
    pub hours: Option<f64>,
    /// Approvals, and those of them in which nothing was changed.
    pub approvals: (usize, usize),
    /// Approvals, returns and declined cases, week by week.
    pub weeks: BTreeMap<NaiveDate, WeekCounts>,
    /// Lines by section.
    pub sections: Vec<EditRate>,
    /// Lines by what they are about, those that are changed most first.
    pub labels: Vec<EditRate>,
    /// Second readings.
    pub readings: Readings,
    /// Verdicts by trade, the trade with most cases first.
    pub sectors: Vec<SectorVerdicts>,
    /// What was not taken.
    pub declined: Vec<Declined>,
}

impl EditRate {
    /// How many lines were drafted.
    pub fn drafted(&self) -> u64 {
        self.kept + self.edited + self.left_out
    }

    /// The share of released lines whose words differ from the draft's, in percent; nothing when none was released.
    pub fn percent(&self) -> Option<f64> {
        part(self.edited, self.kept + self.edited).map(|share| share * 100.0)
    }

    /// How far the words of changed lines are from the draft's on average, in percent.
    pub fn distance(&self) -> Option<f64> {
        (self.edited > 0).then(|| self.distance / number(self.edited) * 100.0)
    }
}

impl SectorVerdicts {
    /// How many cases.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

impl Readings {
    /// How many.
    pub fn total(&self) -> u64 {
        self.pairs.iter().map(|(_, count)| count).sum()
    }

    /// Those in which both gave the same verdict.
    pub fn same(&self) -> u64 {
        self.pairs.iter().filter(|((first, second), _)| first == second).map(|(_, count)| count).sum()
    }

    /// Whether there are too few to say much.
    pub fn few(&self) -> bool {
        usize::try_from(self.total()).is_ok_and(|total| total < FEW)
    }
}

/// The part that some are of all; nothing of nothing.
pub(super) fn part(some: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| number(some) / number(all))
}

/// A count to reckon with.
pub(super) fn number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
