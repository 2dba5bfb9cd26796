//! The facts that a message states in numbers: people, shifts, output, losses, wages, budget, time a piece.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::amount::{Found, found_in};
use crate::domain::{Fact, FactState};

/// A figure: Arabic or Chinese, with 多 or 来, or the two ends of a range.
const NUMBER: &str =
    r"(?:{ar}|{cn}+)(?:[来多余把][百千万亿]*)?(?:\s?[-~～—到至]\s?(?:{ar}|{cn}+)(?:[来多余][百千万亿]*)?)?";
const ARABIC: &str = r"[0-9０-９]+(?:[,，][0-9]{3})*(?:[.．][0-9]+)?(?:[kKwW]|\s?[百千万亿]+)?";
const CHINESE: &str = "[零〇一二两三四五六七八九十百千万亿几半]";
const PIECE: &str = "双|件|只|个|台|套|副|米|吨|条|箱|支|把|张|单|票|份|批|片|根|瓶|盒|包|桶|卷|缸|炉|模|锅|公斤|斤|车|对|pcs|pieces|pairs";
const MONEY: &str = "(?:块钱|块|元|番钿|钿|rmb|RMB|yuan)?";
const PERIOD: &str = "(?:一个月|每个?月|一年|每年|一天|每天|一次|每次|一个?礼拜|一班|每班|一个?小时|每小时|/月|/年|/天|a month|per month|a year|per year|a day|per day|an hour|per hour|per shift|a shift)";
const WORKERS: &str = "人|名质检|名员工|名工人|号人|位|老?师傅|检验员|质检员?|女工|工人|普工|员工|业务员|阿姨|大姐|大嫂|妹子|小姑娘|操作工|打包工|包装工|文员|跟单|客服|计划员|调度员|销售|检验|people|workers|inspectors";
const MACHINES: &str = "机床|流水线|产线|生产线|拉线|线|机|冲床|设备|车床|铣床|磨床|钻床|炉|窑|数控|CNC|cnc|加工中心|反应釜|缸|叉车|machines|lines";

/// What a figure of a kind may count.
#[derive(Clone, Copy, PartialEq)]
enum Counts {
    /// Money: no unit, or one of money.
    Money,
    /// A month's or day's pay: money, and no small change.
    Pay,
    /// Anything else.
    Things,
}

