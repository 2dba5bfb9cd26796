//! Amounts as factory owners say them: 两三万一个月, 四百来件, 小一百, 公差两丝, 400 pcs a day.
//!
//! [`numeral`] finds the figures, [`mod@unit`] what they count, [`period`] how often. What is vague (几百, 好几万, 上百) is no
//! amount: it has no bound that the owner gave, and nobody may give it one for him.

mod numeral;
mod period;
mod unit;
#[cfg(test)]
mod tests;

use std::ops::Range;

use numeral::Numeral;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use period::{Period, period_in};

/// Words that say that a figure is not exact, before it and behind its unit.
const ABOUT_BEFORE: [&str; 11] =
    ["约", "大概", "大约", "差不多", "近", "将近", "小", "大致", "about ", "around ", "roughly "];
const ABOUT_BEHIND: [&str; 5] = ["左右", "上下", "以内", "光景", "样子"];
/// No amount at all when it stands behind the figure: shares, rates and dates.
const NOT_AMOUNTS: [&str; 9] = ["%", "％", "成", "折", "倍", "分之", "号", "月份", "点钟"];

/// How much of something, as far as it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Amount {
    /// The least that the words mean, in `unit`.
    pub low: f64,
    /// The most that they mean; the same as `low` when they name one figure.
    pub high: f64,
    /// True when the words say that the figure is not exact (四百来件, 左右).
    pub about: bool,
    /// What is counted: 元, mm, 件, 人 …; empty when nothing was said.
    pub unit: String,
    /// How often.
    pub per: Option<Period>,
}

/// An amount and where its figure and unit stand in the text, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The amount.
    pub amount: Amount,
    /// From the first digit to the end of the unit.
    pub range: Range<usize>,
}

/// The first amount of a text.
pub fn amount_in(text: &str) -> Option<Amount> {
    amounts_in(text).into_iter().next()
}

/// Every amount of a text, in order.
pub fn amounts_in(text: &str) -> Vec<Amount> {
    found_in(text).into_iter().map(|found| found.amount).collect()
}

/// Every amount of a text with its place, in order.
pub fn found_in(text: &str) -> Vec<Found> {
    let periods = period::periods_in(text);
    let mut figures = text.to_owned();
    // The 一 of 一个月 counts nothing: what names a period is taken out before figures are looked for.
    let standards = crate::domain::numbers::standards_in(text);
    for range in periods.iter().map(|(range, _)| range.clone()).chain(standards) {
        figures.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    let numerals = numeral::numerals_in(&figures);
    numerals.into_iter().filter_map(|numeral| found(text, &figures, &periods, &numeral)).collect()
}

fn found(text: &str, figures: &str, periods: &[(Range<usize>, Period)], numeral: &Numeral) -> Option<Found> {
    let (before, behind) = (text.get(..numeral.range.start)?, figures.get(numeral.range.end..)?);
    let other = NOT_AMOUNTS.iter().any(|word| behind.trim_start().starts_with(word)) && !behind.starts_with("号人");
    if other || before.ends_with("分之") {
        return None;
    }
    let is_half = figures.get(numeral.range.clone()) == Some("半");
    let unit = unit::unit_behind(clause_before(before), behind).filter(|_| !is_half || unit::is_halved(behind));
    let is_money = ["￥", "¥", "rmb", "RMB"].iter().any(|sign| before.trim_end().ends_with(sign));
    let (name, scale, length) = match unit {
        Some(unit) => (unit.name, unit.scale, unit.length),
        None if is_money => ("元".to_owned(), 1.0, 0),
        None if numeral.word_without_unit => return None,
        None => (String::new(), 1.0, 0),
    };
    if name == "年" && numeral.low >= 1_900.0 {
        return None;
    }
    // 一吨半 is a ton and a half.
    let rest = behind.get(length..)?;
    let half = if length > 0 && rest.starts_with('半') { 0.5 } else { 0.0 };
    let end = numeral.range.end + length + if half > 0.0 { '半'.len_utf8() } else { 0 };
    let about = numeral.about
        || ABOUT_BEFORE.iter().any(|word| before.ends_with(word))
        || ABOUT_BEHIND.iter().any(|word| rest.starts_with(word));
    let range = numeral.range.start..end;
    let per = period::of(text, periods, &range);
    let amount =
        Amount { low: (numeral.low + half) * scale, high: (numeral.high + half) * scale, about, unit: name, per };
    Some(Found { amount, range })
}

/// What stands before in the same clause.
fn clause_before(before: &str) -> &str {
    before.rsplit(period::ENDS_CLAUSE).next().unwrap_or(before)
}
