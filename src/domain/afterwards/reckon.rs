//! Works the figures of the desk out of what the database counted.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::span::week_of;
use super::{
    Approved, Declined, EditRate, Fate, FateCount, Figures, Readings, SectorVerdicts, Span, VERDICTS, WeekCounts,
    WeekTimes,
};
use crate::domain::review::DeclineReason;
use crate::domain::rubric::agreement;
use crate::domain::{ConversationId, VerdictCode};

/// A label that fewer lines carry may tell which case it was: those are counted together.
const SHOWN: u64 = 3;

/// What the database counted.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Approvals, the earliest first.
    pub approved: Vec<Approved>,
    /// Cases that went back to the owner, and when.
    pub returned: Vec<DateTime<Utc>>,
    /// Cases that were not taken, when and why.
    pub declined: Vec<(DateTime<Utc>, Option<DeclineReason>)>,
    /// Lines by what became of them.
    pub lines: Vec<FateCount>,
    /// Second readings.
    pub pairs: Vec<((VerdictCode, VerdictCode), u64)>,
}

impl EditRate {
    fn of(section: u8, label: Option<String>) -> Self {
        Self { section, label, kept: 0, edited: 0, left_out: 0, added: 0, distance: 0.0 }
    }

    fn add(&mut self, count: &FateCount) {
        match count.fate {
            Fate::Kept => self.kept += count.count,
            Fate::Edited => {
                self.edited += count.count;
                self.distance += count.distance;
            }
            Fate::LeftOut => self.left_out += count.count,
            Fate::Added => self.added += count.count,
        }
    }
}

impl Readings {
    fn of(pairs: Vec<((VerdictCode, VerdictCode), u64)>) -> Self {
        let each =
            pairs.iter().flat_map(|(pair, count)| std::iter::repeat_n(*pair, usize::try_from(*count).unwrap_or(0)));
        let agreement = agreement(&each.collect::<Vec<_>>());
        Self { pairs, agreement }
    }
}

impl Figures {
    /// The figures of what was counted.
    pub fn of(span: Span, counted: Counted) -> Self {
        let rounds = rounds(&counted.approved);
        let mut weeks: BTreeMap<NaiveDate, WeekCounts> =
            span.mondays().map(|monday| (monday, WeekCounts::default())).collect();
        for approved in &rounds {
            weeks.entry(week_of(approved.at)).or_default().approved += 1;
        }
        for at in &counted.returned {
            weeks.entry(week_of(*at)).or_default().returned += 1;
        }
        for (at, _) in &counted.declined {
            weeks.entry(week_of(*at)).or_default().declined += 1;
        }
        let mut all: Vec<f64> = rounds.iter().map(|approved| hours(approved)).collect();
        let untouched = rounds.iter().filter(|approved| !approved.edited).count();
        Self {
            span,
            times: span.mondays().map(|monday| week_times(monday, &rounds)).collect(),
            hours: median(&mut all),
            approvals: (rounds.len(), untouched),
            weeks,
            sections: by_section(&counted.lines),
            labels: by_label(&counted.lines),
            readings: Readings::of(counted.pairs),
            sectors: by_sector(&counted.approved),
            declined: declined(&counted.declined),
        }
    }
}

/// The first approval after each time that a case began to wait.
fn rounds(approved: &[Approved]) -> Vec<&Approved> {
    let mut first: BTreeMap<(ConversationId, DateTime<Utc>), &Approved> = BTreeMap::new();
    for one in approved {
        let known = first.entry((one.case, one.waited_since)).or_insert(one);
        if one.at < known.at {
            *known = one;
        }
    }
    first.into_values().collect()
}

fn hours(approved: &Approved) -> f64 {
    // Milliseconds of a century are exact.
    let minutes = (approved.at - approved.waited_since).num_minutes().max(0);
    i32::try_from(minutes).map_or(f64::from(i32::MAX), f64::from) / 60.0
}

fn week_times(monday: NaiveDate, rounds: &[&Approved]) -> WeekTimes {
    let mut times: Vec<f64> = rounds.iter().filter(|one| week_of(one.at) == monday).map(|one| hours(one)).collect();
    WeekTimes { monday, count: times.len(), hours: median(&mut times) }
}

/// The middle one, or the mean of the two in the middle.
fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    if values.len() % 2 == 1 { Some(upper) } else { Some(f64::midpoint(*values.get(half - 1)?, upper)) }
}

fn by_section(lines: &[FateCount]) -> Vec<EditRate> {
    let mut sections: BTreeMap<u8, EditRate> = BTreeMap::new();
    for count in lines {
        sections.entry(count.section).or_insert_with(|| EditRate::of(count.section, None)).add(count);
    }
    sections.into_values().collect()
}

/// Lines by label: of drafts only, for what a person added has no draft to be mended; rare ones together.
fn by_label(lines: &[FateCount]) -> Vec<EditRate> {
    let mut labels: BTreeMap<(u8, &str), EditRate> = BTreeMap::new();
    for count in lines.iter().filter(|count| count.fate != Fate::Added) {
        let key = (count.section, count.label.as_str());
        labels.entry(key).or_insert_with(|| EditRate::of(count.section, Some(count.label.clone()))).add(count);
    }
    let (mut shown, rare): (Vec<EditRate>, Vec<EditRate>) =
        labels.into_values().partition(|rate| rate.drafted() >= SHOWN);
    let changed = |rate: &EditRate| rate.percent().unwrap_or(0.0);
    shown.sort_by(|a, b| changed(b).total_cmp(&changed(a)).then(b.drafted().cmp(&a.drafted())));
    if !rare.is_empty() {
        let mut together = EditRate::of(0, None);
        for rate in &rare {
            together.kept += rate.kept;
            together.edited += rate.edited;
            together.left_out += rate.left_out;
            together.distance += rate.distance;
        }
        shown.push(together);
    }
    shown
}

