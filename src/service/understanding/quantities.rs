//! The facts that a message states in numbers: people, shifts, output, losses, budget, time a piece.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::numbers::figures_in;
use crate::domain::{Fact, FactState};

const NUMBER: &str =
    r"(?:[0-9０-９]+(?:[.．][0-9]+)?|[零〇一二两三四五六七八九十百千几]+)[来多余]?[百千万亿]*[来多余]?";
/// A sum of money: without a unit it might count anything.
const MONEY: &str =
    r"(?:[0-9０-９]+(?:[.．][0-9]+)?|[零〇一二两三四五六七八九十百千几]+)[来多余]?(?:万|千|块|元)[块元]?";
const PIECE: &str = "双|件|只|个|台|套|副|米|吨|条|箱|支|把|张|单|票|份|批|片|根|瓶|盒|包";

/// A kind of number that owners state: key, label, unit when fixed, and the patterns that find it (group 1 is the value).
struct Pattern {
    key: &'static str,
    label: &'static str,
    unit: Option<&'static str>,
    regexes: Vec<Regex>,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(patterns);

fn patterns() -> Vec<Pattern> {
    let pattern = |key, label, unit, sources: &[String]| Pattern {
        key,
        label,
        unit,
        regexes: sources.iter().filter_map(|source| Regex::new(source).ok()).collect(),
    };
    let n = NUMBER;
    vec![
        pattern(
            "people",
            "人数",
            Some("人"),
            &[format!("({n})个?(?:人|检验员|质检员|质检|女工|工人|师傅|员工|业务员|阿姨)")],
        ),
        pattern("shifts", "班次", Some("班"), &[format!("({n})班倒?")]),
        pattern(
            "output",
            "产量",
            None,
            &[format!(
                "((?:一天|每天|一日|日产|一个月|每月|月产|一年|每年|年产|一班|每班|一小时|每小时)[^，。；！？]{{0,5}}?{n}(?:{PIECE}))"
            )],
        ),
        pattern(
            "loss",
            "损失",
            None,
            &[
                format!("((?:赔|亏|罚|损失|扣款|扣)[^，。；！？]{{0,5}}?{n}(?:块|元|万|千)?多?)"),
                format!(
                    "((?:一次|一个月|每月|一年|每年)[^，。；！？]{{0,3}}?{n}(?:块|元|万)[^，。；！？]{{0,3}}(?:赔款|损失|罚款))"
                ),
            ],
        ),
        pattern(
            "returns",
            "退货返工",
            None,
            &[format!("((?:退货|返工|返修|投诉|退)[^，。；！？]{{0,5}}?{n}(?:次|{PIECE}))")],
        ),
        pattern(
            "budget",
            "打算花",
            None,
            &[
                format!(
                    "(?:预算|打算花|打算投|能拿|拿得出|最多花|准备花|投入|肯花|肯出)[^，。；！？]{{0,4}}?({MONEY}(?:以内|左右|上下)?)"
                ),
                format!("({n}(?:块|元)?(?:以内|左右))先试"),
            ],
        ),
        pattern(
            "machines",
            "设备台数",
            None,
            &[format!("({n}(?:台|条)[^，。；！？]{{0,3}}(?:机床|线|机|冲床|设备|车床|炉))")],
        ),
        pattern("cycle_time", "每件用时", None, &[format!("({n}(?:秒|分钟)(?:一|每)?(?:{PIECE}))")]),
    ]
}

/// Every number that the message states, with the clause that it stands in.
pub(super) fn quantities(message: &str) -> Vec<Fact> {
    PATTERNS.iter().filter_map(|pattern| first(pattern, message)).collect()
}

fn first(pattern: &Pattern, message: &str) -> Option<Fact> {
    let captures = pattern.regexes.iter().find_map(|regex| regex.captures(message))?;
    let whole = captures.get(0)?;
    let value = captures.get(1)?.as_str();
    if figures_in(value).is_empty() && !value.contains('几') {
        return None;
    }
    Some(Fact {
        key: pattern.key.to_owned(),
        label: pattern.label.to_owned(),
        value: Some(value.to_owned()),
        unit: pattern.unit.map(str::to_owned),
        state: FactState::Proposed,
        quote: Some(clause_of(message, whole.start()).to_owned()),
    })
}

/// The clause of `text` around byte `at`: what stands between two punctuation marks.
pub(super) fn clause_of(text: &str, at: usize) -> &str {
    text[clause_range(text, at)].trim()
}

/// Where the clause of `text` around byte `at` stands.
pub(super) fn clause_range(text: &str, at: usize) -> Range<usize> {
    let is_mark = |c: char| "，。！？；、,!?;\n".contains(c);
    let from = text[..at].char_indices().rev().find(|(_, c)| is_mark(*c)).map_or(0, |(i, c)| i + c.len_utf8());
    let to = text[at..].find(is_mark).map_or(text.len(), |i| at + i);
    from..to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(message: &str) -> Vec<(String, String)> {
        quantities(message).into_iter().map(|f| (f.key, f.value.unwrap_or_default())).collect()
    }

    #[test]
    fn reads_numbers_with_their_meaning() {
        let check = |message: &str, key: &str, value: &str| {
            assert!(found(message).contains(&(key.into(), value.into())), "{message}: {:?}", found(message));
        };
        check("鞋面老有划痕，六个人看还漏", "people", "六");
        check("八个人两班倒", "shifts", "两");
        check("一天做一万三千双，四十来缸", "output", "一天做一万三千双");
        check("客户一个月退货两三次，赔了两万", "returns", "退货两三次");
        check("客户一个月退货两三次，赔了两万", "loss", "赔了两万");
        check("预算十万以内先试试", "budget", "十万以内");
        check("八台冲床都老了", "machines", "八台冲床");
        check("看一双要3秒，3秒一双", "cycle_time", "3秒一双");
    }

    #[test]
    fn quotes_the_clause() {
        let facts = quantities("鞋面老有划痕，六个人看还漏，客户要退货");
        assert_eq!(facts[0].quote.as_deref(), Some("六个人看还漏"));
    }

    #[test]
    fn no_number_no_fact() {
        assert!(found("想搞AI，老是出毛病").is_empty());
    }
}
