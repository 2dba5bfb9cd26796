//! A table as pieces, one for each row: borders, wrapped cells, and a head that returns on every page.

use std::rc::Rc;

use super::font::Face;
use super::layout::{HEIGHT, Ink, Mark, Piece, WIDTH, baseline};
use super::lines::{self, Line};
use super::points;
use crate::export::columns;

const SIZE: f32 = 9.0;
const LEADING: f32 = SIZE * 1.42;
const PAD_X: f32 = 4.5;
const PAD_Y: f32 = 3.5;
const EDGE: u8 = 165;
/// The table's width in hundredths of an em of its text.
const WIDTH_HUNDREDTHS: u32 = 5300;
const TEXT: Ink = Ink { size: SIZE, bold: false, grey: 30 };
const HEAD: Ink = Ink { size: SIZE, bold: true, grey: 25 };

/// A row's cells, each in lines.
type Cells = Vec<Vec<Line>>;

/// The table's rows, and some white below it.
pub(super) fn pieces(face: &Face, head: &[String], rows: &[Vec<String>]) -> Vec<Piece> {
    let widths: Vec<f32> = columns::widths(head, rows, WIDTH_HUNDREDTHS)
        .into_iter()
        .map(|part| f32::from(u16::try_from(part).unwrap_or_default()) * WIDTH / f32::from(5300_u16))
        .collect();
    if widths.is_empty() {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    let mut repeated = None;
    if !head.is_empty() {
        let piece = row(&widths, &set(face, head, &widths), HEAD, (true, true));
        // A head that fills a third of a page would leave too little room below it to be worth repeating.
        repeated = (piece.height < HEIGHT / 3.0).then(|| Rc::new(piece.clone()));
        pieces.push(piece);
    }
    for cells in rows {
        let slices = slices(set(face, cells, &widths));
        let last = slices.len().saturating_sub(1);
        let slices = slices.iter().enumerate().map(|(number, cells)| {
            let piece = row(&widths, cells, TEXT, (number == 0, number == last));
            Piece { head: repeated.clone(), ..piece }
        });
        pieces.extend(slices);
    }
    keep_together(&mut pieces, usize::from(!head.is_empty()));
    if let Some(first) = pieces.first_mut() {
        first.gap = 8.0;
    }
    pieces.push(Piece { height: 6.0, ..Piece::default() });
    pieces
}

/// A small table stays on one page. A large one has at least two rows on each: one alone looks lost.
fn keep_together(pieces: &mut [Piece], heads: usize) {
    let small = pieces.iter().map(|piece| piece.height).sum::<f32>() < HEIGHT * 0.3;
    let count = pieces.len();
    for (number, piece) in pieces.iter_mut().enumerate() {
        piece.keep = number + 1 < count && (small || number <= heads || number + 2 == count);
    }
}

fn set(face: &Face, cells: &[String], widths: &[f32]) -> Cells {
    let cells = widths.iter().enumerate().map(|(number, width)| {
        let text = cells.get(number).map_or("", String::as_str);
        lines::set(face, text, (width - 2.0 * PAD_X) / SIZE, false)
    });
    cells.collect()
}

/// A row that is higher than half a page, cut between lines; any other row as it is. So some of it always fits below
/// a heading and the table's head.
fn slices(cells: Cells) -> Vec<Cells> {
    let count = cells.iter().map(Vec::len).max().unwrap_or(0);
    if height(count) <= HEIGHT / 2.0 {
        return vec![cells];
    }
    let most = (1..=count).take_while(|&count| height(count) <= HEIGHT / 8.0).last().unwrap_or(1);
    let slice = |from: usize| {
        let part = |lines: &Vec<Line>| lines.iter().skip(from).take(most).cloned().collect();
        cells.iter().map(part).collect()
    };
    (0..count).step_by(most).map(slice).collect()
}

fn height(lines: usize) -> f32 {
    points(lines) * LEADING + 2.0 * PAD_Y
}

/// One row, or a slice of one: `edges` says whether it has a line above and below it.
fn row(widths: &[f32], cells: &Cells, ink: Ink, edges: (bool, bool)) -> Piece {
    // A slice has no white where it is cut.
    let (above, below) = (if edges.0 { PAD_Y } else { 0.0 }, if edges.1 { PAD_Y } else { 0.0 });
    let lines = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let height = points(lines) * LEADING + above + below;
    let full: f32 = widths.iter().sum();
    let mut marks = Vec::new();
    if ink.bold {
        marks.push(Mark::Box { x: 0.0, y: 0.0, width: full, height, fill: Some(236), edge: None });
    }
    let rule = |from, to| Mark::Rule { from, to, grey: EDGE };
    marks.extend(edges.0.then(|| rule((0.0, 0.0), (full, 0.0))));
    marks.extend(edges.1.then(|| rule((0.0, height), (full, height))));
    let mut x = 0.0;
    for (&width, lines) in widths.iter().zip(cells) {
        marks.push(rule((x, 0.0), (x, height)));
        marks.extend(lines.iter().enumerate().map(|(number, line)| Mark::Text {
            x: x + PAD_X,
            y: above + points(number) * LEADING + baseline(LEADING, SIZE),
            ink,
            line: line.clone(),
        }));
        x += width;
    }
    marks.push(rule((x, 0.0), (x, height)));
    Piece { height, marks, ..Piece::default() }
}
