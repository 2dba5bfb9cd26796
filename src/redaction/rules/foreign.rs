//! Names in Latin letters, of people and of companies: a capital letter tells them from a machine's words.

use std::ops::Range;

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::view::View;

/// Words with a capital letter that name nobody: software, techniques, materials, standards.
const WORDS: &[&str] = &[
    "erp",
    "mes",
    "plc",
    "crm",
    "wms",
    "oa",
    "app",
    "excel",
    "wifi",
    "scada",
    "sap",
    "plm",
    "pdm",
    "qms",
    "hmi",
    "dcs",
    "iot",
    "cad",
    "web",
    "vpn",
    "word",
    "pdf",
    "wps",
    "cnc",
    "led",
    "usb",
    "ipad",
    "iphone",
    "ai",
    "ocr",
    "agv",
    "amr",
    "rfid",
    "spc",
    "oee",
    "bom",
    "sop",
    "kpi",
    "qc",
    "qa",
    "iqc",
    "oqc",
    "ipqc",
    "fqc",
    "aql",
    "ppm",
    "pcb",
    "smt",
    "abs",
    "pvc",
    "tpu",
    "eva",
    "pp",
    "pe",
    "pa",
    "pu",
    "pet",
    "pc",
    "pom",
    "tpr",
    "tpe",
    "iso",
    "ce",
    "ul",
    "rohs",
    "reach",
    "aoi",
    "ccd",
    "cpk",
    "msa",
    "fmea",
    "oem",
    "odm",
    "moq",
    "sku",
    "fob",
    "cif",
    "lc",
    "step",
    "dwg",
    "dxf",
    "stp",
    "autocad",
    "solidworks",
    "creo",
    "ug",
    "proe",
    "photoshop",
    "python",
    "java",
    "linux",
    "windows",
    "android",
    "chatgpt",
    "gpt",
    "deepseek",
    "kimi",
    "email",
    "logo",
    "tiktok",
    "amazon",
    "ok",
    "no",
    "yes",
    "id",
    "vr",
    "ar",
    "api",
    "gb",
    "jb",
    "en",
    "astm",
    "din",
    "vip",
    "kt",
    "tv",
    "pos",
    "atm",
    "gps",
    "nfc",
    "mqtt",
    "opc",
    "modbus",
    "logo标",
    "rgb",
    "cmyk",
    "hdmi",
    "utf",
    "html",
    "sql",
    "kw",
    "mpa",
    "hz",
    "rpm",
    "hrc",
    "ct",
    "x",
    "po",
    "nc",
    "cpu",
    "gpu",
    "bsci",
    "sedex",
    "wrap",
    "fda",
    "iatf",
    "ccc",
    "cpsc",
    "epa",
    "sgs",
    "tuv",
    "gmp",
    "haccp",
    "hazop",
    "ocv",
    "fsc",
    "oeko",
    "cqc",
    "nsf",
    "csa",
    "gs",
    "vda",
    "ppap",
    "apqp",
    "tpm",
    "wip",
    "jit",
    "ecn",
    "ecr",
    "nda",
    "vmi",
    "edi",
    "tds",
    "msds",
    "coa",
    "nvidia",
    "intel",
    "google",
    "facebook",
    "whatsapp",
    "wechat",
    "skype",
    "alibaba",
    "shopify",
    "ebay",
];

/// The rules for Latin names.
pub(in crate::redaction) struct Foreign {
    person: Regex,
    acting: Regex,
    company: Regex,
    dealing: Regex,
    wanting: Regex,
}

