//! Breaks text into lines by the Unicode rules and the Chinese ones (避头尾): no line begins with a closing mark or a
//! comma, none ends with an opening mark.

use krilla::text::{GlyphId, KrillaGlyph};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::font::Face;
use super::points;

/// No line may begin with one of these.
const NEVER_FIRST: &str = "。，、；：？！）》」』】〕〉”’…—·％‰℃,.;:?!)]}%°";
/// No line may end with one of these.
const NEVER_LAST: &str = "（《「『【〔〈“‘([{";
/// Marks whose right half is empty, so that at a line's end they may stand half outside it.
const HALF_EMPTY: &str = "。，、；：）》」』】〕〉";
/// Wider gaps would be read as spaces when the text is copied.
const WIDEST_GAP: f32 = 0.08;

/// One line, ready to be drawn. All lengths are in ems.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// What copying the line gives.
    pub(super) text: String,
    /// What is drawn for it.
    pub(super) glyphs: Vec<KrillaGlyph>,
    /// How wide that is.
    pub(super) width: f32,
}

/// One character of the text.
struct Cell {
    start: usize,
    end: usize,
    sign: char,
    glyph: Option<GlyphId>,
    width: f32,
    /// Whether a line may begin here, or must.
    before: Option<BreakOpportunity>,
}

/// The text in lines of at most `width` ems; at least one line.
pub(super) fn set(face: &Face, text: &str, width: f32, flush: bool) -> Vec<Line> {
    let cells = cells(face, text);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < cells.len() {
        let end = line_end(&cells, start, width);
        let last = cells.get(end).is_none_or(|cell| cell.before == Some(BreakOpportunity::Mandatory));
        let mut line = line(text, cells.get(start..end).unwrap_or_default());
        if flush && !last {
            stretch(&mut line, width);
        }
        lines.push(line);
        start = end;
    }
    if lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}

fn cells(face: &Face, text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(text.len());
    let mut breaks = linebreaks(text).peekable();
    let mut signs = text.char_indices().peekable();
    while let Some((start, sign)) = signs.next() {
        let next = signs.peek().map(|&(_, next)| next);
        let previous = cells.last().map(|cell| cell.sign);
        let inside_word = [previous, next].iter().all(|side| side.is_some_and(|side| side.is_ascii_alphanumeric()));
        let (glyph, width) = face.glyph(sign, inside_word).unzip();
        while breaks.next_if(|&(at, _)| at < start).is_some() {}
        let unicode = breaks.next_if(|&(at, _)| at == start).map(|(_, kind)| kind);
        cells.push(Cell {
            start,
            end: start + sign.len_utf8(),
            sign,
            glyph,
            width: width.unwrap_or_default(),
            before: previous.and_then(|previous| opportunity(previous, sign, unicode)),
        });
    }
    cells
}

/// What the Unicode rules say, as Chinese typesetting wants it: they never break beside “ and ”, which may be either
/// end of a quotation elsewhere.
fn opportunity(previous: char, next: char, unicode: Option<BreakOpportunity>) -> Option<BreakOpportunity> {
    if unicode == Some(BreakOpportunity::Mandatory) {
        return unicode;
    }
    if !may_part(previous, next) {
        return None;
    }
    let opens = matches!(next, '“' | '‘') && (is_wide(previous) || HALF_EMPTY.contains(previous));
    let closes = matches!(previous, '”' | '’') && is_wide(next);
    if opens || closes { Some(BreakOpportunity::Allowed) } else { unicode }
}

fn may_part(previous: char, next: char) -> bool {
    !NEVER_FIRST.contains(next) && !NEVER_LAST.contains(previous)
}

/// Ideographs and kana.
fn is_wide(sign: char) -> bool {
    matches!(sign, '\u{2e80}'..='\u{2fdf}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Where the line that begins at `start` ends: always at least one character further.
fn line_end(cells: &[Cell], start: usize, width: f32) -> usize {
    let mut used = 0.0;
    let mut end = None;
    for (at, cell) in cells.iter().enumerate().skip(start) {
        if at > start && cell.before == Some(BreakOpportunity::Mandatory) {
            return at;
        }
        if at > start && cell.before.is_some() {
            end = Some(at);
        }
        let ink = if HALF_EMPTY.contains(cell.sign) { cell.width / 2.0 } else { cell.width };
        // The tolerance is for what adding up fractions loses.
        if used + ink > width + 0.001 && !cell.sign.is_whitespace() {
            return end.unwrap_or_else(|| cut(cells, start, at));
        }
        used += cell.width;
    }
    cells.len()
}

/// Cuts a word that is longer than a line, as near before `at` as the Chinese rules let it.
fn cut(cells: &[Cell], start: usize, at: usize) -> usize {
    let fits = |&at: &usize| match (cells.get(at.wrapping_sub(1)), cells.get(at)) {
        (Some(previous), Some(next)) => may_part(previous.sign, next.sign),
        _ => false,
    };
    (start + 1..=at).rev().find(fits).unwrap_or_else(|| at.max(start + 1))
}

fn line(text: &str, cells: &[Cell]) -> Line {
    let length = cells.iter().rposition(|cell| !cell.sign.is_whitespace()).map_or(0, |last| last + 1);
    let cells = cells.get(..length).unwrap_or_default();
    let from = cells.first().map_or(0, |cell| cell.start);
    let to = cells.last().map_or(0, |cell| cell.end);
    let glyphs = cells.iter().filter_map(|cell| {
        let range = cell.start - from..cell.end - from;
        cell.glyph.map(|glyph| KrillaGlyph::new(glyph, cell.width, 0.0, 0.0, 0.0, range, None))
    });
    Line {
        text: text.get(from..to).unwrap_or_default().to_owned(),
        glyphs: glyphs.collect(),
        width: cells.iter().map(|cell| cell.width).sum(),
    }
}

/// Widens the gaps beside ideographs so that the line reaches the right edge, if that takes little.
fn stretch(line: &mut Line, width: f32) {
    let before_last = line.glyphs.len().saturating_sub(1);
    let gap_after = |glyph: &KrillaGlyph| {
        let sign = line.text.get(glyph.text_range.clone()).and_then(|text| text.chars().next());
        sign.is_some_and(|sign| is_wide(sign) || HALF_EMPTY.contains(sign) || sign == ' ')
    };
    let gaps: Vec<bool> = line.glyphs.iter().take(before_last).map(gap_after).collect();
    let count = gaps.iter().filter(|gap| **gap).count();
    let hangs = line.text.ends_with(|sign| HALF_EMPTY.contains(sign));
    let slack = width - line.width + if hangs { 0.5 } else { 0.0 };
    let share = slack / points(count.max(1));
    if share <= 0.0 || share > WIDEST_GAP || count == 0 {
        return;
    }
    for (glyph, _) in line.glyphs.iter_mut().zip(&gaps).filter(|(_, gap)| **gap) {
        glyph.x_advance += share;
    }
    line.width += slack;
}
