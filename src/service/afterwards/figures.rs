//! The figures of the desk between two days: charts with their tables, and the same as a spreadsheet.

use chrono::NaiveDate;

use super::charts;
use super::tables::{self, Table, Value};
use crate::domain::afterwards::{Figures, Span};
use crate::domain::{Locale, SeeFigures};
use crate::export::ExportError;
use crate::export::xlsx::{Cell, Sheet, Workbook, xlsx};
use crate::messages::say;
use crate::service::files::MadeFile;
use crate::service::staff::May;
use crate::service::{Service, ServiceError};

/// Rows of a table that a page shows; the spreadsheet has them all.
const ROWS: usize = 30;

/// The figures as a page shows them.
#[derive(Debug, Clone)]
pub struct FiguresView {
    /// The days.
    pub span: Span,
    /// The charts in order.
    pub graphs: Vec<Graph>,
}

/// A chart and its table.
#[derive(Debug, Clone)]
pub struct Graph {
    /// Names it within the page and the catalogue.
    pub name: &'static str,
    /// What it says, beside the chart.
    pub notes: Vec<String>,
    /// The chart as SVG; nothing when it could not be drawn.
    pub svg: Option<String>,
    /// The table.
    pub table: Table,
    /// How many rows there are beside those of the table.
    pub more: usize,
}

type Draw = fn(&Figures, Locale) -> Result<String, ExportError>;
type Lay = fn(&Figures, Locale) -> Table;

/// Every figure by its name in the catalogue.
const GRAPHS: [(&str, Draw, Lay); 7] = [
    ("times", charts::times, tables::times),
    ("weeks", charts::weeks, tables::weeks),
    ("sections", charts::sections, tables::sections),
    ("labels", charts::labels, tables::labels),
    ("readings", charts::readings, tables::readings),
    ("sectors", charts::sectors, tables::sectors),
    ("declined_why", charts::declined, tables::declined),
];

impl Service {
    /// The figures between two days.
    ///
    /// # Errors
    /// The database's.
    pub async fn figures(
        &self,
        _may: &May<SeeFigures>,
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
        locale: Locale,
    ) -> Result<FiguresView, ServiceError> {
        let figures = self.reckon(from, to).await?;
        let graphs = GRAPHS.map(|(name, draw, lay)| {
            let mut table = lay(&figures, locale);
            let more = table.rows.len().saturating_sub(ROWS);
            table.rows.truncate(ROWS);
            let svg = draw(&figures, locale);
            // The table below says the same.
            let svg = svg.map_err(|error| tracing::error!(%error, name, "a chart could not be drawn")).ok();
            Graph { name, notes: notes(name, &figures, locale), svg, table, more }
        });
        Ok(FiguresView { span: figures.span, graphs: graphs.into() })
    }

    /// The same as a spreadsheet, a sheet a figure.
    ///
    /// # Errors
    /// [`ServiceError::NoFile`] when it cannot be written, or the database's.
    pub async fn figures_file(
        &self,
        _may: &May<SeeFigures>,
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
        locale: Locale,
    ) -> Result<MadeFile, ServiceError> {
        let figures = self.reckon(from, to).await?;
        let title = |name: &str| say(locale, &format!("figures.{name}"), &[]);
        let mut sheets = vec![about(&figures, locale)];
        sheets.extend(GRAPHS.iter().map(|(name, _, lay)| lay(&figures, locale).sheet(title(name))));
        let name = format!("yiguan-figures-{}-{}", figures.span.from, figures.span.to);
        let workbook = Workbook {
            title: title("title"),
            author: self.parts.provider.clone(),
            made_on: self.parts.clock.today(),
            sheets,
        };
        let written = tokio::task::spawn_blocking(move || xlsx(&workbook)).await.map_err(|_| ServiceError::NoFile)?;
        let bytes = written.map_err(|error| {
            tracing::error!(%error, "a spreadsheet could not be written");
            ServiceError::NoFile
        })?;
        Ok(MadeFile { bytes, name })
    }

    async fn reckon(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<Figures, ServiceError> {
        let span = Span::of(from, to, self.parts.clock.today());
        let counted = self.parts.store.count_for_figures(span.moments()).await?;
        Ok(Figures::of(span, counted))
    }
}

/// The first sheet: which days, what the figures are for, and what stands beside the charts.
fn about(figures: &Figures, locale: Locale) -> Sheet {
    let said = |name: &str| say(locale, &format!("figures.{name}"), &[]);
    let span = [("from", figures.span.from), ("to", figures.span.to)];
    let mut rows: Vec<Vec<Cell>> =
        span.iter().map(|(name, day)| vec![Cell::Text(said(name)), Cell::Day(*day)]).collect();
    rows.push(vec![Cell::Text(said("what_for")), Cell::Text(said("lead"))]);
    for (name, ..) in GRAPHS {
        let notes = notes(name, figures, locale);
        rows.extend(notes.into_iter().map(|note| vec![Cell::Text(said(name)), Cell::Text(note)]));
    }
    Sheet { name: said("about"), head: vec![said("what"), said("says")], rows }
}

/// What is said beside a chart.
fn notes(name: &str, figures: &Figures, locale: Locale) -> Vec<String> {
    let number = |value: f64| Value::Number(Some(value)).shown();
    match name {
        "times" => {
            let (all, untouched) = figures.approvals;
            let counts = [("n", all.to_string()), ("untouched", untouched.to_string())];
            let counts = counts.each_ref().map(|(name, value)| (*name, value.as_str()));
            let median = figures.hours.map(|hours| say(locale, "figures.median_of_all", &[("hours", &number(hours))]));
            let approved = (all > 0).then(|| say(locale, "figures.approved_of_all", &counts));
            median.into_iter().chain(approved).collect()
        }
        "sections" => vec![say(locale, "figures.sections_lead", &[])],
        "labels" => vec![say(locale, "figures.labels_lead", &[])],
        "readings" => readings(figures, locale),
        _ => vec![],
    }
}

/// How far the readers agree, and how much that says.
fn readings(figures: &Figures, locale: Locale) -> Vec<String> {
    let (total, same) = (figures.readings.total().to_string(), figures.readings.same().to_string());
    if figures.readings.total() == 0 {
        return vec![];
    }
    let mut notes = vec![say(locale, "figures.agreed", &[("n", &total), ("same", &same)])];
    let two = |value: f64| format!("{value:.2}");
    match figures.readings.agreement {
        Some(agreement) => {
            let kappa = two(agreement.kappa);
            notes.push(match agreement.interval {
                Some((low, high)) => {
                    let values = [("kappa", kappa.as_str()), ("low", &two(low)), ("high", &two(high))];
                    say(locale, "figures.kappa_within", &values)
                }
                None => say(locale, "figures.kappa", &[("kappa", &kappa)]),
            });
        }
        None => notes.push(say(locale, "figures.no_kappa", &[])),
    }
    if figures.readings.few() {
        notes.push(say(locale, "figures.few", &[]));
    }
    notes
}