impl Foreign {
    pub(in crate::redaction) fn new() -> Self {
        let name = r"[\p{Lu}][\p{Ll}'’\-]+(?:[ ·.]{1,2}[\p{Lu}][\p{Ll}'’\-]*\.?){0,3}";
        let firm = r"[\p{Lu}][\p{Latin}0-9&'’\-]+(?: (?:& )?[\p{Lu}][\p{Latin}0-9&'’.\-]*){0,4}";
        let legal = r"(?:AG|GmbH|GMBH|Inc|INC|Ltd|LTD|Limited|LLC|Corp|Corporation|Company|Group|Holdings?|KG|Oy|AB|ApS|S\.?p\.?A|S\.?r\.?l|S\.?A|B\.?V|N\.?V|Pty|Pvt|PLC|Co|CO|SAS|K\.?K)";
        Self {
            person: compiled(&format!(
                r"(?:叫|老外|QC|IQC|跟单|同事|验货|客服|销售|外国人|洋人|厂长|经理|主管|采购|总监|联系人|业务员?|工程师|验货员|技术员|代表|老板|助理|先生|女士|英文名|收件人|Mr|Mrs|Ms|Miss|Dr|Contact|Attn|attn|contact|[Mm]y name is|I am|I’m|I'm|[Tt]his is|[Nn]ame|签字的是|签的是|那个|一个叫)\.?[ :是叫]{{0,2}}({name})"
            )),
            acting: compiled(&format!(
                r"({name})(?:先生|女士|小姐|经理|说|讲|天天|老是|老|每次|又|昨天|今天|上次|上周|下周|发|问|催|回|他|她|来|去|在|不|要|也|和我|是我们|那边|这个人|这人|签)"
            )),
            company: compiled(&format!(r"{firm},? (?:Co\.?,? ?)?{legal}(?-u:\b)\.?")),
            dealing: compiled(&format!(
                r"(?:客户|甲方|买家|买手|供应商|代理商|经销商|总部|集团|品牌|品牌商|母公司|子公司|工厂|同行|对手|德国|美国|日本|法国|意大利|英国|荷兰|瑞典|瑞士|韩国|西班牙|波兰|土耳其|巴西|墨西哥|印度|越南|泰国|俄罗斯|加拿大|澳洲|澳大利亚|欧洲|给|替|为|帮|跟|供|做|被|是|叫)(?:的|那家|那个|一家|主要是|有|是|叫|里)?[ :]?({firm})"
            )),
            wanting: compiled(&format!(
                r"({firm}) ?(?:的)?(?:要求|要我们|代工|供货|配套|订单|单子|单|验厂|验货|审厂|那边|这家|集团|公司|客户|采购|退货|标准|的货|的鞋|的料|返单|下单|指定|家)"
            )),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.cased.as_str();
        // A name has a capital letter with a letter behind it.
        if !text.contains(char::is_uppercase) {
            return;
        }
        let mut add = |kind, name: Option<Range<usize>>| {
            all.extend(name.filter(|at| is_alone(text, at)).map(|at| (kind, view.to_chars(&at))));
        };
        for found in self.company.find_iter(text) {
            add(Kind::Company, Some(found.range()));
        }
        for rule in [&self.person, &self.acting] {
            for found in rule.captures_iter(text) {
                add(Kind::Person, found.get(1).filter(|name| is_somebody(name.as_str())).map(|name| name.range()));
            }
        }
        for rule in [&self.dealing, &self.wanting] {
            for found in rule.captures_iter(text) {
                // 代替OCV: after a mere verb capitals alone are a technique.
                let cue = found[0].chars().next().unwrap_or_default();
                let shouted = !found[1].contains(char::is_lowercase) && "替为帮供做被是叫".contains(cue);
                let firm = found.get(1).filter(|name| !shouted && is_firm(name.as_str()));
                add(Kind::Customer, firm.map(|name| name.range()));
            }
        }
    }
}

/// No letter or digit touches the name: it is no piece of a model or a code.
fn is_alone(text: &str, at: &Range<usize>) -> bool {
    let touches = |c: char| c.is_ascii_alphanumeric() || "-_/.@".contains(c);
    !text[..at.start].ends_with(touches) && !text[at.end..].starts_with(|c: char| touches(c) && c != '.')
}

fn is_somebody(name: &str) -> bool {
    name.split([' ', '·']).next().is_some_and(|first| !WORDS.contains(&first.to_lowercase().as_str()))
}

/// Letters enough, and neither a technique nor a model number.
fn is_firm(name: &str) -> bool {
    let digits = name.chars().any(|c| c.is_ascii_digit());
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    !digits && letters >= 3 && is_somebody(name)
}
