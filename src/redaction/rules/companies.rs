//! Companies, factories and customers: a distinctive name before a trade or a legal form, or after a telling word.

use std::ops::Range;

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::rules::words::{BRAND, KNOWN, NOT_BRANDS, PLACE, TRADE};
use crate::redaction::view::View;

/// Characters after which a company's name may begin.
const CUES: &str = "我你他它们是在给跟从由的叫听说被让向把替帮到去找问这那了过";

/// Words that make a phrase generic: nobody is named by it.
const GENERIC: &[&str] = &[
    "我",
    "你",
    "他",
    "她",
    "们",
    "厂",
    "客户",
    "客人",
    "人家",
    "别",
    "同行",
    "谁",
    "哪",
    "企业",
    "国外",
    "海外",
    "国内",
    "外贸",
    "外国",
    "欧美",
    "市场",
    "商场",
    "超市",
    "门店",
    "店铺",
    "工人",
    "工地",
    "大家",
    "商家",
    "厂家",
    "老板",
    "机器",
    "设备",
    "产线",
    "汽车",
    "整车",
    "主机",
    "手机",
    "电动车",
    "摩托",
    "空调",
    "家电",
    "医院",
    "学校",
    "铁路",
    "船舶",
    "美国",
    "日本",
    "德国",
    "公司",
    "品牌",
    "经销",
    "代理",
    "供应商",
    "一家",
    "几家",
    "亲戚",
];

/// The rules for companies.
pub(in crate::redaction) struct Companies {
    legal: Regex,
    brand: Regex,
    own: Regex,
    customer: Regex,
    supplied: Regex,
    place: Regex,
    known: Regex,
    supplying: Regex,
}

