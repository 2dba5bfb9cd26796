//! The figures of the desk as tables: the same for the page below each chart and for the spreadsheet.

use chrono::NaiveDate;

use crate::domain::afterwards::{EditRate, Figures, VERDICTS};
use crate::domain::{Locale, SECTION_TITLES, SectorRef, VerdictCode};
use crate::export::xlsx::{Cell, Sheet};
use crate::messages::say;

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A count.
    Whole(u64),
    /// A number with one decimal; nothing where none is known.
    Number(Option<f64>),
    /// A day.
    Day(NaiveDate),
}

/// A row.
pub type Line = Vec<Value>;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Line>,
}

impl Value {
    /// As it is shown on a page.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(count) => count.to_string(),
            Self::Number(Some(number)) => format!("{number:.1}"),
            Self::Number(None) => "—".to_owned(),
            Self::Day(day) => day.to_string(),
        }
    }

    /// Whether it stands at the right.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Whole(_) | Self::Number(_))
    }

    fn cell(&self) -> Cell {
        match self {
            Self::Text(text) => Cell::Text(text.clone()),
            Self::Whole(count) => Cell::Whole(i64::try_from(*count).unwrap_or(i64::MAX)),
            Self::Number(number) => number.map_or(Cell::Empty, Cell::Number),
            Self::Day(day) => Cell::Day(*day),
        }
    }
}

impl Table {
    fn of(locale: Locale, head: &[&str], rows: Vec<Line>) -> Self {
        Self { head: head.iter().map(|name| say(locale, &format!("figures.{name}"), &[])).collect(), rows }
    }

    /// As a sheet of a spreadsheet.
    pub(in crate::service) fn sheet(&self, name: String) -> Sheet {
        let rows = self.rows.iter().map(|row| row.iter().map(Value::cell).collect());
        Sheet { name, head: self.head.clone(), rows: rows.collect() }
    }
}

/// The time from hand-over to approval.
pub(super) fn times(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.times.iter().map(|week| {
        let count = Value::Whole(u64::try_from(week.count).unwrap_or(u64::MAX));
        vec![Value::Day(week.monday), count, Value::Number(week.hours)]
    });
    Table::of(locale, &["week", "approved", "median_hours"], rows.collect())
}

/// What came of cases, week by week.
pub(super) fn weeks(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.weeks.iter().map(|(monday, week)| {
        vec![Value::Day(*monday), Value::Whole(week.approved), Value::Whole(week.returned), Value::Whole(week.declined)]
    });
    Table::of(locale, &["week", "approved", "returned", "declined"], rows.collect())
}

fn rate(name: String, rate: &EditRate) -> Line {
    vec![
        Value::Text(name),
        Value::Whole(rate.drafted()),
        Value::Whole(rate.kept),
        Value::Whole(rate.edited),
        Value::Whole(rate.left_out),
        Value::Number(rate.percent()),
        Value::Number(rate.distance()),
    ]
}

/// Changed lines by section.
pub(super) fn sections(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.sections.iter().map(|section| {
        let mut row = rate(section_name(section.section), section);
        row.push(Value::Whole(section.added));
        row
    });
    let head = ["section", "drafted", "kept", "edited", "left_out", "edit_rate", "distance", "added"];
    Table::of(locale, &head, rows.collect())
}

/// Changed lines by what they are about.
pub(super) fn labels(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.labels.iter().map(|label| rate(label_name(label, locale), label));
    let head = ["label", "drafted", "kept", "edited", "left_out", "edit_rate", "distance"];
    Table::of(locale, &head, rows.collect())
}

/// Pairs of verdicts of first and second readers.
pub(super) fn readings(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.readings.pairs.iter().map(|((first, second), count)| {
        vec![
            Value::Text(verdict_name(*first, locale)),
            Value::Text(verdict_name(*second, locale)),
            Value::Whole(*count),
        ]
    });
    Table::of(locale, &["first", "second", "cases"], rows.collect())
}

/// Verdicts by trade.
pub(super) fn sectors(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.sectors.iter().map(|sector| {
        let counts = (0..).zip(VERDICTS).map(|(place, _)| sector.counts.get(&place).copied().unwrap_or(0));
        let mut row = vec![Value::Text(sector_name(sector.sector.as_ref(), locale))];
        row.extend(counts.map(Value::Whole));
        row.push(Value::Whole(sector.total()));
        row
    });
    let mut table = Table::of(locale, &["sector"], rows.collect());
    table.head.extend(VERDICTS.map(|verdict| verdict_name(verdict, locale)));
    table.head.push(say(locale, "figures.all", &[]));
    table
}

/// What was not taken.
pub(super) fn declined(figures: &Figures, locale: Locale) -> Table {
    let rows = figures.declined.iter().map(|declined| {
        let name = declined.reason.and_then(|reason| serde_json::to_value(reason).ok());
        let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or("unsaid");
        let name = say(locale, &format!("figures.declined_{name}"), &[]);
        vec![Value::Text(name), Value::Whole(declined.count)]
    });
    Table::of(locale, &["reason", "cases"], rows.collect())
}

/// A section by its number and title.
pub(super) fn section_name(number: u8) -> String {
    let title = SECTION_TITLES.get(usize::from(number)).copied().unwrap_or_default();
    format!("{number} {title}")
}

/// A label with its section; rare ones together have neither.
pub(super) fn label_name(rate: &EditRate, locale: Locale) -> String {
    let of_section =
        |label: &String| say(locale, "figures.label_of", &[("n", &rate.section.to_string()), ("label", label)]);
    rate.label.as_ref().map_or_else(|| say(locale, "figures.rare", &[]), of_section)
}

/// What a verdict is called.
pub(in crate::service) fn verdict_name(code: VerdictCode, locale: Locale) -> String {
    let name = serde_json::to_value(code).ok();
    let name = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
    say(locale, &format!("page.verdict_{name}"), &[])
}

/// What a trade is called.
pub(super) fn sector_name(sector: Option<&SectorRef>, locale: Locale) -> String {
    sector.map_or_else(|| say(locale, "figures.no_sector", &[]), |sector| sector.name.clone())
}
