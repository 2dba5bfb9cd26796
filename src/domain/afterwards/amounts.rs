//! Makes amounts coarse: what a firm pays or makes to the last unit tells who it is, a range does not.

use std::ops::Range;

use crate::domain::numbers::figures_in;

/// Digits that may stand exactly: 13,000 has two.
const EXACT: usize = 2;
/// Where the steps of a range lie within a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];
/// What follows a sum of money.
const MONEY: [&str; 12] = ["元", "块", "来块", "多块", "多元", "余元", "人民币", "RMB", "来万", "万元", "万块", "亿元"];
/// What stands before one.
const SIGNS: [char; 3] = ['¥', '￥', '$'];
/// What follows something that is counted or measured.
const COUNTED: &str = "人件双只台套米吨度公克斤毫天日班秒次条张批副支把箱瓶平";

/// The text with sums of money, and figures of more than two digits, as ranges.
///
/// `note` hears of every amount as it stood there and of the range that stands there now, the last one first.
pub fn coarse_amounts(text: &str, mut note: impl FnMut(&str, &str)) -> String {
    let mut coarse = text.to_owned();
    let figures: Vec<_> = figures_in(text).into_iter().collect();
    for figure in figures.into_iter().rev() {
        // 两三万 is a range already.
        let &[value] = figure.values.as_slice() else { continue };
        if value > 0.0 && is_rare(text, &figure.range, value) {
            let range = band(value);
            note(&text[figure.range.clone()], &range);
            coarse.replace_range(figure.range, &range);
        }
    }
    coarse
}

/// Whether a figure tells more than it should.
fn is_rare(text: &str, at: &Range<usize>, value: f64) -> bool {
    let (before, written, after) = (text[..at.start].trim_end(), &text[at.clone()], text[at.end..].trim_start());
    // 10万至20万 is a range already.
    if before.ends_with(['至', '～', '~']) || after.starts_with(['至', '～', '~']) {
        return false;
    }
    let paid = MONEY.iter().any(|unit| after.starts_with(unit)) || before.ends_with(SIGNS);
    let counted = after.starts_with(|sign| COUNTED.contains(sign));
    let large = written.ends_with(['万', '亿']) && !counted;
    paid || large || (counted && digits(value) > EXACT)
}

/// How many digits a figure has that are not just noughts.
fn digits(value: f64) -> usize {
    let written = format!("{value}");
    let bare: String = written.chars().filter(char::is_ascii_digit).collect();
    bare.trim_matches('0').len()
}

/// The range that holds a value: 1, 2, 5 times a power of ten.
fn band(value: f64) -> String {
    let unit = 10_f64.powf(value.log10().floor());
    let step = STEPS.windows(2).find(|step| value < step[1] * unit * (1.0 - f64::EPSILON));
    let (low, high) = step.map_or((unit, unit * 10.0), |step| (step[0] * unit, step[1] * unit));
    format!("{}至{}", written(low), written(high))
}

fn written(value: f64) -> String {
    let rounded = |value: f64| format!("{}", (value * 1_000.0).round() / 1_000.0);
    if value >= 1e8 {
        format!("{}亿", rounded(value / 1e8))
    } else if value >= 1e4 {
        format!("{}万", rounded(value / 1e4))
    } else {
        rounded(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coarse_of(text: &str) -> String {
        coarse_amounts(text, |_, _| ())
    }

    #[test]
    fn sums_of_money_and_exact_figures_become_ranges() {
        for (text, coarse) in [
            ("一年退货赔了13.7万元", "一年退货赔了10万至20万元"),
            ("一年亏八十万", "一年亏50万至100万"),
            ("打算花¥8,500", "打算花¥5000至1万"),
            ("预算 13.7 万元", "预算 10至20 万元"),
            ("一天13,720双", "一天1万至2万双"),
            ("一天一万三千双，六个人看", "一天一万三千双，六个人看"),
            ("工资两三万一个月", "工资两三万一个月"),
            ("三千块一个月", "2000至5000块一个月"),
            ("漏检率3.27%", "漏检率3.27%"),
            ("按GB/T 42980-2023验收", "按GB/T 42980-2023验收"),
            ("一套1.2亿元", "一套1亿至2亿元"),
            ("0.35元一个", "0.2至0.5元一个"),
        ] {
            assert_eq!(coarse_of(text), coarse, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_range_holds_its_value_and_stays_as_it_is(value in 0.011_f64..9.0e11) {
            let coarse = coarse_of(&format!("花了{value}元"));
            let ends: Vec<f64> = figures_in(&coarse).iter().map(|figure| figure.values[0]).collect();
            prop_assert_eq!(ends.len(), 2, "{}", coarse);
            prop_assert!(ends[0] <= value * 1.000_001 && value <= ends[1] * 1.000_001, "{coarse} of {value}");
            prop_assert_eq!(coarse_of(&coarse), coarse);
        }
    }
}
