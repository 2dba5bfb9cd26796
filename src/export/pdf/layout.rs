//! Turns a paper's blocks into pieces that lie below one another: a line, a row of a table, the box with the label.

use std::rc::Rc;

use super::font::Face;
use super::lines::{self, Line};
use super::{points, table};
use crate::export::{Block, Paper, text};

/// A4 in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
/// The white to the left and right of the text.
pub(super) const SIDE: f32 = 56.7;
/// Where the text begins and ends on a page.
pub(super) const TOP: f32 = 64.0;
/// The white, the label and the page's number below the text.
pub(super) const BOTTOM: f32 = 66.0;
/// How wide and high the text is on a page.
pub(super) const WIDTH: f32 = PAGE.0 - 2.0 * SIDE;
/// How much of a page the text may fill.
pub(super) const HEIGHT: f32 = PAGE.1 - TOP - BOTTOM;

/// How letters look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ink {
    /// In points.
    pub(super) size: f32,
    /// Drawn with a thin outline, since the font has one weight.
    pub(super) bold: bool,
    /// 0 is black.
    pub(super) grey: u8,
}

/// Something to draw; its place is relative to the piece's upper left corner.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A line of text; `y` is where the letters stand.
    Text { x: f32, y: f32, ink: Ink, line: Line },
    /// A filled box, a framed one, or both.
    Box { x: f32, y: f32, width: f32, height: f32, fill: Option<u8>, edge: Option<u8> },
    /// A thin line from a point to another.
    Rule { from: (f32, f32), to: (f32, f32), grey: u8 },
}

/// What is never cut by the end of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub(super) height: f32,
    /// The white above it, unless it begins a page.
    pub(super) gap: f32,
    pub(super) marks: Vec<Mark>,
    /// Whether it must be on the same page as the next piece.
    pub(super) keep: bool,
    /// The table's head, if a page that begins with this piece must show it again.
    pub(super) head: Option<Rc<Piece>>,
    /// The heading's level and words, for the list of contents beside the pages.
    pub(super) bookmark: Option<(u8, String)>,
}

/// How a run of text is set.
#[derive(Clone, Copy)]
struct Look {
    ink: Ink,
    /// From one line to the next, in ems.
    leading: f32,
    gap: f32,
    indent: f32,
    flush: bool,
}

const fn look(size: f32, grey: u8, leading: f32, gap: f32) -> Look {
    Look { ink: Ink { size, bold: false, grey }, leading, gap, indent: 0.0, flush: false }
}

const fn heading_look(size: f32, gap: f32) -> Look {
    Look { ink: Ink { size, bold: true, grey: 25 }, leading: 1.4, gap, indent: 0.0, flush: false }
}

const TITLE: Look = heading_look(20.0, 14.0);
const BYLINE: Look = look(9.0, 110, 1.5, 6.0);
const HEADINGS: [Look; 3] = [heading_look(15.0, 18.0), heading_look(12.5, 14.0), heading_look(11.0, 11.0)];
const BODY: Look = Look { flush: true, ..look(10.5, 30, 1.65, 6.0) };
const BULLET: Look = Look { indent: 15.0, ..look(10.5, 30, 1.55, 3.0) };
const NOTE: Look = look(8.5, 115, 1.5, 5.0);
const LABEL: Look = look(9.5, 40, 1.5, 0.0);

/// The whole paper, from the label on.
pub(super) fn pieces(paper: &Paper, face: &Face) -> Vec<Piece> {
    let mut pieces = vec![label_box(face, &paper.label)];
    pieces.extend(kept(run(face, &paper.title, TITLE)));
    pieces.extend(run(face, &text::byline(paper), BYLINE));
    for block in &paper.blocks {
        match block {
            Block::Heading { level, text } => pieces.extend(heading(face, *level, text)),
            Block::Paragraph(text) => pieces.extend(run(face, text, BODY)),
            Block::Note(text) => pieces.extend(run(face, text, NOTE)),
            Block::Bullets(items) => pieces.extend(items.iter().flat_map(|item| bullet(face, item))),
            Block::Table { head, rows } => pieces.extend(table::pieces(face, head, rows)),
        }
    }
    pieces
}

/// Lines of text; the first two and the last two stay together.
fn run(face: &Face, text: &str, look: Look) -> Vec<Piece> {
    let size = look.ink.size;
    let flush = look.flush && face.justifies();
    let lines = lines::set(face, text, (WIDTH - look.indent) / size, flush);
    let count = lines.len();
    let height = size * look.leading;
    let pieces = lines.into_iter().enumerate().map(|(number, line)| Piece {
        height,
        gap: if number == 0 { look.gap } else { 0.0 },
        marks: vec![Mark::Text { x: look.indent, y: baseline(height, size), ink: look.ink, line }],
        keep: count > 1 && (number == 0 || number + 2 == count),
        ..Piece::default()
    });
    pieces.collect()
}

/// Where letters stand in a line of this height.
pub(super) fn baseline(height: f32, size: f32) -> f32 {
    (height - size) / 2.0 + size * 0.87
}

fn kept(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for piece in &mut pieces {
        piece.keep = true;
    }
    pieces
}

fn heading(face: &Face, level: u8, text: &str) -> Vec<Piece> {
    let level = level.clamp(1, 3);
    let mut pieces = kept(run(face, text, HEADINGS[usize::from(level) - 1]));
    if let Some(first) = pieces.first_mut() {
        first.bookmark = Some((level, text.to_owned()));
    }
    pieces
}

fn bullet(face: &Face, text: &str) -> Vec<Piece> {
    // The font's • is a speck; a small ● is what readers know.
    const DOT: Ink = Ink { size: 4.5, bold: false, grey: 60 };
    let mut pieces = run(face, text, BULLET);
    let dot = lines::set(face, "●", 2.0, false).into_iter().next();
    if let (Some(first), Some(line)) = (pieces.first_mut(), dot) {
        let y = baseline(first.height, BULLET.ink.size) - 2.2;
        // First, so that copied text has it first.
        first.marks.insert(0, Mark::Text { x: 3.5, y, ink: DOT, line });
    }
    pieces
}

/// The sentence that says that AI made this, in a box at the very top.
fn label_box(face: &Face, text: &str) -> Piece {
    const PAD: f32 = 7.0;
    let size = LABEL.ink.size;
    let lines = lines::set(face, text, (WIDTH - 2.0 * PAD - 4.0) / size, false);
    let leading = size * LABEL.leading;
    let height = points(lines.len()) * leading + 2.0 * PAD;
    let mut marks = vec![Mark::Box { x: 0.0, y: 0.0, width: WIDTH, height, fill: Some(242), edge: Some(140) }];
    marks.extend(lines.into_iter().enumerate().map(|(number, line)| Mark::Text {
        x: PAD + 2.0,
        y: PAD + points(number) * leading + baseline(leading, size),
        ink: LABEL.ink,
        line,
    }));
    Piece { height, marks, keep: true, ..Piece::default() }
}
