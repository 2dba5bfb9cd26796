//! Companies called by a short name: 华峰的料, 给正泰做配套, 金田铜业, 客户是宏达.

use std::ops::Range;

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::rules::words::{ALWAYS, BRAND, KNOWN, NOT_BRANDS, PLACE};
use crate::redaction::view::View;

/// What opens a phrase about a trade that names nobody.
const GENERIC: &[&str] = &[
    "我", "你", "他", "她", "它", "们", "这", "那", "哪", "某些", "做", "搞", "干", "开", "是", "在", "有", "传统",
    "整个", "全国", "本地", "当地", "国内", "国外", "中国", "外贸", "内贸", "高端", "低端", "中小", "小微", "大型",
    "小型", "同行", "其他", "别的", "各", "几", "一家", "两家", "许多", "很多", "多数", "所有", "整条", "什么", "从事",
    "属于", "进入", "转行", "传", "现代", "新型", "新兴", "劳动", "制造", "老", "新", "小", "大", "跟", "和", "给",
    "对", "像", "的", "了", "不", "也", "都", "就", "还", "又", "去", "来", "到", "跑", "叫", "绿色", "轻", "重",
    "服务", "行业", "产业", "企业", "工业", "农业", "商业", "特种", "附近", "隔壁", "周边", "女鞋", "男鞋", "童鞋",
    "皮鞋", "一带", "一般", "普通", "多家", "这边", "那边", "市场", "民营", "低压", "高压", "五金", "机械", "出口",
    "进口", "家庭", "上市", "龙头", "汽车", "摩托", "橡胶", "塑料", "不锈", "温州",
];

/// The rules for short names.
pub(in crate::redaction) struct ShortNames {
    trade: Regex,
    shop: Regex,
    known: Regex,
    always: Regex,
    known_of: Regex,
    own: Regex,
    for_whom: Regex,
    theirs: Regex,
    place: Regex,
    after_place: Regex,
}

