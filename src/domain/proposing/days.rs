//! The dates of a text, as people write them.

use std::sync::LazyLock;

use regex::Regex;

use crate::domain::numbers::values_of;

static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const YEAR: &str = r"([0-9０-９]{4}|[一二][〇零○一二三四五六七八九]{3})";
    const PART: &str = r"([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})";
    const STEP: &str = r"[年月/.．\-－]";
    Regex::new(&format!("{YEAR}{STEP}(?:{PART}(?:{STEP}{PART}?)?)?")).ok()
});

/// The dates of a text as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, in their order; blanks between the parts do not count.
pub(super) fn days_in(text: &str) -> Vec<String> {
    let plain: String = text.chars().filter(|sign| !sign.is_whitespace()).map(zero).collect();
    let Some(pattern) = DAY.as_ref() else { return vec![] };
    let found = pattern.captures_iter(&plain).filter_map(|found| {
        let part = |place: usize, most: u32| {
            let number = found.get(place).and_then(|part| whole(part.as_str()))?;
            (1..=most).contains(&number).then_some(number)
        };
        // Telephone numbers begin like years too.
        let year = part(1, 2_199).filter(|year| *year >= 1_900)?;
        Some(match (part(2, 12), part(3, 31)) {
            (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (Some(month), None) => format!("{year:04}-{month:02}"),
            (None, _) => format!("{year:04}"),
        })
    });
    found.collect()
}

/// The circle that some write for zero.
fn zero(sign: char) -> char {
    if sign == '○' { '〇' } else { sign }
}

fn whole(written: &str) -> Option<u32> {
    let value = values_of(written).into_iter().next()?;
    format!("{value:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::days_in;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, days) in [
            ("自2026年3月1日起施行", vec!["2026-03-01"]),
            ("自 2026 年 3 月 1 日起，至2027/12/31止", vec!["2026-03-01", "2027-12-31"]),
            ("二○二六年十一月三十日印发", vec!["2026-11-30"]),
            ("2026.3发布，2026-2028年实施", vec!["2026-03", "2026"]),
            ("2025年度，第13月", vec!["2025"]),
            ("电话0577-88881234，6个月", vec![]),
        ] {
            assert_eq!(days_in(text), days, "{text}");
        }
    }
}
