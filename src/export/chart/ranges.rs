//! Figures with the bounds between which they lie: a dot on a line for each label, on a scale from nought to a hundred.

use super::canvas::{Anchor, Brush, Ink, LINE, MARGIN, WIDTH, empty, lines_of, measured, sheet, title_height, whole};
use super::figures::written;
use super::{Range, Said};
use crate::export::ExportError;

/// What a row has around its words.
const AROUND: i32 = 16;
/// The widest column of labels; longer ones take more lines.
const LABELS: i32 = 200;
/// The lines across, in percent.
const TICKS: [i32; 5] = [0, 25, 50, 75, 100];
/// Half the height of the bounds' ends.
const END: i32 = 6;

/// Where things stand from left to right.
struct Across {
    labels: i32,
    from: i32,
    to: i32,
}

impl Across {
    /// The place of a percentage.
    fn at(&self, percent: f64) -> i32 {
        let width = f64::from(self.to - self.from);
        // A length in the chart: rounded to a whole unit by its text, as no cast is allowed.
        let along = format!("{:.0}", width * percent.clamp(0.0, 100.0) / 100.0);
        self.from + along.parse().unwrap_or(0)
    }
}

pub(super) fn draw(said: &Said, labels: &[String], ranges: &[Range]) -> Result<String, ExportError> {
    if ranges.is_empty() {
        return empty(said);
    }
    let rows: Vec<(&String, &Range)> = labels.iter().zip(ranges).collect();
    let width = labels.iter().map(|label| measured(label)).max().unwrap_or(0).min(LABELS);
    let behind = ranges.iter().map(|range| measured(&figures(said, range))).max().unwrap_or(0);
    let across = Across { labels: MARGIN + width, from: MARGIN + width + 16, to: WIDTH - MARGIN - behind - 16 };
    let heights: Vec<i32> = rows.iter().map(|(label, _)| whole(lines_of(label, width).len()) * LINE + AROUND).collect();
    let top = title_height(said);
    let bottom = top + heights.iter().sum::<i32>();
    sheet(said, bottom + LINE + MARGIN, &in_words(said, &rows), |brush| {
        for tick in TICKS {
            let x = across.at(f64::from(tick));
            brush.line(vec![(x, top), (x, bottom)], Ink::Faint, 1)?;
            brush.word(&tick.to_string(), (x, bottom + LINE / 2 + 2), Anchor::Middle, Ink::Muted)?;
        }
        let mut y = top;
        for ((label, range), height) in rows.iter().zip(&heights) {
            row(brush, said, &across, (label, range), (y, width, *height))?;
            y += height;
        }
        Ok(())
    })
}

fn row(
    brush: &Brush<'_>,
    said: &Said,
    across: &Across,
    (label, range): (&str, &Range),
    (top, width, height): (i32, i32, i32),
) -> Result<(), ExportError> {
    let lines = lines_of(label, width);
    let middle = top + height / 2;
    let first = middle - (whole(lines.len()) - 1) * LINE / 2;
    for (number, line) in (0..).zip(&lines) {
        brush.word(line, (across.labels, first + number * LINE), Anchor::End, Ink::Text)?;
    }
    let (low, high) = (across.at(range.low), across.at(range.high));
    brush.line(vec![(low, middle), (high, middle)], Ink::Series(0), 2)?;
    for end in [low, high] {
        brush.line(vec![(end, middle - END), (end, middle + END)], Ink::Series(0), 2)?;
    }
    brush.dot((across.at(range.value), middle), 0)?;
    brush.word(&figures(said, range), (across.to + 16, middle), Anchor::Start, Ink::Text)
}

/// The figure with its note, such as `62.5%（8件）`.
fn figures(said: &Said, range: &Range) -> String {
    let figure = said.with_unit(range.value);
    match (range.note.is_empty(), said.chinese) {
        (true, _) => figure,
        (false, true) => format!("{figure}（{}）", range.note),
        (false, false) => format!("{figure} ({})", range.note),
    }
}

/// Every figure with its bounds in words.
fn in_words(said: &Said, rows: &[(&String, &Range)]) -> String {
    let told = rows.iter().map(|(label, range)| {
        let (low, high) = (written(range.low), written(range.high));
        let (figures, unit) = (figures(said, range), &said.unit);
        if said.chinese {
            format!("{label} {figures}，{low}{unit}到{high}{unit}之间")
        } else {
            format!("{label} {figures}, between {low} and {high}{unit}")
        }
    });
    told.collect::<Vec<_>>().join(if said.chinese { "；" } else { "; " })
}
