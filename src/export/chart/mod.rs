//! Charts as SVG, drawn on the server: no script and no picture file, and a screen reader is told the figures in words.
//!
//! A chart has no size of its own, takes the font and the colour of the text around it, and names the colours of its series
//! by the classes `chart-s1` to `chart-s8`, which `web/assets/chart.css` also has for dark pages. No inline style, so that it
//! may stand in a page whose policy forbids them.

mod bars;
mod canvas;
mod figures;
mod legend;
mod lines;
mod ranges;
#[cfg(test)]
mod tests;

use super::{ExportError, text};

/// What is said about a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption<'a> {
    /// At its top.
    pub title: &'a str,
    /// What is counted, such as 件, h or %; may be empty.
    pub unit: &'a str,
    /// What stands there when there are no figures.
    pub empty: &'a str,
    /// `zh-CN` or `en`: how the figures are put into a sentence.
    pub locale_tag: &'a str,
}

/// Figures that belong together: one for each label, nothing where none is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// In the legend.
    pub name: String,
    /// The figures in the order of the labels.
    pub values: Vec<Option<f64>>,
}

/// A figure in percent with the bounds between which it lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The lower bound.
    pub low: f64,
    /// The figure.
    pub value: f64,
    /// The upper bound.
    pub high: f64,
    /// Said beside it, such as how many it is of; may be empty.
    pub note: String,
}

/// A bar for each label, one below the other, with its figure behind it.
///
/// # Errors
/// [`ExportError::Chart`] when the crate that draws fails; no figures are refused.
pub fn bars(caption: &Caption<'_>, labels: &[String], values: &[f64]) -> Result<String, ExportError> {
    let values = values.iter().copied().map(Some).collect();
    bars::draw(&caption.cleaned(), &cleaned(labels), &sound(&[Series { name: String::new(), values }], labels.len()))
}

/// A bar for each label, put together from the figures of every series, with the sum behind it. Parts of a whole are not
/// negative: such a figure counts as none.
///
/// # Errors
/// As [`bars()`].
pub fn stacked(caption: &Caption<'_>, labels: &[String], series: &[Series]) -> Result<String, ExportError> {
    let mut series = sound(series, labels.len());
    for value in series.iter_mut().flat_map(|one| &mut one.values) {
        *value = value.filter(|value| *value >= 0.0);
    }
    bars::draw(&caption.cleaned(), &cleaned(labels), &series)
}

/// A line for each series over the labels from left to right, broken where no figure is known.
///
/// # Errors
/// As [`bars()`].
pub fn lines(caption: &Caption<'_>, labels: &[String], series: &[Series]) -> Result<String, ExportError> {
    lines::draw(&caption.cleaned(), &cleaned(labels), &sound(series, labels.len()))
}

/// A dot between its bounds for each label, on a scale from nought to a hundred.
///
/// # Errors
/// As [`bars()`].
pub fn ranges(caption: &Caption<'_>, labels: &[String], values: &[Range]) -> Result<String, ExportError> {
    let sound = |range: &Range| Range { note: text::one_line(&range.note), ..range.clone() };
    let values: Vec<Range> = values.iter().map(sound).collect();
    ranges::draw(&caption.cleaned(), &cleaned(labels), &values)
}

/// A caption whose texts may stand in XML.
struct Said {
    title: String,
    unit: String,
    empty: String,
    chinese: bool,
}

/// A wider unit stands beside the title instead of behind every figure.
const WIDEST_UNIT: i32 = 4 * canvas::LETTERS;

impl Caption<'_> {
    fn cleaned(&self) -> Said {
        let [title, unit, empty] = [self.title, self.unit, self.empty].map(text::one_line);
        let chinese = self.locale_tag.starts_with("zh");
        if canvas::measured(&unit) <= WIDEST_UNIT {
            return Said { title, unit, empty, chinese };
        }
        let title = if chinese { format!("{title}（{unit}）") } else { format!("{title} ({unit})") };
        Said { title, unit: String::new(), empty, chinese }
    }
}

fn cleaned(labels: &[String]) -> Vec<String> {
    labels.iter().map(|label| text::one_line(label)).collect()
}

/// The series with one figure for each label, and no figure that is none.
fn sound(series: &[Series], count: usize) -> Vec<Series> {
    let one = |one: &Series| {
        let known = one.values.iter().map(|value| value.filter(|value| value.abs() < figures::BIGGEST));
        let values = known.chain(std::iter::repeat(None)).take(count).collect();
        Series { name: text::one_line(&one.name), values }
    };
    series.iter().map(one).collect()
}

/// Whether there is any figure to draw.
fn has_figures(series: &[Series]) -> bool {
    series.iter().any(|one| one.values.iter().any(Option::is_some))
}
