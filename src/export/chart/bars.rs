//! Bars that lie, one for each label: there Chinese labels of any length have room.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::canvas::{Anchor, Brush, Ink, LINE, MARGIN, WIDTH, empty, lines_of, measured, sheet, title_height, whole};
use super::figures::written;
use super::legend::Legend;
use super::{Said, Series, has_figures};
use crate::export::ExportError;

/// A bar's height, and what a row has around it.
const THICK: i32 = 20;
const AROUND: i32 = 14;
/// The widest column of labels; longer ones take more lines.
const LABELS: i32 = 200;

/// The most room for the figures behind the bars.
const FIGURES: i32 = 190;

/// One bar with its label.
struct Row {
    lines: Vec<String>,
    height: i32,
    /// The figures of the series that are known.
    parts: Vec<(usize, f64)>,
    sum: f64,
}

/// Where things stand from left to right.
struct Across {
    labels: i32,
    from: i32,
    to: i32,
    scale: RangedCoordf64,
}

impl Across {
    fn at(&self, value: f64) -> i32 {
        self.scale.map(&value, (self.from, self.to))
    }
}

pub(super) fn draw(said: &Said, labels: &[String], series: &[Series]) -> Result<String, ExportError> {
    if !has_figures(series) {
        return empty(said);
    }
    let width = labels.iter().map(|label| measured(label)).max().unwrap_or(0).min(LABELS);
    let rows: Vec<Row> =
        labels.iter().enumerate().map(|(place, label)| Row::new(place, label, series, width)).collect();
    let sums: Vec<f64> = rows.iter().map(|row| row.sum).collect();
    let widest = sums.iter().map(|sum| measured(&said.with_unit(*sum))).max().unwrap_or(0).min(FIGURES);
    let low = sums.iter().copied().fold(0.0, f64::min);
    let high = sums.iter().copied().fold(0.0, f64::max);
    let below = if low < 0.0 { widest + 8 } else { 0 };
    // With nothing but noughts there is still a scale to put them on.
    let high = if high > low { high } else { low + 1.0 };
    let across = Across {
        labels: MARGIN + width,
        from: MARGIN + width + 10 + below,
        to: WIDTH - MARGIN - widest - 8,
        scale: (low..high).into(),
    };
    let legend = Legend::of(series);
    let top = title_height(said) + legend.height;
    let height = top + rows.iter().map(|row| row.height).sum::<i32>() + MARGIN;
    sheet(said, height, &said.in_words(labels, series), |brush| {
        let swatch = |series, (x, y)| brush.block((x - 6, y - 6), (x + 6, y + 6), Ink::Series(series));
        legend.draw(brush, title_height(said), swatch)?;
        let mut y = top;
        for row in &rows {
            row.draw(brush, said, &across, y)?;
            y += row.height;
        }
        let nought = across.at(0.0);
        brush.line(vec![(nought, top), (nought, y)], Ink::Muted, 1)
    })
}

impl Row {
    fn new(place: usize, label: &str, series: &[Series], width: i32) -> Self {
        let lines = lines_of(label, width);
        let figure = |one: &Series| one.values.get(place).copied().flatten();
        let parts: Vec<(usize, f64)> =
            series.iter().enumerate().filter_map(|(number, one)| Some((number, figure(one)?))).collect();
        let height = THICK.max(whole(lines.len()) * LINE) + AROUND;
        let sum = parts.iter().map(|(_, value)| value).sum();
        Self { lines, height, parts, sum }
    }

    fn draw(&self, brush: &Brush<'_>, said: &Said, across: &Across, top: i32) -> Result<(), ExportError> {
        let middle = top + self.height / 2;
        let first = middle - (whole(self.lines.len()) - 1) * LINE / 2;
        for (number, line) in (0..).zip(&self.lines) {
            brush.word(line, (across.labels, first + number * LINE), Anchor::End, Ink::Text)?;
        }
        if self.parts.is_empty() {
            return Ok(());
        }
        let (upper, lower) = (middle - THICK / 2, middle + THICK / 2);
        let mut done = 0.0;
        for (series, value) in &self.parts {
            let (from, to) = (across.at(done), across.at(done + value));
            done += value;
            let (left, right) = (from.min(to), from.max(to));
            if left == right {
                continue;
            }
            // A hair of white keeps neighbours apart where their colours do not.
            let hair = i32::from(self.parts.len() > 1 && right - left > 3);
            brush.block((left, upper), (right - hair, lower), Ink::Series(*series))?;
            let inside = written(*value);
            if self.parts.len() > 1 && right - left > measured(&inside) + 8 {
                brush.word(&inside, (i32::midpoint(left, right), middle), Anchor::Middle, Ink::OnSeries)?;
            }
        }
        let (end, anchor) = if self.sum < 0.0 { (-6, Anchor::End) } else { (6, Anchor::Start) };
        brush.word(&said.with_unit(self.sum), (across.at(self.sum) + end, middle), anchor, Ink::Text)
    }
}