/// The last verdict of every case that was approved, by trade.
fn by_sector(approved: &[Approved]) -> Vec<SectorVerdicts> {
    let mut last: BTreeMap<ConversationId, &Approved> = BTreeMap::new();
    for one in approved {
        let known = last.entry(one.case).or_insert(one);
        if one.at > known.at {
            *known = one;
        }
    }
    let mut sectors: BTreeMap<Option<String>, SectorVerdicts> = BTreeMap::new();
    for one in last.into_values() {
        let Some(verdict) = one.verdict else { continue };
        let code = one.sector.as_ref().map(|sector| sector.code.clone());
        let sector = sectors.entry(code);
        let sector = sector.or_insert_with(|| SectorVerdicts { sector: one.sector.clone(), counts: BTreeMap::new() });
        *sector.counts.entry(place(verdict)).or_default() += 1;
    }
    let mut sectors: Vec<SectorVerdicts> = sectors.into_values().collect();
    sectors.sort_by_key(|sector| std::cmp::Reverse(sector.total()));
    sectors
}

/// The place of a verdict in [`VERDICTS`].
fn place(verdict: VerdictCode) -> u8 {
    (0..).zip(VERDICTS).find(|(_, code)| *code == verdict).map_or(0, |(place, _)| place)
}

fn declined(all: &[(DateTime<Utc>, Option<DeclineReason>)]) -> Vec<Declined> {
    let reasons = DeclineReason::ALL.into_iter().map(Some).chain([None]);
    let counts = reasons.map(|reason| {
        let count = all.iter().filter(|(_, why)| *why == reason).count();
        Declined { reason, count: u64::try_from(count).unwrap_or(u64::MAX) }
    });
    counts.filter(|declined| declined.count > 0).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::domain::SectorRef;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Noon in Wenzhou of a day of November 2026, so many hours later.
    fn at(day: u32, hours: i64) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(4, 0, 0).unwrap().and_utc()
            + TimeDelta::hours(hours)
    }

    fn approved(case: u128, since: DateTime<Utc>, at: DateTime<Utc>, verdict: VerdictCode) -> Approved {
        let sector = Some(SectorRef { code: "C195".into(), name: "制鞋业".into() });
        let case = ConversationId(Uuid::from_u128(case));
        Approved { case, waited_since: since, at, verdict: Some(verdict), sector, edited: case.0.as_u128() == 1 }
    }

    fn line(label: &str, fate: Fate, count: u64) -> FateCount {
        FateCount {
            section: 5,
            label: label.into(),
            fate,
            count,
            distance: if fate == Fate::Edited { 0.5 } else { 0.0 },
        }
    }

    #[test]
    fn the_time_counts_from_the_hand_over_to_the_first_approval() {
        let good = VerdictCode::SuitableNow;
        let all = vec![
            approved(1, at(2, 0), at(3, 0), good),
            // Taken back and approved again: the same round.
            approved(1, at(2, 0), at(4, 0), VerdictCode::PilotFirst),
            approved(2, at(2, 0), at(2, 2), good),
            approved(3, at(9, 0), at(9, 5), VerdictCode::ConventionalBetter),
        ];
        let span = Span { from: day("2026-11-02"), to: day("2026-11-22") };
        let figures = Figures::of(span, Counted { approved: all, ..Counted::default() });
        let weeks: Vec<_> = figures.times.iter().map(|week| (week.count, week.hours)).collect();
        assert_eq!(weeks, [(2, Some(13.0)), (1, Some(5.0)), (0, None)]);
        assert_eq!((figures.hours, figures.approvals), (Some(5.0), (3, 2)));
        // The last verdict of a case counts.
        assert_eq!(figures.sectors[0].counts, BTreeMap::from([(0, 1), (1, 1), (3, 1)]));
    }

    #[test]
    fn lines_are_counted_by_section_and_label_and_rare_ones_together() {
        let lines = vec![
            line("漏检率", Fate::Kept, 3),
            line("漏检率", Fate::Edited, 1),
            line("误判率", Fate::Kept, 5),
            line("误判率", Fate::LeftOut, 1),
            line("老王的厂", Fate::Edited, 1),
            line("夜班", Fate::Added, 9),
        ];
        let span = Span::of(None, None, day("2026-11-28"));
        let figures = Figures::of(span, Counted { lines, ..Counted::default() });
        let section = &figures.sections[0];
        assert_eq!((section.kept, section.edited, section.left_out, section.added), (8, 2, 1, 9));
        assert_eq!((section.percent(), section.distance()), (Some(20.0), Some(50.0)));
        let labels: Vec<_> = figures.labels.iter().map(|rate| (rate.label.as_deref(), rate.percent())).collect();
        assert_eq!(labels, [(Some("漏检率"), Some(25.0)), (Some("误判率"), Some(0.0)), (None, Some(100.0))]);
    }

    #[test]
    fn readings_are_compared_and_few_ones_said_to_be_few() {
        let (now, pilot) = (VerdictCode::SuitableNow, VerdictCode::PilotFirst);
        let readings = Readings::of(vec![((now, now), 2), ((now, pilot), 1), ((pilot, pilot), 1)]);
        assert_eq!((readings.total(), readings.same(), readings.few()), (4, 3, true));
        assert_eq!(readings.agreement.unwrap().pairs, 4);
        assert_eq!(Readings::of(vec![]).agreement, None);
        assert!(!Readings::of(vec![((now, now), 20)]).few());
    }
}