impl ShortNames {
    pub(in crate::redaction) fn new() -> Self {
        let brand = format!("[{BRAND}]{{2,3}}");
        let goods = "料|原料|货|订单|单子|大单|单|底|鞋底|模具|图|图纸|标准|要求|件|配件|电柜|产品|活|活儿|样|样品|验厂|老板|业务员|采购|客服|合同|款|货款|账|退货|客诉|投诉";
        let deed = "做配套|配套|代工|贴牌|供货|供件|供料|做货|做鞋|做件|做零件|做配件|做外壳|加工|打样|送货|供|做oem|做贴牌|做代工|做的|做了";
        Self {
            trade: compiled(
                r"((?:\p{Han}{2,4}))(鞋业|铜业|铝业|钢业|铁业|钨业|泵业|阀业|塑业|胶业|印业|锁业|纸业|木业|皮业|革业|笔业|铸业|实业|药业|酒业|乳业|茶业|水务|粉业|漆业|灯业|机电|集团|控股|重工|智控|股份|服饰|电器|电气|阀门|鞋材|科技|五金|机械|包装|印刷|汽配|模具)(?:的|在|那|他|说|要|进|给|送|做|也|都|有|用|上|来|改|以前|老板|公司|厂|采购|验|退|欠|[,。;!? 、()]|$)",
            ),
            shop: compiled(r"([\p{Han}a-z0-9]{2,10}(?:旗舰店|专营店|专卖店))"),
            known: compiled(&format!("(?:{KNOWN})")),
            always: compiled(&format!("(?:{ALWAYS})")),
            known_of: compiled(&format!(
                "^(?:集团|那边|这边|股份|公司)?(?:的)?(?:{goods}|客户|供应商|代工|配套|指定|验|审|退|返|下|给|要|催|压|罚|来|那|也|说|买|进|供|做|厂)"
            )),
            own: compiled(&format!(
                "(?:我们(?:厂|公司)?|厂名|公司|本厂|我厂|厂里|厂子|我这边|这里)(?:是|叫|就是|名字是) ?({brand})(?:的|[,。;!? ]|$)"
            )),
            for_whom: compiled(&format!(
                "(?:给|替|为|帮|跟|和|同|与|向|从|找|问|被|供|客户是|客户有|客户叫|甲方是|甲方|隔壁|对面|客户)({brand})(?:{deed}|那边|那里|他们|家|厂|拿|买|进|采购|签|订|合作|退|罚|要|[,。;、])"
            )),
            theirs: compiled(&format!(
                "(?:^|[,。;!? :]|上次|上回|昨天|今天|现在|还有|就是|因为|但是|用|做|接|拿|收|是)({brand})(?:那边的?|家的|的(?:{goods}))"
            )),
            after_place: compiled(&format!("(?:{PLACE})$")),
            place: compiled(&format!("^(?:{PLACE})+")),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        let mut add = |kind, bytes: Range<usize>| all.push((kind, view.to_chars(&bytes)));
        for found in self.trade.captures_iter(text) {
            let (Some(name), Some(trade)) = (found.get(1), found.get(2)) else { continue };
            if let Some(start) = self.begin_of_name(text, name.range(), trade.as_str()) {
                add(Kind::Company, start..trade.end());
            }
        }
        if text.contains('店') {
            for found in self.shop.find_iter(text).filter(|shop| shop.as_str().chars().count() > 5) {
                add(Kind::Company, found.range());
            }
        }
        for found in self.known.find_iter(text).filter(|found| self.is_partner(text, found)) {
            add(Kind::Customer, found.range());
        }
        for found in self.always.find_iter(text).filter(|found| !is_piece(text, found)) {
            add(Kind::Customer, found.range());
        }
        for rule in [&self.own, &self.for_whom, &self.theirs] {
            for found in rule.captures_iter(text) {
                let Some(brand) = found.get(1) else { continue };
                let word = NOT_BRANDS.iter().any(|word| brand.as_str().starts_with(word));
                if !word && !self.place.is_match(brand.as_str()) {
                    add(Kind::Company, brand.range());
                }
            }
        }
    }

    /// Where a name before a trade begins; a trade of goods (阀门, 鞋材) needs characters that names are made of.
    fn begin_of_name(&self, text: &str, name: Range<usize>, trade: &str) -> Option<usize> {
        const OPENING: &str = "是叫在给跟从由被向找和与到用";
        let cue = text[name.clone()].char_indices().rfind(|(_, c)| OPENING.contains(*c));
        let start = cue.map_or(name.start, |(at, c)| name.start + at + c.len_utf8());
        let word = &text[start..name.end];
        let opens = cue.is_some()
            || text[..start]
                .chars()
                .next_back()
                .is_none_or(|c| !('\u{4e00}'..='\u{9fff}').contains(&c) || OPENING.contains(c));
        let place = self.place.find(word).map_or(0, |place| place.end());
        let brand = &word[place..];
        let count = brand.chars().count();
        let foreign = brand.chars().filter(|c| !BRAND.contains(*c)).count();
        let trusted = place > 0 || foreign == 0 || (count >= 3 && foreign <= 1);
        let branded = trusted || (trade.ends_with('业') && foreign < count);
        let generic =
            GENERIC.iter().any(|word| brand.starts_with(word)) || NOT_BRANDS.iter().any(|word| brand.starts_with(word));
        (opens && count >= 2 && branded && !generic).then_some(start)
    }

    /// A well-known maker is somebody's customer or supplier when the words beside it trade; alone it may be a machine's maker.
    fn is_partner(&self, text: &str, name: &regex::Match<'_>) -> bool {
        const BEFORE: [&str; 22] = [
            "给", "替", "为", "帮", "供", "跟", "和", "做", "是", "、", "被", "的", "向", "有", "户", "方", "商", "接",
            "比如", "像", "到", "叫",
        ];
        let before = &text[..name.start()];
        let dealt = before.ends_with(['给', '替', '供'])
            || before.ends_with("客户")
            || before.ends_with("客户是")
            || before.ends_with("甲方");
        let after = self.known_of.is_match(&text[name.end()..]);
        !is_piece(text, name)
            && (dealt
                || (after
                    && (before.is_empty()
                        || BEFORE.iter().any(|word| before.ends_with(word))
                        || self.after_place.is_match(before)
                        || before.ends_with(|c: char| !c.is_alphanumeric()))))
    }
}

/// Whether a brand of ASCII letters is only a piece of a longer word.
fn is_piece(text: &str, name: &regex::Match<'_>) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric();
    name.as_str().is_ascii() && (text[..name.start()].ends_with(letter) || text[name.end()..].starts_with(letter))
}
