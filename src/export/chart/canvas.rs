//! The sheet that a chart is drawn on: plotters draws the shapes, the classes and words for the page are put in here.

use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use unicode_linebreak::linebreaks;

use super::Said;
use crate::export::{ExportError, columns, text};

/// Every chart is so many units wide, whatever its size in the page.
pub(super) const WIDTH: i32 = 720;
/// The white around it.
pub(super) const MARGIN: i32 = 16;
/// The size of the letters, and what they take of the height.
pub(super) const LETTERS: i32 = 14;
pub(super) const LINE: i32 = 20;
const TITLE: i32 = 16;
const TITLE_LINE: i32 = 24;

/// For a chart that stands outside our pages; in them the style sheet says `inherit`.
const FONTS: &str = "system-ui, -apple-system, PingFang SC, HarmonyOS Sans SC, MiSans, Microsoft YaHei, Noto Sans SC, \
    Noto Sans CJK SC, sans-serif";
/// The colours of the series where no style sheet says otherwise: dark enough on white, and apart for the colour-blind.
const SERIES: [&str; 8] = ["#0b7a72", "#c2570c", "#4a5bbf", "#a8327d", "#6b7a12", "#8a4b2a", "#5f6b76", "#b3261e"];

/// What a shape or a word is drawn in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// The colour of the text around the chart.
    Text,
    /// The same, paler.
    Muted,
    /// The same, hardly there: lines across.
    Faint,
    /// For words on a bar.
    OnSeries,
    /// The colour of a series; the ninth has that of the first again.
    Series(usize),
}

impl Ink {
    /// plotters knows colours alone: each ink is drawn in one that nothing else has, and named in the finished text.
    fn mark(self) -> RGBColor {
        RGBColor(0xC0, 0xDE, self.number())
    }

    fn number(self) -> u8 {
        match self {
            Self::Text | Self::Muted | Self::Faint => 0,
            Self::OnSeries => 1,
            Self::Series(place) => u8::try_from(place % SERIES.len()).map_or(2, |place| place + 2),
        }
    }

    fn style(self) -> ShapeStyle {
        match self {
            Self::Muted => self.mark().mix(0.75).filled(),
            Self::Faint => self.mark().mix(0.2).filled(),
            _ => self.mark().filled(),
        }
    }

    /// The attributes that say its colour.
    fn attributes(self) -> String {
        match self {
            Self::Series(place) => {
                let place = place % SERIES.len();
                format!("class=\"chart-s{}\" color=\"{}\"", place + 1, SERIES[place])
            }
            Self::OnSeries => "class=\"chart-on\" color=\"#ffffff\"".to_owned(),
            Self::Text | Self::Muted | Self::Faint => "class=\"chart-ink\"".to_owned(),
        }
    }
}

/// Which end of a word stands at its place.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Draws on the sheet; lengths are in its units, from its upper left corner.
pub(super) struct Brush<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl<'a> Brush<'a> {
    /// A word, its middle at that height.
    pub(super) fn word(&self, word: &str, at: (i32, i32), anchor: Anchor, ink: Ink) -> Result<(), ExportError> {
        self.written(word, at, anchor, ink, (LETTERS, FontStyle::Normal))
    }

    fn written(
        &self,
        word: &str,
        at: (i32, i32),
        anchor: Anchor,
        ink: Ink,
        (size, style): (i32, FontStyle),
    ) -> Result<(), ExportError> {
        let place = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // The backend divides by 1.24 what it is given.
        let font = ("sans-serif", f64::from(size) * 1.24).into_font().style(style);
        let style = font.color(&ink.style().color).pos(Pos::new(place, VPos::Center));
        self.put(&Text::new(word.to_owned(), at, style))
    }

    /// A full rectangle.
    pub(super) fn block(&self, from: (i32, i32), to: (i32, i32), ink: Ink) -> Result<(), ExportError> {
        self.put(&Rectangle::new([from, to], ink.style()))
    }

    /// A line through these points.
    pub(super) fn line(&self, points: Vec<(i32, i32)>, ink: Ink, width: u32) -> Result<(), ExportError> {
        self.put(&PathElement::new(points, ink.style().stroke_width(width)))
    }

