//! The legend of a chart: the mark and the name of every series, in as many lines as they need.

use super::Series;
use super::canvas::{Anchor, Brush, Ink, LINE, MARGIN, WIDTH, lines_of, measured};
use crate::export::ExportError;

/// A mark and the white behind it.
const MARK: i32 = 20;
/// The white between two names.
const GAP: i32 = 20;

/// Where each name stands, from the legend's upper left corner.
pub(super) struct Legend {
    /// The series, the place of its mark, and its name in lines.
    entries: Vec<(usize, (i32, i32), Vec<String>)>,
    pub(super) height: i32,
}

impl Legend {
    /// The legend for these series; none when there is nothing to tell apart.
    pub(super) fn of(series: &[Series]) -> Self {
        let mut legend = Self { entries: vec![], height: 0 };
        if series.iter().all(|one| one.name.is_empty()) {
            return legend;
        }
        let (mut x, mut y, mut high) = (0, 0, LINE);
        let room = WIDTH - 2 * MARGIN;
        for (number, one) in series.iter().enumerate() {
            let lines = lines_of(&one.name, room - MARK);
            let width = MARK + lines.iter().map(|line| measured(line)).max().unwrap_or(0);
            if x > 0 && x + width > room {
                (x, y, high) = (0, y + high, LINE);
            }
            high = high.max(LINE * super::canvas::whole(lines.len()));
            legend.entries.push((number, (x, y), lines));
            x += width + GAP;
        }
        legend.height = y + high + 12;
        legend
    }

    /// Draws it; `mark` draws what stands before a name.
    pub(super) fn draw(
        &self,
        brush: &Brush<'_>,
        top: i32,
        mark: impl Fn(usize, (i32, i32)) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        for (series, (x, y), lines) in &self.entries {
            let (left, middle) = (MARGIN + x, top + y + LINE / 2);
            mark(*series, (left + 6, middle))?;
            for (number, line) in (0..).zip(lines) {
                brush.word(line, (left + MARK, middle + number * LINE), Anchor::Start, Ink::Text)?;
            }
        }
        Ok(())
    }
}
