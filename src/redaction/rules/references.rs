//! Numbers of drawings, parts, moulds, orders, contracts, invoices and consignments: whoever knows them knows whose they are.
//!
//! Standards, machine models, materials and sizes look alike and stay: a number needs its label.

use std::ops::Range;

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::view::View;

/// How standards, materials and models begin.
const PUBLIC: &str = "^(?:gb|jb|qb|hg|qc|sj|yb|iso|iec|en|din|astm|ansi|asme|api|aisi|sae|jis|bs|ul|ce|rohs|reach|aql|ip|hrc)[ /t\\-]*[0-9]|\
    ^m[0-9]{1,2}(?:x|\\*|$)|^20[0-9]{2}[01][0-9][0-3][0-9]$|^20[0-9]{2}[-./年][0-9]{1,2}(?:[-./月][0-9]{1,2})?日?$|^[0-9]{1,2}[-./][0-9]{1,2}$|^(?:iso|erp|mes|pdf|excel|cad|a[345]$)";

/// The rules for reference numbers.
pub(in crate::redaction) struct References {
    labelled: Regex,
    latin: Regex,
    named: Regex,
    following: Regex,
    written: Regex,
    trailing: Regex,
    public: Regex,
}

impl References {
    pub(in crate::redaction) fn new() -> Self {
        let value = "[0-9a-z]+(?:[-_./#—–](?:[0-9a-z]+|\\p{Han}{1,2}[-_./—–][0-9a-z]+))*";
        let spaced = "[0-9a-z]+(?: ?[-_./#—–] ?[0-9a-z]+| [0-9a-z]*[0-9][0-9a-z\\-]*)*";
        let strong = "(?:图|图纸|图样|图档|零件|料|件|物料|货|模|模具|工装|夹具|合同|协议|订|订单|单|工单|生产单|采购单|送货单|报价单|运|运单|快递|物流|提|发票|报关单|箱|柜|\
            封条|客户|供应商|项目|工程|案件|案|证书|专利|许可证|设备|机台|资产|产品|样品|流水|交易|员工|工|会员|保单|备案|询价|报价|送检|报告|检验|序列|出厂|机身|生产|客户订单|外发单|返修|工卡|文件|表单|登记|受理|款|版|样|楦|单据|凭证|收据|车架|发动机|出库单|入库单|领料单|退货单|出货单|装箱单|交货单|发货单|请购单|对账单|工令|制令|派工单|流转卡|合约|唛头|备件|配件|部件|组件|注册|立项|检测|维修|客诉|工票|托盘|封样|车间)(?:编号|编码|号码|单号|代码|代号|号|id)";
        let weak = "合同|订单|运单|快递单?|物流单|单子|发票|图纸|图|模具|提单|报价单|送货单|采购单|工单|询价单|协议|(?:顺丰|中通|圆通|申通|韵达|德邦|极兔|邮政|京东)(?:单号|快递|物流)?|bom(?:里面?|表里?|上)?(?:的)?";
        let gap = "(?:[ :是为叫#]|no\\.?|尾号){0,4}";
        Self {
            labelled: compiled(&format!("{strong}{gap}({spaced})|(?:{weak}){gap}({value})")),
            latin: compiled(&format!(
                r"(?-u:\b)(?:p/n|s/n|pn|sn|po|p\.o\.|so|lot|sku|item|dwg|drg|drawing|part|order|invoice|inv|contract|ref|job|batch|serial|style|article|art)\.?(?: ?(?:no|number|num|nr|code|id))?[ .:#\-]{{0,3}}{value}"
            )),
            named: compiled(&format!("^(?:[跟和与、,/到至及]|还有|以及|或者?){{1,2}} ?({value})")),
            following: compiled(&format!(
                "({value}) ?(?:(?:这|那)(?:个|张|份|批|套|款|一?单|票)|的)?(?:订单|合同|图纸|图|单子|模具|模子|料号|零件|螺丝|的货|那票货|那单|这单|这票|这款|那款|这个件|这个料|改版|改了|的单)"
            )),
            // Letters, a year and a count; or letters and groups of figures, with hyphens: how papers are numbered.
            written: compiled(
                r"(?-u)\b[a-z]{1,6}-?20[0-3][0-9]-?[0-9]{2,}(?:-[0-9]+)*\b|\b[a-z]{1,5}-[a-z0-9]{1,6}-[0-9]{3,6}(?:-[0-9a-z]{1,4})?\b",
            ),
            trailing: compiled("[0-9]{2}"),
            public: compiled(PUBLIC),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        let mut add = |kind, bytes: Range<usize>| {
            let kept =
                bytes.start..bytes.start + text[bytes].trim_end_matches(['.', '-', '/', '_', '—', '#', ' ']).len();
            all.push((kind, view.to_chars(&kept)));
        };
        for found in self.labelled.captures_iter(text) {
            let (strong, weak) = (found.get(1), found.get(2));
            let Some(value) = strong.or(weak) else { continue };
            let label = &text[found.get(0).map_or(0, |whole| whole.start())..value.start()];
            let sure = strong.is_some() || is_written_like_one(value.as_str());
            if sure && self.is_number(value.as_str(), &text[value.end()..]) {
                let kind = if label.contains('图') { Kind::Drawing } else { Kind::Reference };
                add(kind, value.range());
                self.more(text, value.end(), |bytes| add(kind, bytes));
            }
        }
        for found in self.latin.find_iter(text) {
            let number = found.as_str().bytes().filter(u8::is_ascii_digit).count() >= 3;
            let ends = text[found.end()..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
            if number && ends {
                let drawing = found.as_str().starts_with('d');
                add(if drawing { Kind::Drawing } else { Kind::Reference }, found.range());
            }
        }
        let written = self.written.find_iter(text).filter(|found| !self.public.is_match(found.as_str()));
        written.for_each(|found| add(Kind::Reference, found.range()));
        for found in self.following.captures_iter(text) {
            let Some(value) = found.get(1) else { continue };
            let begins = !text[..value.start()].ends_with(|c: char| c.is_ascii_alphanumeric() || "-_./×x*".contains(c));
            if begins && is_hyphened(value.as_str()) && !self.public.is_match(value.as_str()) {
                add(Kind::Reference, value.range());
            }
        }
    }

    /// ZS-07和ZS-12: the numbers that share one label.
    fn more(&self, text: &str, mut from: usize, mut add: impl FnMut(Range<usize>)) {
        while let Some(value) = self.named.captures(&text[from..]).and_then(|found| found.get(1)) {
            if !is_mixed(value.as_str()) || self.public.is_match(value.as_str()) {
                return;
            }
            add(from + value.start()..from + value.end());
            from += value.end();
        }
    }

    fn is_number(&self, value: &str, after: &str) -> bool {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let plain = value.bytes().all(|byte| byte.is_ascii_digit());
        let counted = plain && value.len() <= 5 && after.starts_with(is_unit);
        digits >= 2 && value.len() >= 3 && self.trailing.is_match(value) && !counted && !self.public.is_match(value)
    }
}

fn is_unit(c: char) -> bool {
    "个双只件张套台多种条款元块万千百箱吨人份家天次年月日号".contains(c)
}

/// Letters and digits together.
fn is_mixed(value: &str) -> bool {
    value.contains(|c: char| c.is_ascii_digit()) && value.contains(|c: char| !c.is_ascii_digit())
}

/// Five characters at least, with letters or hyphens among the digits, or a very long number.
fn is_written_like_one(value: &str) -> bool {
    (value.len() >= 5 && is_mixed(value)) || value.len() >= 8
}

/// Letters or digits on both sides of a hyphen, three digits in all.
fn is_hyphened(value: &str) -> bool {
    value.contains('-') && value.bytes().filter(u8::is_ascii_digit).count() >= 3
}
