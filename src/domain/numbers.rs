//! Figures in Chinese text, and whether someone said them: a figure that nobody said must not stand in a specification.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A figure found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it may mean: two values for 两三万.
    pub values: Vec<f64>,
}

const DIGITS: &str = "零〇一二两三四五六七八九";

/// Characters that a unit begins with.
const UNITS: &str = "人件双只台套万元块年月天周班秒次成倍%％个条吨米度小分毫厘张批名位家克斤公";

/// Arabic figures with an optional Chinese multiplier, or a run of Chinese numerals.
static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[0-9０-９]+(?:[,，][0-9]{3})*(?:[.．][0-9]+)?[百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+").ok()
});

/// Standards such as GB/T 42980-2023: their numbers are names, not figures.
static STANDARD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:GB/T|GB|ISO/IEC|ISO|IEC|T/[A-Z]+|TC)\s?[0-9]+(?:[.\-—:][0-9]+)*").ok());

/// Where the names of standards stand in a text, in bytes.
pub(in crate::domain) fn standards_in(text: &str) -> Vec<Range<usize>> {
    STANDARD.iter().flat_map(|re| re.find_iter(text)).map(|found| found.range()).collect()
}

/// Every figure of a text, Arabic or Chinese, in order; the numbers of standards left out.
pub fn figures_in(text: &str) -> Vec<Figure> {
    let names = standards_in(text);
    FIGURE
        .iter()
        .flat_map(|re| re.find_iter(text))
        .filter(|found| !names.iter().any(|name| name.contains(&found.start())))
        .map(|found| {
            let range = without_counter(text, found.range());
            Figure { values: values_of(&text[range.clone()]), range }
        })
        .filter(|figure| !figure.values.is_empty())
        .collect()
}

/// In 两三万一个月 the last 一 counts months: it is no part of the figure.
fn without_counter(text: &str, range: Range<usize>) -> Range<usize> {
    let counter = text[range.end..].starts_with(|c| "个天年月班次批条".contains(c));
    let figure = &text[range.clone()];
    match figure.strip_suffix('一') {
        Some(rest) if counter && !rest.is_empty() => range.start..range.start + rest.len(),
        _ => range,
    }
}

/// Figures of `text` that occur in none of `said`.
///
/// Chinese numerals below three, and those that no unit follows, are words (一个, 统一, 三防) and not counted.
pub fn unsupported(text: &str, said: &[&str]) -> Vec<Range<usize>> {
    let known: Vec<f64> = said.iter().flat_map(|text| figures_in(text)).flat_map(|figure| figure.values).collect();
    let is_known = |value: &f64| known.iter().any(|k| (k - value).abs() <= f64::EPSILON * k.abs().max(1.0));
    figures_in(text)
        .into_iter()
        .filter(|figure| counts(text, figure) && !figure.values.iter().all(is_known))
        .map(|figure| figure.range)
        .collect()
}

/// Whether a figure claims something: Arabic ones always do.
fn counts(text: &str, figure: &Figure) -> bool {
    let written = &text[figure.range.clone()];
    if written.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return true;
    }
    let (before, after) = (&text[..figure.range.start], &text[figure.range.end..]);
    if before.ends_with('第') {
        return false;
    }
    let measured = after.starts_with(|c| UNITS.contains(c)) || before.ends_with("分之") || after.starts_with("分之");
    // 十三 and 三十 are figures whatever follows; 三 alone is often a word (三防, 五金).
    let long = written.chars().count() >= 2 && written.contains(['十', '百']);
    (measured || long) && figure.values.iter().all(|value| *value >= 3.0)
}

/// The values that a figure may mean; none for what is no number (十分 is caught by its unit, 千万 alone is).
pub(in crate::domain) fn values_of(written: &str) -> Vec<f64> {
    let plain: String = written.chars().filter(|c| !",，".contains(*c)).map(to_ascii).collect();
    if plain.starts_with(|c: char| c.is_ascii_digit()) {
        let digits = plain.trim_end_matches(|c| "百千万亿".contains(c));
        let factor: f64 = plain[digits.len()..].chars().map(multiplier).product();
        return digits.parse::<f64>().map(|n| vec![n * factor]).unwrap_or_default();
    }
    two_values(&plain).unwrap_or_else(|| chinese(&plain).into_iter().collect())
}

fn to_ascii(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        '．' => '.',
        other => other,
    }
}

