//! Draws the pages, and on each of them what a reader must find on every page: the label, the number, the title.

use std::iter::Peekable;

use chrono::{Datelike, Timelike};
use krilla::Document;
use krilla::color::luma;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, Stroke};
use krilla::surface::Surface;

use super::font::Face;
use super::layout::{BOTTOM, Ink, Mark, PAGE, SIDE, TOP, WIDTH};
use super::lines::{self, Line};
use super::pages::Placed;
use super::points;
use crate::export::{ExportError, Paper, text};

const SMALL: Ink = Ink { size: 7.5, bold: false, grey: 110 };
const SMALL_LEADING: f32 = 10.5;
const RULE: f32 = 0.5;

/// The finished pages as a PDF, without the label's metadata.
pub(super) fn draw(paper: &Paper, face: &Face, pages: &[Vec<Placed>]) -> Result<Vec<u8>, ExportError> {
    let mut document = Document::new();
    let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| ExportError::Pdf("page size".to_owned()))?;
    let count = pages.len();
    let mut bookmarks = Vec::new();
    for (number, placed) in pages.iter().enumerate() {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        for Placed { y, piece } in placed {
            let place = (SIDE, TOP + y);
            piece.marks.iter().for_each(|mark| draw_mark(&mut surface, face, place, mark));
            bookmarks.extend(piece.bookmark.clone().map(|mark| (mark, number, place.1)));
        }
        if number > 0 {
            draw_head(&mut surface, face, paper);
        }
        draw_foot(&mut surface, face, paper, (number + 1, count));
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    for node in nodes(&mut bookmarks.into_iter().peekable(), 0) {
        outline.push_child(node);
    }
    document.set_outline(outline);
    document.set_metadata(metadata(paper));
    document.finish().map_err(|error| ExportError::Pdf(error.to_string()))
}

fn draw_mark(surface: &mut Surface<'_>, face: &Face, (left, top): (f32, f32), mark: &Mark) {
    match mark {
        Mark::Text { x, y, ink, line } => draw_line(surface, face, (left + x, top + y), *ink, line),
        Mark::Rule { from, to, grey } => {
            draw_rule(surface, (left + from.0, top + from.1), (left + to.0, top + to.1), *grey);
        }
        Mark::Box { x, y, width, height, fill, edge } => {
            let Some(area) = Rect::from_xywh(left + x, top + y, *width, *height) else { return };
            surface.set_fill(fill.map(filled));
            surface.set_stroke(edge.map(|grey| stroke(grey, RULE)));
            let mut path = PathBuilder::new();
            path.push_rect(area);
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}

fn draw_line(surface: &mut Surface<'_>, face: &Face, (x, y): (f32, f32), ink: Ink, line: &Line) {
    if line.glyphs.is_empty() {
        return;
    }
    surface.set_fill(Some(filled(ink.grey)));
    surface.set_stroke(ink.bold.then(|| stroke(ink.grey, ink.size * 0.03)));
    surface.draw_glyphs(Point::from_xy(x, y), &line.glyphs, face.font.clone(), &line.text, ink.size, false);
}

fn filled(grey: u8) -> Fill {
    Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }
}

fn stroke(grey: u8, width: f32) -> Stroke {
    Stroke { paint: luma::Color::new(grey).into(), width, ..Stroke::default() }
}

fn draw_rule(surface: &mut Surface<'_>, from: (f32, f32), to: (f32, f32), grey: u8) {
    let mut path = PathBuilder::new();
    path.move_to(from.0, from.1);
    path.line_to(to.0, to.1);
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        // Squared ends, so that the corners of a table are whole.
        surface.set_stroke(Some(Stroke { line_cap: LineCap::Square, ..stroke(grey, RULE) }));
        surface.draw_path(&path);
    }
}

/// The title and the case code, from the second page on.
fn draw_head(surface: &mut Surface<'_>, face: &Face, paper: &Paper) {
    let y = TOP - 24.0;
    let number = one_line(face, &paper.number, WIDTH / 3.0);
    let room = WIDTH - number.width * SMALL.size - 20.0;
    draw_line(surface, face, (SIDE, y), SMALL, &one_line(face, &paper.title, room));
    draw_line(surface, face, (SIDE + WIDTH - number.width * SMALL.size, y), SMALL, &number);
    draw_rule(surface, (SIDE, y + 6.0), (SIDE + WIDTH, y + 6.0), 190);
}

/// The text, cut with an ellipsis to what one line holds.
fn one_line(face: &Face, text: &str, room: f32) -> Line {
    let ems = room / SMALL.size;
    let whole = lines::set(face, text, ems, false);
    if whole.len() == 1 {
        return first(whole);
    }
    let cut = first(lines::set(face, text, ems - 1.0, false)).text + "…";
    // With room to spare, so that the ellipsis does not break off.
    first(lines::set(face, &cut, ems * 2.0, false))
}

fn first(lines: Vec<Line>) -> Line {
    lines.into_iter().next().unwrap_or_default()
}

/// The label, and the page's number.
fn draw_foot(surface: &mut Surface<'_>, face: &Face, paper: &Paper, (number, count): (usize, usize)) {
    let [before, between, after] = text::page_words(paper);
    let number = one_line(face, &format!("{before}{number}{between}{count}{after}"), WIDTH / 2.0);
    let number_width = number.width * SMALL.size;
    let top = PAGE.1 - BOTTOM + 18.0;
    draw_rule(surface, (SIDE, top), (SIDE + WIDTH, top), 190);
    let lines = lines::set(face, &paper.label, (WIDTH - number_width - 24.0) / SMALL.size, false);
    for (row, line) in lines.iter().take(3).enumerate() {
        draw_line(surface, face, (SIDE, top + 12.0 + points(row) * SMALL_LEADING), SMALL, line);
    }
    draw_line(surface, face, (SIDE + WIDTH - number_width, top + 12.0), SMALL, &number);
}

type Bookmark = ((u8, String), usize, f32);

/// The bookmarks that are deeper than `above`, each with those below it.
fn nodes(bookmarks: &mut Peekable<impl Iterator<Item = Bookmark>>, above: u8) -> Vec<OutlineNode> {
    let mut found = Vec::new();
    while let Some(((level, text), page, y)) = bookmarks.next_if(|((level, _), _, _)| *level > above) {
        let target = XyzDestination::new(page, Point::from_xy(SIDE, y));
        let mut node = OutlineNode::new(text, target).with_open(true);
        for child in nodes(bookmarks, level) {
            node.push_child(child);
        }
        found.push(node);
    }
    found
}

fn metadata(paper: &Paper) -> Metadata {
    let metadata = Metadata::new()
        .title(paper.title.clone())
        .authors(vec![paper.meta.content_producer.clone()])
        .description(paper.label.clone())
        .document_id(paper.number.clone())
        .language(paper.locale_tag.clone());
    match text::moment(&paper.made_on) {
        Some(moment) => metadata.creation_date(
            DateTime::new(u16::try_from(moment.year()).unwrap_or_default())
                .month(small(moment.month()))
                .day(small(moment.day()))
                .hour(small(moment.hour()))
                .minute(small(moment.minute()))
                .second(small(moment.second()))
                .utc_offset_hour(0),
        ),
        None => metadata,
    }
}

fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or_default()
}
