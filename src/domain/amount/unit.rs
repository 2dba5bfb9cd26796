//! What a figure counts: money, lengths, pieces, people, spans of time; each under one name.

use std::sync::LazyLock;

use regex::Regex;

/// What pieces are counted in.
pub(in crate::domain) const PIECES: &str =
    "双|件|只|个|台|套|副|米|吨|条|箱|支|把|张|单|票|份|批|片|根|瓶|盒|包|桶|卷|缸|炉|模|锅|车|道|对|筐|托";

/// Ways to write a unit, the name that they are kept under, and what turns one into the other.
const UNITS: [(&str, &str, f64); 22] = [
    ("块钱|块|元|番钿|钿|rmb|RMB|人民币|yuan|CNY", "元", 1.0),
    ("毫米|mm", "mm", 1.0),
    ("微米|μm|µm|um", "μm", 1.0),
    ("厘米|公分|cm", "cm", 1.0),
    ("忽米|丝", "mm", 0.01),
    ("个人|号人|人|名|位|个师傅|个检验员|个质检|个女工|个工人|个员工|people|workers|inspectors", "人", 1.0),
    ("公斤|kg", "公斤", 1.0),
    ("斤", "斤", 1.0),
    ("秒钟|秒|seconds?|s/", "秒", 1.0),
    ("分钟|minutes?|min", "分钟", 1.0),
    ("个?小时|个?钟头|hours?", "小时", 1.0),
    ("天|days?", "天", 1.0),
    ("个?星期|个?礼拜|周|weeks?", "周", 1.0),
    ("个月|months?", "月", 1.0),
    ("年|years?", "年", 1.0),
    ("次|回|趟|times", "次", 1.0),
    ("班|shifts?", "班", 1.0),
    ("pcs|pieces|units", "件", 1.0),
    ("pairs?", "双", 1.0),
    ("度|℃", "度", 1.0),
    ("lines?", "条", 1.0),
    ("machines?|sets?", "台", 1.0),
];
/// Words beside which 道 and 条 are hundredths of a millimetre, as turners say them.
const TOLERANCE: [&str; 9] = ["公差", "误差", "精度", "偏差", "正负", "±", "同心", "跳动", "间隙"];
/// 半 counts only what can be halved: 半吨, never 半自动.
const HALVED: &str = "吨|米|斤|公斤|小时|天|年|个月|个小时|分钟|个钟头|桶|箱|车|缸|卷";

static KNOWN: LazyLock<Vec<(Regex, &str, f64)>> = LazyLock::new(|| {
    let known = UNITS.iter().filter_map(|(ways, name, scale)| Some((beginning(ways)?, *name, *scale)));
    known.collect()
});
static PIECE: LazyLock<Option<Regex>> = LazyLock::new(|| beginning(PIECES));
static HALF: LazyLock<Option<Regex>> = LazyLock::new(|| beginning(HALVED));

/// A unit that was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// Its one name.
    pub(super) name: String,
    /// What the figure is multiplied by.
    pub(super) scale: f64,
    /// Bytes from the figure to the unit's end.
    pub(super) length: usize,
}

fn beginning(ways: &str) -> Option<Regex> {
    Regex::new(&format!(r"^\s?(?:{ways})")).ok()
}

/// The unit at the beginning of `behind`; `before` is what stands before the figure in its clause.
pub(super) fn unit_behind(before: &str, behind: &str) -> Option<Unit> {
    let length = |found: regex::Match<'_>| found.end();
    let turners = TOLERANCE.iter().any(|word| before.contains(word));
    if let Some(mark) = ['道', '条'].iter().find(|mark| turners && behind.starts_with(**mark)) {
        return Some(Unit { name: "mm".to_owned(), scale: 0.01, length: mark.len_utf8() });
    }
    let known = KNOWN.iter().find_map(|(re, name, scale)| {
        let length = re.find(behind).map(length)?;
        Some(Unit { name: (*name).to_owned(), scale: *scale, length })
    });
    known.or_else(|| {
        let found = PIECE.as_ref()?.find(behind)?;
        Some(Unit { name: found.as_str().trim().to_owned(), scale: 1.0, length: found.end() })
    })
}

/// Whether what follows can be halved.
pub(super) fn is_halved(behind: &str) -> bool {
    HALF.as_ref().is_some_and(|re| re.is_match(behind))
}
