//! Figures and what they may mean: one value, or the two ends of a range (两三万, 3-5万, 20多万, 十几个).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::numbers::values_of;

/// 万把 and 百来: a bare multiplier that stands for one of it.
const BARE: &str = "百十[来多]?|[百千万][把来]";
/// Arabic figures, with 万 or w behind them, and 多 or 来 between.
const ARABIC: &str =
    r"[0-9０-９]+(?:[,，][0-9]{3})*(?:[.．][0-9]+)?(?:[kKwW](?-u:\b))?(?:\s?[百千万亿]+)?(?:[多来余][百千万亿]*)?";
const CHINESE: &str = "[零〇一二两三四五六七八九十百千万亿几]+(?:[多来余][百千万亿]*)?";

static NUMERAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("千儿八百|万儿八千|百八十|{BARE}|{ARABIC}|{CHINESE}|半")).ok());

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Numeral {
    pub(super) range: Range<usize>,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) about: bool,
    /// Written so that it is an ordinary word unless a unit follows: 一 in 统一, 半 in 半自动.
    pub(super) word_without_unit: bool,
    /// What multiplies the digits, such as 万: a range's first figure borrows it.
    factor: f64,
}

/// Every figure, ranges as one; what is vague (几百, 数十万) left out.
pub(super) fn numerals_in(text: &str) -> Vec<Numeral> {
    let mut found: Vec<Numeral> = vec![];
    for place in NUMERAL.iter().flat_map(|re| re.find_iter(text)) {
        let before = &text[..place.start()];
        let is_name = before.ends_with(|c: char| c.is_ascii_alphanumeric()) || before.ends_with('第');
        let vague = before.ends_with(['数', '几']);
        let Some(numeral) = (!is_name && !vague).then(|| meant(place.as_str(), place.range())).flatten() else {
            continue;
        };
        match found.last_mut() {
            Some(first) if joins(&text[first.range.end..numeral.range.start]) && first.low_of(&numeral).is_some() => {
                first.low = first.low_of(&numeral).unwrap_or(first.low);
                first.high = numeral.high;
                first.about |= numeral.about;
                first.word_without_unit = false;
                first.range.end = numeral.range.end;
            }
            _ => found.push(numeral),
        }
    }
    found
}

impl Numeral {
    /// The low end when this figure begins a range that `second` ends: 3-5万 is 30,000 to 50,000.
    fn low_of(&self, second: &Self) -> Option<f64> {
        let borrowed = if self.factor < second.factor { self.low * second.factor / self.factor } else { self.low };
        [borrowed, self.low].into_iter().find(|low| *low < second.high)
    }
}

/// Whether what stands between two figures makes them the ends of a range.
fn joins(between: &str) -> bool {
    ["-", "~", "～", "—", "－", "–", "到", "至", "万-", "万到", "万至", "to"].contains(&between.trim())
}

fn meant(written: &str, range: Range<usize>) -> Option<Numeral> {
    let written = &written.replace(' ', "");
    let exact = |low: f64, high: f64, about: bool| {
        let short = written.chars().count() == 1 && !written.starts_with(|c: char| c.is_ascii_digit());
        let factor = factor_of(written);
        Numeral { range: range.clone(), low, high, about, word_without_unit: short, factor }
    };
    match written.as_str() {
        "半" => return Some(exact(0.5, 0.5, false)),
        "千儿八百" => return Some(exact(800.0, 1_000.0, true)),
        "万儿八千" => return Some(exact(8_000.0, 10_000.0, true)),
        "百八十" => return Some(exact(80.0, 100.0, true)),
        "百十" | "百十来" | "百十多" => return Some(exact(110.0, 110.0, true)),
        _ => {}
    }
    if let Some(one) = written.strip_suffix(['把', '来']).filter(|rest| ["百", "千", "万"].contains(rest)) {
        let value = factor_of(one);
        return Some(exact(value, value, true));
    }
    if written.contains('几') {
        return teens(written).map(|(low, high)| exact(low, high, true));
    }
    let (digits, more) = match written.find(['多', '来', '余']) {
        Some(at) => (&written[..at], &written[at..]),
        None => (written.as_str(), ""),
    };
    let (digits, letter) = match digits.strip_suffix(['k', 'K', 'w', 'W']) {
        Some(rest) => (rest, if digits.ends_with(['k', 'K']) { 1_000.0 } else { 10_000.0 }),
        None => (digits, 1.0),
    };
    let values = values_of(digits);
    let (low, high) = (*values.first()?, *values.last()?);
    let behind = more.chars().skip(1).map(|c| factor_of(c.encode_utf8(&mut [0; 4]))).product::<f64>() * letter;
    let odd = if more.starts_with(['多', '余']) { step(high) } else { 0.0 };
    Some(exact(low * behind, (high + odd) * behind, more.starts_with('来')))
}

/// 二十多 lies below thirty, 三千多 below four thousand: the last digit that was said, one up.
fn step(value: f64) -> f64 {
    let mut step = 1.0;
    while value > 0.0 && value % (step * 10.0) == 0.0 {
        step *= 10.0;
    }
    step
}

/// 十几 is eleven to nineteen, 十几二十万 110,000 to 200,000; 几百 has no bound that anybody said.
fn teens(written: &str) -> Option<(f64, f64)> {
    let (tens, rest) = written.split_once('几')?;
    let base = *values_of(tens).first().filter(|_| tens.ends_with('十'))?;
    let factor = factor_of(rest);
    let upper = values_of(rest).last().copied().filter(|high| *high > base * factor);
    Some(((base + 1.0) * factor, upper.unwrap_or((base + 9.0) * factor)))
}

/// What the characters at the end multiply by: 10,000 for 两三万, 三千 is 1,000.
fn factor_of(written: &str) -> f64 {
    let of = |c: char| match c {
        '百' => Some(100.0),
        '千' | 'k' | 'K' => Some(1_000.0),
        '万' | 'w' | 'W' => Some(10_000.0),
        '亿' => Some(100_000_000.0),
        _ => None,
    };
    written.chars().rev().map_while(of).product()
}