impl Companies {
    pub(in crate::redaction) fn new() -> Self {
        let stand_in = r"(?:x{2,3}|×{2,3}|\*{2,3}|○{2,3}|某{1,3}|aa|bb)";
        Self {
            legal: compiled(r"[\p{Han}a-z0-9()&]{2,30}?(?:有限责任公司|股份有限公司|有限公司|股份公司)"),
            brand: compiled(&format!(
                "(?:{PLACE}){{0,3}}({stand_in}|[{BRAND}]{{2,4}}?)(?:(?:{TRADE}){{1,3}}(?:股份)?(?:集团公司|集团|公司|厂)?|集团公司|集团|公司|厂)"
            )),
            own: compiled(
                r"(?:厂|公司|厂子|企业|店)(?:(?:名字|名称|名)?(?:叫做|是叫|名叫|叫)|(?:名字|名称|名):)[ :]?([\p{Han}a-z0-9]{2,8})(?:[^\p{Han}a-z0-9]|$)",
            ),
            customer: compiled(
                r"(?:客户|甲方|买家)(?:(?:名称|名字|名)?(?:叫做|名叫|叫)|(?:名称|名字|名):)[ :]?([\p{Han}a-z0-9&]{2,12})",
            ),
            supplied: compiled(
                r"给([\p{Han}a-z0-9&]{2,10}?)(?:做\p{Han}{0,4})?(?:供货|代工|贴牌|做贴牌|做配套|配套|做代工|做oem|oem|送货|供件)",
            ),
            place: compiled(&format!("^(?:{PLACE})+")),
            known: compiled(KNOWN),
            supplying: compiled("[给为帮替]|客户|供应|供货|代工|配套|贴牌"),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        let mut add = |kind, bytes: Range<usize>| all.push((kind, view.to_chars(&bytes)));
        // Looking for a telling character is far cheaper than running a rule that needs it.
        let customers = text.contains(['户', '甲', '买']).then(|| self.customer.captures_iter(text));
        let supplied = text.contains('给').then(|| self.supplied.captures_iter(text));
        for found in customers.into_iter().flatten().chain(supplied.into_iter().flatten()) {
            if let Some(name) = found.get(1).filter(|name| self.names_somebody(name.as_str())) {
                add(Kind::Customer, name.range());
            }
        }
        let legal = text.contains("公司").then(|| self.legal.find_iter(text));
        for found in legal.into_iter().flatten() {
            if let Some(bytes) = self.legal_name(text, found.range()) {
                add(Kind::Company, bytes);
            }
        }
        let own = text.contains(['叫', ':']).then(|| self.own.captures_iter(text));
        for found in own.into_iter().flatten() {
            if let Some(name) = found.get(1).filter(|name| self.names_somebody(name.as_str())) {
                add(Kind::Company, name.range());
            }
        }
        if self.supplying.is_match(text) {
            for found in self.known.find_iter(text).filter(|found| !glued(text, found.range())) {
                add(Kind::Customer, found.range());
            }
        }
        for found in self.brand.captures_iter(text) {
            let (Some(whole), Some(brand)) = (found.get(0), found.get(1)) else {
                continue;
            };
            // 合成皮革, 发展公司: brand-like characters, but words.
            let word = NOT_BRANDS.iter().any(|word| brand.as_str().starts_with(word));
            let word = word || whole.as_str().contains("优化");
            let place = self.place.is_match(brand.as_str());
            if !word && !place && !glued(text, brand.range()) && !is_site(whole.as_str(), &text[whole.end()..]) {
                add(Kind::Company, whole.range());
            }
        }
    }

    /// A name of which something is left when places and generic words are taken away.
    fn names_somebody(&self, name: &str) -> bool {
        let rest = self.place.replace(name, "");
        let legal = name.ends_with("有限公司") || rest.ends_with("集团");
        let generic = GENERIC
            .iter()
            .any(|word| rest.starts_with(word) || (!legal && rest.contains(word) && !rest.ends_with("汽车")));
        let phrase = rest.contains(['得', '了', '的', '着']) && !rest.starts_with("美的")
            || rest.starts_with([
                '停', '苦', '货', '降', '退', '不', '大', '全', '员', '做', '改', '一', '这', '那', '去', '来', '把',
                '要', '打',
            ]);
        let known = ["大东", "大众", "大疆", "大华", "大洋", "大江"].iter().any(|brand| rest.starts_with(brand));
        rest.chars().count() >= 2 && !generic && (!phrase || known)
    }

    /// Cuts what the sentence says before the name.
    fn legal_name(&self, text: &str, found: Range<usize>) -> Option<Range<usize>> {
        let whole = &text[found.clone()];
        let form =
            ["有限责任公司", "股份有限公司", "有限公司", "股份公司"].iter().find(|form| whole.ends_with(**form))?;
        let prefix = &whole[..whole.len() - form.len()];
        let after_cue = prefix.rfind(|c| CUES.contains(c)).map_or(0, |at| at + 3);
        let after_word = ["厂名", "户名", "抬头", "单位", "公司名", "名称", "公司", "客户", "隔壁"]
            .iter()
            .filter_map(|word| Some(prefix.rfind(word)? + word.len()));
        let start = after_word.fold(after_cue, usize::max);
        let name = &prefix[start..];
        let vague = name.starts_with(['一', '这', '那', '哪', '每', '几', '个', '家']);
        (name.chars().count() >= 2 && !vague && !self.place.replace(name, "").is_empty())
            .then_some(found.start + start..found.end)
    }
}

/// Whether a brand of ASCII letters is only a piece of a longer word.
fn glued(text: &str, brand: Range<usize>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text[brand.clone()].is_ascii()
        && (letter(text[..brand.start].chars().next_back()) || letter(text[brand.end..].chars().next()))
}

/// 大明厂区, 大明厂房: a part of a factory; 科技术语 and the like: no trade.
fn is_site(name: &str, after: &str) -> bool {
    (name.ends_with("科技") && after.starts_with('术'))
        || name.ends_with('厂') && after.starts_with(['区', '房', '长', '家', '商', '址', '名', '子', '牌', '内', '外'])
}
