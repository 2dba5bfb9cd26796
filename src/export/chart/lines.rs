//! Lines over time: a scale at the left, marks at every figure, gaps where none is known.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::canvas::{Anchor, Brush, Ink, LINE, MARGIN, WIDTH, empty, lines_of, measured, sheet, title_height, whole};
use super::figures::{Scale, written};
use super::legend::Legend;
use super::{Said, Series, has_figures};
use crate::export::ExportError;

/// The height of the plot itself.
const PLOT: i32 = 240;

/// The widest label below the plot; longer ones take more lines.
const LABELS: i32 = 160;

/// The plot: where a figure stands.
struct Plot {
    left: i32,
    right: i32,
    top: i32,
    scale: Scale,
    across: RangedCoordf64,
    up: RangedCoordf64,
}

impl Plot {
    fn x(&self, place: usize) -> i32 {
        self.across.map(&f64::from(whole(place)), (self.left, self.right))
    }

    fn y(&self, value: f64) -> i32 {
        self.up.map(&value, (self.top + PLOT, self.top))
    }
}

pub(super) fn draw(said: &Said, labels: &[String], series: &[Series]) -> Result<String, ExportError> {
    if !has_figures(series) {
        return empty(said);
    }
    let known: Vec<f64> = series.iter().flat_map(|one| one.values.iter().copied().flatten()).collect();
    let scale = Scale::of(&known);
    let legend = Legend::of(series);
    let widest = scale.ticks.iter().map(|tick| measured(&written(*tick))).max().unwrap_or(0);
    let labelled: Vec<Vec<String>> = labels.iter().map(|label| lines_of(label, LABELS)).collect();
    let label = labels.iter().map(|label| measured(label)).max().unwrap_or(0).min(LABELS);
    let below = whole(labelled.iter().map(Vec::len).max().unwrap_or(1)) * LINE;
    let unit = if said.unit.is_empty() { 0 } else { LINE };
    // The first and the last label reach beyond the plot by half.
    let reach = label / 2;
    let plot = Plot {
        left: (MARGIN + widest + 10).max(MARGIN + reach),
        right: WIDTH - MARGIN - reach.max(8),
        top: title_height(said) + legend.height + unit + 8,
        across: ends(labels.len()).into(),
        up: (scale.from..scale.to).into(),
        scale,
    };
    let height = plot.top + PLOT + 12 + below + MARGIN;
    sheet(said, height, &said.in_words(labels, series), |brush| {
        legend.draw(brush, title_height(said), |series, (x, y)| {
            brush.line(vec![(x - 8, y), (x + 8, y)], Ink::Series(series), 2)?;
            brush.dot((x, y), series)
        })?;
        if unit > 0 {
            brush.word(&said.unit, (MARGIN, plot.top - 8 - LINE / 2), Anchor::Start, Ink::Muted)?;
        }
        axes(brush, &plot, &labelled, label)?;
        series.iter().enumerate().try_for_each(|(number, one)| line(brush, &plot, number, one))
    })
}

/// From the first label to the last; a single one stands in the middle.
fn ends(count: usize) -> std::ops::Range<f64> {
    if count > 1 { 0.0..f64::from(whole(count - 1)) } else { -1.0..1.0 }
}

/// The lines across with their figures, and as many labels below as have room.
fn axes(brush: &Brush<'_>, plot: &Plot, labels: &[Vec<String>], widest: i32) -> Result<(), ExportError> {
    for tick in &plot.scale.ticks {
        let y = plot.y(*tick);
        let ink = if *tick == 0.0 { Ink::Muted } else { Ink::Faint };
        brush.line(vec![(plot.left, y), (plot.right, y)], ink, 1)?;
        brush.word(&written(*tick), (plot.left - 10, y), Anchor::End, Ink::Muted)?;
    }
    let room = whole(labels.len().max(2) - 1) * (widest + 16);
    let every = usize::try_from(room / (plot.right - plot.left).max(1) + 1).unwrap_or(1);
    for (place, label) in labels.iter().enumerate().step_by(every) {
        let x = plot.x(place);
        brush.line(vec![(x, plot.top + PLOT), (x, plot.top + PLOT + 5)], Ink::Muted, 1)?;
        for (number, line) in (0..).zip(label) {
            brush.word(line, (x, plot.top + PLOT + 12 + LINE / 2 + number * LINE), Anchor::Middle, Ink::Muted)?;
        }
    }
    Ok(())
}

/// One series: its runs of known figures as lines, and every figure as a mark.
fn line(brush: &Brush<'_>, plot: &Plot, number: usize, series: &Series) -> Result<(), ExportError> {
    let points: Vec<Option<(i32, i32)>> = series
        .values
        .iter()
        .enumerate()
        .map(|(place, value)| value.map(|value| (plot.x(place), plot.y(value))))
        .collect();
    for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
        brush.line(run.iter().copied().flatten().collect(), Ink::Series(number), 2)?;
    }
    points.iter().flatten().try_for_each(|point| brush.dot(*point, number))
}