fn multiplier(c: char) -> f64 {
    match c {
        '十' => 10.0,
        '百' => 100.0,
        '千' => 1_000.0,
        '万' => 10_000.0,
        '亿' => 100_000_000.0,
        _ => 1.0,
    }
}

fn digit(c: char) -> Option<f64> {
    let value = match c {
        '零' | '〇' => 0.0,
        '一' => 1.0,
        '二' | '两' => 2.0,
        '三' => 3.0,
        '四' => 4.0,
        '五' => 5.0,
        '六' => 6.0,
        '七' => 7.0,
        '八' => 8.0,
        '九' => 9.0,
        _ => return None,
    };
    Some(value)
}

/// 两三万, 十五六万 and 三五千: neighbouring digits stand for a range.
fn two_values(written: &str) -> Option<Vec<f64>> {
    let chars: Vec<char> = written.chars().collect();
    let at = (1..chars.len()).find(|i| is_digit(chars[i - 1]) && is_digit(chars[*i]))?;
    let (low, high) = (digit(chars[at - 1])?, digit(chars[at])?);
    let three_to_five = low.to_bits() == 3.0_f64.to_bits() && high.to_bits() == 5.0_f64.to_bits();
    if low < 1.0 || ((high - low - 1.0).abs() > f64::EPSILON && !three_to_five) {
        return None;
    }
    let without =
        |skip: usize| -> String { chars.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| c).collect() };
    Some([without(at), without(at - 1)].iter().filter_map(|s| chinese(s)).collect())
}

fn is_digit(c: char) -> bool {
    DIGITS.contains(c)
}

/// A whole Chinese numeral such as 一万三千 (13,000) or 一千二 (1,200).
fn chinese(written: &str) -> Option<f64> {
    let (mut total, mut section, mut number, mut last) = (0.0, 0.0, None, 1.0);
    for c in written.chars() {
        if let Some(value) = digit(c) {
            number = Some(number.map_or(value, |n: f64| n * 10.0 + value));
            continue;
        }
        let factor = multiplier(c);
        if factor >= 10_000.0 {
            let part = section + number.unwrap_or(0.0);
            // 百万 and 万 alone: a bare multiplier stands for one of it only behind something else.
            total = if total + part > 0.0 {
                (total + part) * factor
            } else {
                return None;
            };
            section = 0.0;
        } else {
            // 十五 is fifteen; 百 and 千 need a digit before them, or they are no number (千万, 百姓).
            let bare = if factor > 10.0 && section + total <= 0.0 { None } else { Some(1.0) };
            section += number.or(bare)? * factor;
        }
        number = None;
        last = factor;
    }
    // 一千二 is 1,200: a last digit straight behind 百, 千 or 万 counts in its tenths.
    let tail =
        number.map_or(0.0, |n| if last >= 100.0 && !written.contains(['零', '〇']) { n * last / 10.0 } else { n });
    Some(total + section + tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        figures_in(text).into_iter().flat_map(|figure| figure.values).collect()
    }

    #[test]
    fn reads_what_people_say() {
        let check = |text: &str, expected: &[f64]| assert_eq!(values(text), expected, "{text}");
        check("六个人两班倒", &[6.0, 2.0]);
        check("一天一万三千双", &[1.0, 13_000.0]);
        check("四百来件", &[400.0]);
        check("两三万一个月", &[20_000.0, 30_000.0]);
        check("十五六万条", &[150_000.0, 160_000.0]);
        check("花了1.5万，8192×6000", &[15_000.0, 8_192.0, 6_000.0]);
        check("一千二百零五", &[1_205.0]);
        check("一千二", &[1_200.0]);
        check("三五千", &[3_000.0, 5_000.0]);
        check("三十来副", &[30.0]);
        check("12,000件", &[12_000.0]);
        check("按GB/T 42980-2023验收", &[]);
    }

    #[test]
    fn finds_figures_that_nobody_said() {
        let said = ["六个人看，一天一万三千双"];
        assert_eq!(unsupported("6人，13000双/天", &said).len(), 0);
        let bad = "漏检率不高于0.5%";
        let found = unsupported(bad, &said);
        assert_eq!(found.iter().map(|r| &bad[r.clone()]).collect::<Vec<_>>(), ["0.5"]);
        assert_eq!(unsupported("八个人就够", &said).len(), 1);
        assert!(unsupported("统一样板，第一步先定一个工位，两位检验员", &said).is_empty());
    }
}
