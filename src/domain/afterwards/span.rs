//! Which days figures are about, in Wenzhou's time, and their weeks.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

/// Wenzhou's offset from UTC, in hours.
const OFFSET: i64 = 8;
/// Most days that are looked at together.
const LONGEST: u64 = 800;

/// Days from and to, both counted, in Wenzhou.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Span {
    /// The days between two that somebody asked for, in whichever order; the last 90 when nobody did.
    pub fn of(from: Option<NaiveDate>, to: Option<NaiveDate>, today: NaiveDate) -> Self {
        let to = to.unwrap_or(today);
        let from = from.or_else(|| to.checked_sub_days(Days::new(89))).unwrap_or(to);
        let (from, to) = (from.min(to), from.max(to));
        let earliest = to.checked_sub_days(Days::new(LONGEST)).unwrap_or(from);
        Self { from: from.max(earliest), to }
    }

    /// The moments between which it lies: from the first on, before the second.
    pub fn moments(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let begin = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc() - TimeDelta::hours(OFFSET);
        (begin(self.from), begin(self.to.succ_opt().unwrap_or(self.to)))
    }

    /// The Mondays of its weeks.
    pub(super) fn mondays(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.to;
        std::iter::successors(Some(monday(self.from)), |day| day.checked_add_days(Days::new(7)))
            .take_while(move |day| *day <= last)
    }
}

/// The Monday of a day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}

/// The Monday of the week of a moment.
pub(super) fn week_of(at: DateTime<Utc>) -> NaiveDate {
    monday((at + TimeDelta::hours(OFFSET)).date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_those_of_wenzhou_and_bounded() {
        let span = Span::of(None, None, day("2026-11-28"));
        assert_eq!((span.from, span.to), (day("2026-08-31"), day("2026-11-28")));
        let turned = Span::of(Some(day("2026-11-28")), Some(day("2026-11-01")), day("2026-11-28"));
        assert_eq!((turned.from, turned.to), (day("2026-11-01"), day("2026-11-28")));
        let (from, to) = turned.moments();
        assert_eq!(
            (from.to_rfc3339(), to.to_rfc3339()),
            ("2026-10-31T16:00:00+00:00".into(), "2026-11-28T16:00:00+00:00".into())
        );
        let long = Span::of(Some(day("1900-01-01")), None, day("2026-11-28"));
        assert_eq!((long.to - long.from).num_days(), 800);
        assert!(Span::of(Some(NaiveDate::MIN), Some(NaiveDate::MAX), day("2026-11-28")).mondays().count() < 120);
    }
}
