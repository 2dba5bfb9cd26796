//! Figures of a chart: the scale they are drawn on, as they are written, and all of them in words.

use super::{Said, Series};

/// Larger figures are taken for mistakes.
pub(super) const BIGGEST: f64 = 1e10;

/// At most so many lines across a chart, the lowest not counted.
const STEPS: f64 = 5.0;

/// An axis from one round figure to another, with round figures between.
pub(super) struct Scale {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) ticks: Vec<f64>,
}

impl Scale {
    /// The scale that shows these figures and nought.
    pub(super) fn of(values: &[f64]) -> Self {
        let low = values.iter().copied().fold(0.0, f64::min);
        let high = values.iter().copied().fold(0.0, f64::max);
        let whole = values.iter().all(|value| value.fract() == 0.0);
        let high = if high > low { high } else { low + 1.0 };
        let step = step(high - low, whole);
        let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
        let ticks = (0_u8..=20).map(|number| from + f64::from(number) * step);
        let ticks = ticks.take_while(|tick| *tick <= to + step / 2.0).collect();
        Self { from, to, ticks }
    }
}

/// 1, 2 or 5 times a power of ten; at least one where only whole things are counted.
fn step(span: f64, whole: bool) -> f64 {
    let small = [0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
    let large = std::iter::successors(Some(1.0), |power| Some(power * 10.0));
    let large = large.flat_map(|power: f64| [power, power * 2.0, power * 5.0]);
    let mut steps = small.into_iter().filter(|_| !whole).chain(large);
    steps.find(|step| span / step <= STEPS).unwrap_or(BIGGEST)
}

/// The figure with at most two decimals; from ten thousand on with commas and no decimals.
pub(super) fn written(value: f64) -> String {
    let text = if value.abs() < 10_000.0 { format!("{value:.2}") } else { format!("{value:.0}.") };
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
    let (whole, decimals) = text.find('.').map_or((text, ""), |at| text.split_at(at));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) && whole.len() > 4 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if grouped == "0" && decimals.is_empty() { grouped } else { format!("{sign}{grouped}{decimals}") }
}

impl Said {
    /// The figure with its unit.
    pub(super) fn with_unit(&self, value: f64) -> String {
        let spaced = self.unit.starts_with(|sign: char| sign.is_ascii_alphabetic());
        format!("{}{}{}", written(value), if spaced { " " } else { "" }, self.unit)
    }

    /// Every figure in words, for those who do not see the chart.
    pub(super) fn in_words(&self, labels: &[String], series: &[Series]) -> String {
        let (colon, comma, stop) = if self.chinese { ("：", "，", "。") } else { (": ", ", ", ". ") };
        let sentences = series.iter().filter_map(|one| {
            let known = labels.iter().zip(&one.values).filter_map(|(label, value)| Some((label, (*value)?)));
            let told: Vec<String> = known.map(|(label, value)| format!("{label} {}", self.with_unit(value))).collect();
            let name = if one.name.is_empty() { String::new() } else { format!("{}{colon}", one.name) };
            (!told.is_empty()).then(|| format!("{name}{}{stop}", told.join(comma)))
        });
        let words: String = sentences.collect();
        if words.is_empty() { self.empty.clone() } else { words.trim_end().to_owned() }
    }
}