/// Key, label, unit, what is counted, and the ways of saying it.
type Kind = (&'static str, &'static str, Option<&'static str>, Counts, &'static [&'static str]);

/// Key, label, unit when fixed, what it counts, and the ways of saying it; group 1 is the value.
///
/// Where several ways fit, the first does. `{n}` is a figure, `{m}` a unit of money that may be missing, `{p}` a period,
/// `{x}` a piece; `~` stands for up to six characters of the same clause and a period, `^` for up to three.
const KINDS: [Kind; 9] = [
    (
        "people",
        "人数",
        Some("人"),
        Counts::Things,
        &[r"({n}) ?(?:个|名)?(?:{w})", r"(?:人手|人员|工人)(?:有|就|只有|才|大概)?({n})(?:个|号|位)?"],
    ),
    (
        "shifts",
        "班次",
        Some("班"),
        Counts::Things,
        &[r"({n})班(?:倒|制|转)", r"(?:分|开|排|上|天|有|是|就|只|轮)({n})个?班", r"({n}) ?shifts?", r"({n})班"],
    ),
    (
        "output",
        "产量",
        None,
        Counts::Things,
        &[r"((?:{p}|一日|日产|月产|年产|班产|产量)~{n} ?(?:{x}))", r"({n} ?(?:{x})^{p})"],
    ),
    (
        "loss",
        "损失",
        None,
        Counts::Money,
        &[
            r"((?:赔|亏|罚|损失|扣款|扣|报废|废品|废料|白扔|倒贴)~(?:{n}{m}{p}|{n}{m}多?))",
            r"((?:{p})^{n}{m}^(?:赔款|损失|罚款|废品|赔掉|亏掉|扔掉))",
            r"({n}{m}{p}?的?(?:赔款|损失|罚款))",
        ],
    ),
    (
        "returns",
        "退货返工",
        None,
        Counts::Things,
        &[
            r"((?:退货|返工|返修|投诉|客诉|退)~{n} ?(?:次|回|趟|起|{x}))",
            r"({n} ?(?:次|回|趟|起|{x})^(?:退货|返工|返修|投诉|客诉))",
        ],
    ),
    (
        "wage",
        "工资",
        None,
        Counts::Pay,
        &[
            r"((?:工资|月薪|年薪|日薪|薪水|薪资|工钿|工钱|人工费|人工成本|人工)~(?:{n}{m}{p}|{n}{m}))",
            r"(?:一个|每个|个)(?:{w})^?({p}(?:要|拿|开|给|发|挣|得|就要|要开|要给|算)?{n}{m})",
            r"((?:wages?|pay|salary)~{n}{m} ?{p}?)",
        ],
    ),
    (
        "budget",
        "打算花",
        None,
        Counts::Money,
        &[
            r"(?:预算|打算花|打算投|想花|能拿|拿得出|拿出|最多花|最多出|最多掏|最多拿|准备花|准备了|投入|投资|肯花|肯出|肯掏|愿意出|愿意花|舍得花|舍得出|舍得|能出|能掏|批了|花得起|budget)~({n}{m}(?:以内|之内|左右|上下)?)",
            r"({n}{m}(?:以内|之内|左右)?)(?:先|可以)试",
            r"({n}{m}(?:以内|之内))(?:可以|还行|能接受|我就)",
        ],
    ),
    (
        "machines",
        "设备台数",
        None,
        Counts::Things,
        &[r"({n} ?(?:台|条|只|口|座|套)^(?:{d}))", r"({n} ?(?:台|machines|lines))"],
    ),
    (
        "cycle_time",
        "每件用时",
        None,
        Counts::Things,
        &[
            r"({n}(?:秒钟?|分钟|个?小时|个?钟头)(?:一|每)?(?:{x}))",
            r"((?:一|每)(?:{x})~{n}(?:秒钟?|分钟|个?小时|个?钟头))",
            r"({n} ?(?:seconds?|minutes?) (?:each|per piece|a piece|per pair|a pair))",
        ],
    ),
];
/// Output is what is made, not what comes back or is thrown away.
const NOT_MADE: [&str; 7] = ["退", "赔", "坏", "废", "返", "投诉", "漏"];
/// What makes another word of a unit: 三个人脸, 两台阶.
const OTHER_WORDS: [&str; 6] = ["脸", "民币", "次", "工智能", "阶", "物"];
/// The least that anybody is paid for a day.
const LEAST_PAY: f64 = 50.0;

/// A kind with its patterns.
struct Pattern {
    key: &'static str,
    label: &'static str,
    unit: Option<&'static str>,
    counts: Counts,
    regexes: Vec<Regex>,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let patterns = KINDS.into_iter().map(|(key, label, unit, counts, ways)| Pattern {
        key,
        label,
        unit,
        counts,
        regexes: ways.iter().filter_map(|way| Regex::new(&written_out(way)).ok()).collect(),
    });
    patterns.collect()
});

fn written_out(way: &str) -> String {
    let number = NUMBER.replace("{ar}", ARABIC).replace("{cn}", CHINESE);
    way.replace("^?", "^")
        .replace('^', "[^，。；！？,]{0,3}?")
        .replace('~', "(?:[^，。；！？,]{0,6}?{p}[^，。；！？,]{0,3}?|[^，。；！？,]{0,6}?)")
        .replace("{n}", &number)
        .replace("{m}", MONEY)
        .replace("{p}", PERIOD)
        .replace("{x}", PIECE)
        .replace("{w}", WORKERS)
        .replace("{d}", MACHINES)
}

/// Every number that the message states, with the clause that it stands in.
pub(super) fn quantities(message: &str) -> Vec<Fact> {
    let amounts = found_in(message);
    PATTERNS.iter().filter_map(|pattern| first(pattern, message, &amounts)).collect()
}

/// The first place where the message states that kind of number.
fn first(pattern: &Pattern, message: &str, amounts: &[Found]) -> Option<Fact> {
    let found = pattern.regexes.iter().flat_map(|regex| regex.captures_iter(message));
    let mut places = found.filter_map(|captures| {
        let (whole, value) = (captures.get(0)?, captures.get(1)?);
        (stands(pattern, message, &whole.range()) && counts(pattern, value.as_str(), &value.range(), amounts))
            .then(|| (whole.start(), value.as_str().trim().to_owned()))
    });
    let (at, value) = places.next()?;
    Some(Fact {
        key: pattern.key.to_owned(),
        label: pattern.label.to_owned(),
        value: Some(value),
        unit: pattern.unit.map(str::to_owned),
        state: FactState::Proposed,
        quote: Some(clause_of(message, at).to_owned()),
    })
}

/// Whether the words mean this kind of number where they stand.
fn stands(pattern: &Pattern, message: &str, place: &Range<usize>) -> bool {
    let (before, words, behind) = (&message[..place.start], &message[place.clone()], &message[place.end..]);
    if before.ends_with('第') || OTHER_WORDS.iter().any(|word| behind.starts_with(word)) {
        return false;
    }
    match pattern.key {
        "output" => {
            let people = ["人", "师傅", "工", "检验", "质检", "阿姨", "小时", "钟头", "月", "礼拜"];
            let clause = clause_of(message, place.start);
            !people.iter().any(|word| behind.starts_with(word)) && !NOT_MADE.iter().any(|word| clause.contains(word))
        }
        // 一班六个人 counts the people of a shift.
        "shifts" => words != "一班" || ["就", "只有", "只开", "单"].iter().any(|word| before.ends_with(word)),
        "machines" => !["换", "买", "装", "上", "加", "试", "添"].iter().any(|word| before.ends_with(word)),
        _ => true,
    }
}

/// Whether the value is one figure of the right kind, or one that the owner left vague (几万).
fn counts(pattern: &Pattern, value: &str, place: &Range<usize>, amounts: &[Found]) -> bool {
    // The 一 of 3秒一双 is no second value.
    let is_more = |found: &&Found| found.amount.high > 1.0 || found.amount.low < 1.0;
    let mut inside = amounts.iter().filter(|found| place.contains(&found.range.start)).filter(is_more);
    let Some(first) = inside.next() else {
        return value.contains('几') && pattern.counts != Counts::Pay;
    };
    let unit = first.amount.unit.as_str();
    // Of two figures nobody knows which one is meant.
    inside.next().is_none()
        && match pattern.counts {
            Counts::Things => true,
            Counts::Money => unit == "元" || (unit.is_empty() && first.amount.low >= 10.0),
            Counts::Pay => (unit == "元" || unit.is_empty()) && first.amount.low >= LEAST_PAY,
        }
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

    /// Sentences, the fact that each states, and its value.
    const SAID: [(&str, &str, &str); 76] = [
        ("鞋面老有划痕，六个人看还漏", "people", "六"),
        ("八个人两班倒", "people", "八"),
        ("八个人两班倒", "shifts", "两"),
        ("质检有三四个人", "people", "三四"),
        ("请了四个阿姨在灯底下看", "people", "四"),
        ("全靠两个老师傅", "people", "两"),
        ("厂里四五十号人", "people", "四五十"),
        ("五名质检轮着看", "people", "五"),
        ("一班六个检验员", "people", "六"),
        ("看货的有十来个人", "people", "十来"),
        ("we have 8 workers on it", "people", "8"),
        ("六个女工盯着", "people", "六"),
        ("人手就三个", "people", "三"),
        ("三班制，人歇机器不歇", "shifts", "三"),
        ("一天两班", "shifts", "两"),
        ("开三个班", "shifts", "三"),
        ("2 shifts, 400 pcs a day", "shifts", "2"),
        ("2 shifts, 400 pcs a day", "output", "400 pcs a day"),
        ("一天做一万三千双，四十来缸", "output", "一天做一万三千双"),
        ("一天四百来件", "output", "一天四百来件"),
        ("四百来件一天", "output", "四百来件一天"),
        ("日产两万只", "output", "日产两万只"),
        ("一个月出十五六万条", "output", "一个月出十五六万条"),
        ("每班出六百只", "output", "每班出六百只"),
        ("一个小时八九十个", "output", "一个小时八九十个"),
        ("月产八千套左右", "output", "月产八千套"),
        ("一天千把双", "output", "一天千把双"),
        ("一天百十来个", "output", "一天百十来个"),
        ("一天半吨料", "output", "一天半吨"),
        ("一年20多万件", "output", "一年20多万件"),
        ("一天也就小一百双", "output", "一天也就小一百双"),
        ("客户一个月退货两三次，赔了两万", "loss", "赔了两万"),
        ("一个月要赔两三万", "loss", "赔两三万"),
        ("一年亏个十几二十万", "loss", "亏个十几二十万"),
        ("一次罚五千块", "loss", "罚五千块"),
        ("一个月报废两三万块", "loss", "报废两三万块"),
        ("赔三五千一次", "loss", "赔三五千一次"),
        ("去年赔了三十万", "loss", "赔了三十万"),
        ("一个月要赔八百番钿", "loss", "赔八百番钿"),
        ("一年三十万的赔款", "loss", "一年三十万的赔款"),
        ("每次扣款一万三", "loss", "扣款一万三"),
        ("废品一个月要3-5万", "loss", "废品一个月要3-5万"),
        ("损失大概1.5万一个月", "loss", "损失大概1.5万一个月"),
        ("一年赔好几万", "loss", "赔好几万"),
        ("客户一个月退货两三次", "returns", "退货两三次"),
        ("上个月退了三百双", "returns", "退了三百双"),
        ("投诉四五回了", "returns", "投诉四五回"),
        ("一个月三次退货", "returns", "一个月三次退货"),
        ("一天返工五六十件", "returns", "返工五六十件"),
        ("客诉一个月七八起", "returns", "客诉一个月七八起"),
        ("工资一个月六千", "wage", "工资一个月六千"),
        ("一个人一个月开六千五", "wage", "一个月开六千五"),
        ("月薪七八千", "wage", "月薪七八千"),
        ("人工六千块一个月", "wage", "人工六千块一个月"),
        ("工资四五千", "wage", "工资四五千"),
        ("每个工人一天两百块", "wage", "一天两百块"),
        ("预算十万以内先试试", "budget", "十万以内"),
        ("打算花个十来万", "budget", "十来万"),
        ("最多掏五万", "budget", "五万"),
        ("预算20w左右", "budget", "20w左右"),
        ("老板批了30万", "budget", "30万"),
        ("万把块先试试", "budget", "万把块"),
        ("预算控制在三十万以内", "budget", "三十万以内"),
        ("拿得出二三十万", "budget", "二三十万"),
        ("预算三到五万", "budget", "三到五万"),
        ("舍得出两千五", "budget", "两千五"),
        ("八台冲床都老了", "machines", "八台冲床"),
        ("刚才说错了，是三条线", "machines", "三条线"),
        ("十二台注塑机", "machines", "十二台注塑机"),
        ("一共四条流水线", "machines", "四条流水线"),
        ("两台CNC", "machines", "两台CNC"),
        ("车间有百来台设备", "machines", "百来台设备"),
        ("看一双要3秒，3秒一双", "cycle_time", "3秒一双"),
        ("十来秒一个", "cycle_time", "十来秒一个"),
        ("一张单子要二十分钟", "cycle_time", "一张单子要二十分钟"),
        ("每件看半分钟", "cycle_time", "每件看半分钟"),
    ];

    #[test]
    fn reads_numbers_with_their_meaning() {
        let missed = SAID.iter().filter(|(said, key, value)| !found(said).contains(&((*key).into(), (*value).into())));
        let missed: Vec<String> =
            missed.map(|(said, key, value)| format!("{said}: {key}={value}, but {:?}", found(said))).collect();
        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }

    #[test]
    fn a_fact_holds_one_value_of_one_kind() {
        for (said, _, _) in SAID {
            for fact in quantities(said) {
                let value = fact.value.unwrap_or_default();
                let others = found_in(&value).into_iter().filter(|found| (found.amount.low - 1.0).abs() > 1e-9);
                assert!(others.count() <= 1, "{said}: {value}");
                assert!(said.contains(&value), "{said}: {value}");
                assert!(said.contains(&fact.quote.unwrap_or_default()), "{said}");
            }
        }
    }

    #[test]
    fn a_number_of_something_else_is_no_fact() {
        let check = |message: &str, key: &str| {
            assert!(!found(message).iter().any(|(k, _)| k == key), "{message}: {:?}", found(message));
        };
        check("一天要三个人看", "output");
        check("一个月退三百双", "output");
        check("一班六个人", "shifts");
        check("拍到三个人脸", "people");
        check("赔了三次", "loss");
        check("工资发不出，三个人走了", "wage");
        check("第三条线", "machines");
        check("花了三个月", "budget");
        check("一个人一天看四百件", "wage");
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
