//! What in a text may still lead back to a firm though it names nobody: numbers of drawings and parts, and days.

use std::sync::LazyLock;

use regex::Regex;

/// Letters and digits of somebody's own counting: XD-2207B, M3045/2.
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"[A-Za-z]{1,6}[-_/.]?[0-9]{3,}[A-Za-z0-9]*(?:[-_/.][A-Za-z0-9]+)*|[0-9]{3,}[-_/.]?[A-Za-z]{1,6}[0-9A-Za-z]*",
    )
    .ok()
});
/// What looks alike and is everybody's: standards, grades of steel, trades, sizes of screws and screens.
static COMMON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:GB|GBT|JB|HG|QB|ISO|IEC|EN|DIN|ASTM|SUS|AISI|IATF|Q|HT|QT|ADC|ABS|PA|PP|PC|COVID)[-_/.]?[0-9T]|[A-T][0-9]{3,4}$|M[0-9]+$|[0-9]+(?:mm|cm|um|nm|kg|kw|kwh|mpa|hz|khz|mhz|ghz|dpi|px|rpm|ppm|pcs|v|w|k|g|t|p|m|s|d|x[0-9]+)$)",
    )
    .ok()
});
/// A day, or a month of a year.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:19|20)[0-9]{2}\s*(?:年\s*[0-9]{1,2}\s*月(?:\s*[0-9]{1,2}\s*[日号])?|[-/.][0-9]{1,2}[-/.][0-9]{1,2})|[0-9]{1,2}月[0-9]{1,2}[日号]").ok()
});

/// Codes that may be a drawing's or a part's, each once, in the order in which they stand.
pub fn telling_codes(text: &str) -> Vec<String> {
    let common = |code: &str| COMMON.as_ref().is_some_and(|common| common.is_match(code));
    found(&CODE, text).into_iter().filter(|code| !common(code)).collect()
}

/// Days and months on which something happened.
pub fn telling_days(text: &str) -> Vec<String> {
    found(&DAY, text)
}

fn found(pattern: &LazyLock<Option<Regex>>, text: &str) -> Vec<String> {
    let mut all: Vec<String> = vec![];
    for one in pattern.iter().flat_map(|pattern| pattern.find_iter(text)) {
        if !all.iter().any(|known| known == one.as_str()) {
            all.push(one.as_str().to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_drawings_are_seen_and_what_is_everybodys_is_not() {
        let text = "图XD-2207B上的孔，料号M3045/2，按GB/T 2828抽检，HT250铸件，SUS304，M6螺丝，0.05mm，220V，C195行业，800万像素";
        assert_eq!(telling_codes(text), ["XD-2207B", "M3045/2"]);
        assert_eq!(telling_codes("8821AX和8821AX"), ["8821AX"]);
        assert!(telling_codes("漏检减少一半，花了2万至5万元").is_empty());
    }

    #[test]
    fn days_are_seen_and_years_are_not() {
        let text = "2026年3月5日上线，4月12号出过事，2025-11-02验收；2024年做的";
        assert_eq!(telling_days(text), ["2026年3月5日", "4月12号", "2025-11-02"]);
        assert!(telling_days("三个月后，2024年").is_empty());
    }
}
