//! The figures of the desk as charts, drawn on the server.

use super::tables::{label_name, section_name, sector_name, verdict_name};
use crate::domain::Locale;
use crate::domain::afterwards::{EditRate, Figures, VERDICTS};
use crate::export::ExportError;
use crate::export::chart::{Caption, Series, bars, lines, stacked};
use crate::messages::say;

/// Most bars of one chart; the table below has them all.
const BARS: usize = 20;

/// A chart by the words of the catalogue.
struct Words {
    title: String,
    unit: String,
    empty: String,
    tag: &'static str,
}

impl Words {
    fn of(locale: Locale, title: &str, unit: &str) -> Self {
        let said = |name: &str| say(locale, &format!("figures.{name}"), &[]);
        let tag = if locale == Locale::En { "en" } else { "zh-CN" };
        Self { title: said(title), unit: said(unit), empty: said("empty"), tag }
    }

    fn caption(&self) -> Caption<'_> {
        Caption { title: &self.title, unit: &self.unit, empty: &self.empty, locale_tag: self.tag }
    }
}

/// The median time to approve, week by week.
pub(super) fn times(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let labels: Vec<String> = figures.times.iter().map(|week| week.monday.format("%m-%d").to_string()).collect();
    let values = figures.times.iter().map(|week| week.hours).collect();
    let series = [Series { name: say(locale, "figures.median_hours", &[]), values }];
    lines(&Words::of(locale, "times", "hours").caption(), &labels, &series)
}

/// Approvals, returns and declined cases, week by week.
pub(super) fn weeks(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let labels: Vec<String> = figures.weeks.keys().map(|monday| monday.format("%m-%d").to_string()).collect();
    let any = figures.weeks.values().any(|week| week.approved + week.returned + week.declined > 0);
    let line = |name: &str, pick: fn(&crate::domain::afterwards::WeekCounts) -> u64| Series {
        name: say(locale, &format!("figures.{name}"), &[]),
        // Weeks of noughts alone are no figures.
        values: figures.weeks.values().map(|week| any.then(|| number(pick(week)))).collect(),
    };
    let series = [
        line("approved", |week| week.approved),
        line("returned", |week| week.returned),
        line("declined", |week| week.declined),
    ];
    lines(&Words::of(locale, "weeks", "piece").caption(), &labels, &series)
}

/// The share of changed lines by section.
pub(super) fn sections(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let shown = figures.sections.iter().filter(|section| section.percent().is_some());
    rates("sections", shown.map(|section| (section_name(section.section), section)), locale)
}

/// The share of changed lines by what they are about.
pub(super) fn labels(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let shown = figures.labels.iter().filter(|label| label.edited > 0).take(BARS);
    rates("labels", shown.map(|label| (label_name(label, locale), label)), locale)
}

fn rates<'a>(
    title: &str,
    shown: impl Iterator<Item = (String, &'a EditRate)>,
    locale: Locale,
) -> Result<String, ExportError> {
    let (labels, values): (Vec<String>, Vec<f64>) =
        shown.map(|(name, rate)| (name, rounded(rate.percent().unwrap_or(0.0)))).unzip();
    bars(&Words::of(locale, title, "percent").caption(), &labels, &values)
}

/// Second readings that came to the same verdict and to another one.
pub(super) fn readings(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let (total, same) = (figures.readings.total(), figures.readings.same());
    let labels = ["same", "other"].map(|name| say(locale, &format!("figures.{name}"), &[]));
    let values = [number(same), number(total - same)];
    let shown = if total > 0 { 2 } else { 0 };
    bars(&Words::of(locale, "readings", "piece").caption(), &labels[..shown], &values[..shown])
}

/// Verdicts by trade.
pub(super) fn sectors(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let shown: Vec<_> = figures.sectors.iter().take(BARS).collect();
    let labels: Vec<String> = shown.iter().map(|sector| sector_name(sector.sector.as_ref(), locale)).collect();
    let series: Vec<Series> = (0..)
        .zip(VERDICTS)
        .map(|(place, verdict)| Series {
            name: verdict_name(verdict, locale),
            values: shown.iter().map(|sector| sector.counts.get(&place).map(|count| number(*count))).collect(),
        })
        .filter(|series: &Series| series.values.iter().any(Option::is_some))
        .collect();
    stacked(&Words::of(locale, "sectors", "piece").caption(), &labels, &series)
}

/// What was not taken.
pub(super) fn declined(figures: &Figures, locale: Locale) -> Result<String, ExportError> {
    let table = super::tables::declined(figures, locale);
    let labels: Vec<String> = table.rows.iter().filter_map(|row| row.first()).map(super::Value::shown).collect();
    let values: Vec<f64> = figures.declined.iter().map(|declined| number(declined.count)).collect();
    bars(&Words::of(locale, "declined_why", "piece").caption(), &labels, &values)
}

fn number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

fn rounded(percent: f64) -> f64 {
    (percent * 10.0).round() / 10.0
}