    /// The mark of a series: round, square or pointed, so that colour is not all that tells lines apart.
    pub(super) fn dot(&self, at: (i32, i32), series: usize) -> Result<(), ExportError> {
        let style = Ink::Series(series).style();
        match series % 3 {
            0 => self.put(&Circle::new(at, 4, style)),
            1 => self.put(&Rectangle::new([(at.0 - 4, at.1 - 4), (at.0 + 4, at.1 + 4)], style)),
            _ => self.put(&TriangleMarker::new(at, 6, style)),
        }
    }

    fn put<E>(&self, element: &E) -> Result<(), ExportError>
    where
        for<'e> &'e E: PointCollection<'e, (i32, i32)>,
        E: Drawable<SVGBackend<'a>>,
    {
        self.area.draw(element).map_err(|error| ExportError::Chart(error.to_string()))
    }
}

/// How high a title is, with the white below it.
pub(super) fn title_height(said: &Said) -> i32 {
    MARGIN + whole(wrapped(&said.title, WIDTH - 2 * MARGIN, TITLE).len()) * TITLE_LINE + 8
}

/// A chart of that height: the title, and what `paint` draws below it.
pub(super) fn sheet(
    said: &Said,
    height: i32,
    words: &str,
    paint: impl FnOnce(&Brush<'_>) -> Result<(), ExportError>,
) -> Result<String, ExportError> {
    let mut drawn = String::new();
    {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let brush = Brush { area: SVGBackend::with_string(&mut drawn, size).into_drawing_area() };
        for (number, line) in (0..).zip(wrapped(&said.title, WIDTH - 2 * MARGIN, TITLE)) {
            let at = (MARGIN, MARGIN + number * TITLE_LINE + TITLE_LINE / 2);
            brush.written(&line, at, Anchor::Start, Ink::Text, (TITLE, FontStyle::Bold))?;
        }
        paint(&brush)?;
        brush.area.present().map_err(|error| ExportError::Chart(error.to_string()))?;
    }
    Ok(finished(&drawn, said, height, words))
}

/// A chart without figures: the title, and a sentence that says so.
pub(super) fn empty(said: &Said) -> Result<String, ExportError> {
    let top = title_height(said);
    sheet(said, top + 80, &said.empty, |brush| {
        brush.word(&said.empty, (WIDTH / 2, top + 28), Anchor::Middle, Ink::Muted)
    })
}

/// Our own first tag in place of the backend's, and the inks by name.
fn finished(drawn: &str, said: &Said, height: i32, words: &str) -> String {
    let body = drawn.split_once(">\n").map_or("", |(_, body)| body);
    let mut body = body.replace(" opacity=\"1\"", "").replace(" font-family=\"sans-serif\"", "");
    let series = (0..SERIES.len()).map(Ink::Series);
    for ink in [Ink::Text, Ink::OnSeries].into_iter().chain(series) {
        let RGBColor(red, green, blue) = ink.mark();
        for paint in ["fill", "stroke"] {
            let mark = format!("{paint}=\"#{red:02X}{green:02X}{blue:02X}\"");
            body = body.replace(&mark, &format!("{} {paint}=\"currentColor\"", ink.attributes()));
        }
    }
    let (title, words) = (text::xml(&said.title), text::xml(words));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"{FONTS}\">\n<title>{title}</title>\n<desc>{words}</desc>\n{body}"
    )
}

/// About how wide a text is in letters of the usual size.
pub(super) fn measured(text: &str) -> i32 {
    measured_in(text, LETTERS)
}

fn measured_in(text: &str, size: i32) -> i32 {
    i32::try_from(columns::measure(text)).unwrap_or(i32::MAX / size) / 100 * size
        + i32::try_from(columns::measure(text) % 100).unwrap_or(0) * size / 100
}

/// The text in lines that fit.
pub(super) fn lines_of(text: &str, width: i32) -> Vec<String> {
    wrapped(text, width, LETTERS)
}

fn wrapped(text: &str, width: i32, size: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut from = 0;
    for (to, _) in linebreaks(text) {
        let piece = text.get(from..to).unwrap_or_default();
        from = to;
        let fits = |line: &str, more: &str| measured_in(&format!("{line}{}", more.trim_end()), size) <= width;
        if lines.last().is_some_and(|line| !line.is_empty() && !fits(line, piece)) {
            lines.push(String::new());
        }
        // A word that is longer than a line is broken where the line ends.
        for sign in piece.chars() {
            if lines.last().is_some_and(|line| !line.is_empty() && !fits(line, &sign.to_string())) {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(sign);
            }
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A count as a length.
pub(super) fn whole(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
