//! What owners needed, by trade and verdict and over time: tables, and charts drawn on the server.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use crate::domain::Locale;
use crate::domain::afterwards::{Span, VERDICTS, monday};
use crate::export::chart::{Caption, Series, lines, stacked};
use crate::messages::say;
use crate::service::afterwards::{Graph, Table, Value, verdict_name};
use crate::store::NeedRow;

/// Most bars of a chart; the table has them all.
const BARS: usize = 12;
/// Wenzhou's offset from UTC, in hours.
const OFFSET: i64 = 8;

type Counts = [u64; VERDICTS.len()];

/// The charts.
pub(super) fn graphs(needs: &[NeedRow], span: Span, locale: Locale) -> Vec<Graph> {
    let none = || say(locale, "figures.no_sector", &[]);
    let mut sectors: BTreeMap<String, Counts> = BTreeMap::new();
    let mut weeks: BTreeMap<NaiveDate, Counts> = BTreeMap::new();
    let mut week = monday(span.from);
    while week <= span.to {
        weeks.insert(week, Counts::default());
        week += TimeDelta::days(7);
    }
    for need in needs {
        let place = VERDICTS.iter().position(|verdict| *verdict == need.verdict).unwrap_or_default();
        sectors.entry(need.sector.clone().unwrap_or_else(none)).or_default()[place] += 1;
        let day = (need.at + TimeDelta::hours(OFFSET)).date_naive();
        if let Some(counts) = weeks.get_mut(&monday(day)) {
            counts[place] += 1;
        }
    }
    let mut sectors: Vec<(String, Counts)> = sectors.into_iter().collect();
    sectors.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
    let any = !needs.is_empty();
    let labels: Vec<String> = weeks.keys().map(|week| week.format("%m-%d").to_string()).collect();
    let by_week = series(&weeks.values(), any, locale);
    let bars: Vec<String> = sectors.iter().take(BARS).map(|(name, _)| name.clone()).collect();
    let by_sector = series(&sectors.iter().take(BARS).map(|(_, counts)| counts), any, locale);
    let of_sectors = table("sector", sectors.iter().map(|(name, counts)| (Value::Text(name.clone()), counts)), locale);
    let of_weeks = table("week", weeks.iter().map(|(week, counts)| (Value::Day(*week), counts)), locale);
    vec![
        graph(
            "needs_by_sector",
            drawn("needs_by_sector", locale, |caption| stacked(caption, &bars, &by_sector)),
            of_sectors,
        ),
        graph("needs_by_week", drawn("needs_by_week", locale, |caption| lines(caption, &labels, &by_week)), of_weeks),
    ]
}

fn graph(name: &'static str, svg: Option<String>, table: Table) -> Graph {
    Graph { name, notes: vec![], svg, table, more: 0 }
}

fn drawn(
    name: &str,
    locale: Locale,
    draw: impl Fn(&Caption<'_>) -> Result<String, crate::export::ExportError>,
) -> Option<String> {
    let title = say(locale, &format!("curation.{name}"), &[]);
    let (unit, empty) = (say(locale, "figures.piece", &[]), say(locale, "figures.empty", &[]));
    let locale_tag = if locale == Locale::En { "en" } else { "zh-CN" };
    let svg = draw(&Caption { title: &title, unit: &unit, empty: &empty, locale_tag });
    // The table below says the same.
    svg.map_err(|error| tracing::error!(%error, name, "a chart could not be drawn")).ok()
}

/// A line or a layer for each verdict that occurs.
fn series<'a>(counts: &(impl Iterator<Item = &'a Counts> + Clone), any: bool, locale: Locale) -> Vec<Series> {
    let mut all = vec![];
    for (place, verdict) in VERDICTS.iter().enumerate() {
        let values: Vec<u64> = counts.clone().map(|counts| counts[place]).collect();
        if any && values.iter().any(|value| *value > 0) {
            let values = values.into_iter().map(|value| Some(u32::try_from(value).map_or(f64::MAX, f64::from)));
            all.push(Series { name: verdict_name(*verdict, locale), values: values.collect() });
        }
    }
    all
}

fn table<'a>(first: &str, rows: impl Iterator<Item = (Value, &'a Counts)>, locale: Locale) -> Table {
    let mut head = vec![say(locale, &format!("figures.{first}"), &[])];
    head.extend(VERDICTS.map(|verdict| verdict_name(verdict, locale)));
    head.push(say(locale, "figures.all", &[]));
    let rows = rows.filter(|(_, counts)| counts.iter().any(|count| *count > 0)).map(|(name, counts)| {
        let sum = Value::Whole(counts.iter().sum());
        [name].into_iter().chain(counts.iter().copied().map(Value::Whole)).chain([sum]).collect()
    });
    Table { head, rows: rows.collect() }
}
