//! How often: 一个月, 每天, 一次, a day; and which of several belongs to a figure.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a clause ends.
pub(super) const ENDS_CLAUSE: [char; 11] = ['，', '。', '！', '？', '；', '、', ',', '!', '?', ';', '\n'];
/// Most bytes between a figure and a period behind it that belongs to it: 两万块钱一个月.
const NEAR: usize = 6;
/// What makes a span of time of 一年 instead of "each year".
const A_SPAN: [&str; 9] = ["半", "多", "内", "以内", "之内", "以上", "就", "后", "性"];

/// How often something is, or happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Each hour.
    Hour,
    /// Each shift.
    Shift,
    /// Each day.
    Day,
    /// Each week.
    Week,
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// Each year.
    Year,
    /// Each time that it happens.
    Time,
}

impl Period {
    /// How many there are in a year, least and most; nothing for what no calendar says.
    ///
    /// A year has 365 days of which at least 250 are worked (52 weekends and the public holidays off).
    pub fn in_a_year(self) -> Option<(f64, f64)> {
        match self {
            Self::Day => Some((250.0, 365.0)),
            Self::Week => Some((52.0, 52.0)),
            Self::Month => Some((12.0, 12.0)),
            Self::Quarter => Some((4.0, 4.0)),
            Self::Year => Some((1.0, 1.0)),
            Self::Hour | Self::Shift | Self::Time => None,
        }
    }
}

const WAYS: [(&str, Period); 8] = [
    (r"(?:一|每)?个?(?:一|每)个?(?:小时|钟头)|(?:per|an|each|/)\s?hour|/小时", Period::Hour),
    (r"(?:一|每)个?班|(?:per|a|each|/)\s?shift|/班", Period::Shift),
    (r"每一天|(?:一|每)(?:天|日)|日产|天天|(?:per|a|each|/)\s?day|daily|/天|/日", Period::Day),
    (r"(?:一|每)个?(?:周|星期|礼拜)|(?:per|a|each|/)\s?week|weekly|/周", Period::Week),
    (r"每一个月|(?:一|每)个?月|月产|月薪|月工资|上个?月|这个月|(?:per|a|each|/)\s?month|monthly|/月", Period::Month),
    (r"(?:一|每)个?季度|(?:per|a|each|/)\s?quarter", Period::Quarter),
    (r"每一年|(?:一|每|全|去|前|整)年|年产|年薪|(?:per|a|each|/)\s?year|yearly|/年", Period::Year),
    (r"(?:一|每)(?:次|回|趟)|(?:per|each)\s?time|/次", Period::Time),
];

static PERIODS: LazyLock<Vec<(Regex, Period)>> =
    LazyLock::new(|| WAYS.iter().filter_map(|(ways, period)| Some((Regex::new(ways).ok()?, *period))).collect());

/// Every period that a text names, in order.
pub(super) fn periods_in(text: &str) -> Vec<(Range<usize>, Period)> {
    let all = PERIODS.iter().flat_map(|(re, period)| re.find_iter(text).map(|found| (found.range(), *period)));
    let mut found: Vec<_> = all.filter(|(range, _)| is_period(text, range)).collect();
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// 二十一天, 第一次 and 一年半 name no period.
fn is_period(text: &str, range: &Range<usize>) -> bool {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let counted = text[range.clone()].starts_with('一') && before.ends_with(['十', '零', '〇', '第', '有', '试', '差']);
    let halved = behind.strip_prefix('半').is_some_and(super::unit::is_halved);
    let span = text[range.clone()].starts_with('一') && !halved && A_SPAN.iter().any(|word| behind.starts_with(word));
    !counted && !span
}

/// The period that belongs to the figure at `at`: close behind it, else before it in its clause, else alone in front of it.
pub(super) fn of(text: &str, periods: &[(Range<usize>, Period)], at: &Range<usize>) -> Option<Period> {
    let plain = |from: usize, to: usize| text.get(from..to).is_some_and(|between| !between.contains(ENDS_CLAUSE));
    let behind = periods
        .iter()
        .find(|(range, _)| range.start >= at.end && range.start - at.end <= NEAR && plain(at.end, range.start));
    let before = || periods.iter().rev().find(|(range, _)| range.end <= at.start && plain(range.end, at.start));
    let alone = || {
        periods.iter().rev().find(|(range, _)| {
            let between = text.get(range.end..at.start).unwrap_or("?");
            let pause = ["，", ",", "，大概", "，差不多", "，要"].contains(&between.trim());
            pause && (range.start == 0 || text[..range.start].ends_with(ENDS_CLAUSE))
        })
    };
    behind.or_else(before).or_else(alone).map(|(_, period)| *period)
}

/// The period that a text names first.
pub fn period_in(text: &str) -> Option<Period> {
    periods_in(text).first().map(|(_, period)| *period)
}
