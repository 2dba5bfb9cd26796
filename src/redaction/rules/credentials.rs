//! Accounts, passwords and codes of access: what follows their labels, and what stands before "password".

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::view::View;

/// Software and devices that stand beside such labels without being anybody's account.
const SYSTEMS: &[&str] = &[
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
    "ssh",
    "ftp",
    "sql",
    "mysql",
    "windows",
    "linux",
    "android",
    "admin后台",
    "word",
    "pdf",
    "wps",
    "mqtt",
    "opc",
    "api",
    "cnc",
    "led",
    "usb",
    "ipad",
    "iphone",
    "windows10",
    "win10",
    "win7",
    "u8",
    "k3",
];

/// The rules for credentials.
pub(in crate::redaction) struct Credentials {
    password: Regex,
    password_label: Regex,
    spoken: Regex,
    repeated: Regex,
    account: Regex,
    sub_account: Regex,
    pair: Regex,
    han: Regex,
    password_near: Regex,
}

impl Credentials {
    pub(in crate::redaction) fn new() -> Self {
        let label = "(?:密码|密匙|口令|提取码|验证码|校验码|动态码|授权码|激活码|邀请码|取件码|解锁码|配对码|开门码|门禁码|密钥|秘钥|pin码|\
            (?-u:\\b)(?:pwd|passwd|password|passcode|pass|pin|pw|token|secret|api[ _-]?key|key))";
        let gap = r#"(?:[ :=是为叫用设改成了就还给你我他发也都统默认现在登录的这个那换前原来"'“”]|一直|一样|应该|最新|没改|没变|出厂|初始|全是|一律|大写|小写|写的|记得|忘改){0,8}"#;
        let account = "账号|帐号|账户|帐户|账户名|用户名|用户|登录名|登陆名|登录号|登录|登陆|登|会员名|会员号|管理员|子账号|昵称|操作员|(?:钉钉|飞书|企业微信|抖音|快手|小红书|旺旺|视频|淘宝|支付宝)号?|(?-u:\\b)(?:user ?name|user ?id|user|login|uid|account|acc)";
        Self {
            password: compiled(&format!(r"{label}{gap}([a-z0-9!@#$%^&*_+~.?\-/]{{3,40}})")),
            password_label: compiled(&format!("{label}{gap}")),
            spoken: compiled(r"(?-u)^[0-9](?:[ \-]?[0-9]){3,}"),
            // 六个8
            repeated: compiled("^[0-9一二两三四五六七八九十]个(?:[0-9a-z]|[零一幺二三四五六七八九])(?:[^\\p{Han}]|$)"),
            account: compiled(&format!(
                r"({account})((?:[ :=是为叫用就也还的给你我统一都]|名字|拼音|姓名|全拼){{0,8}})([a-z][a-z0-9_.@\-]{{2,31}}|[0-9]{{3,10}}(?-u:\b))"
            )),
            sub_account: compiled(r"([\p{Han}a-z0-9_]{2,20}:[\p{Han}a-z0-9]{1,10})[,; ]{0,2}(?:的)?(?:密码|口令)"),
            pair: compiled(
                r"(?-u:\b)((?:admin|root|administrator|guest|test|user|sa)[a-z0-9_]* ?[/,:、] ?[a-z0-9@#!._]{3,30})|([a-z0-9][a-z0-9_.@\-]{2,30})[,;、/ ]{1,2}(?:的)?(?:密码|口令|pwd|password)",
            ),
            // 账号宏达管理员，密码…; 密码宏达888
            han: compiled(
                "(?:账号|帐号|用户名|登录名)[是叫: ]{0,2}([\\p{Han}a-z0-9_]{2,12})[,; ]{1,2}(?:密码|口令)|(?:密码|口令)[是: ]{0,2}(\\p{Han}{1,6}[0-9a-z@#!]{2,12})",
            ),
            password_near: compiled("^.{0,10}?(?:密码|口令|pwd|password)"),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        for found in self.password.captures_iter(text) {
            let Some(value) = found.get(1) else { continue };
            if is_password(value.as_str(), &text[value.end()..]) {
                all.push((Kind::Password, view.to_chars(&value.range())));
            }
        }
        for label in self.password_label.find_iter(text) {
            let start = view.to_chars(&label.range()).end;
            if let Some(eights) = self.repeated.find(view.after(start)) {
                all.push((Kind::Password, start..start + eights.as_str().chars().count()));
            }
            if let Some(number) = self.spoken.find(&view.digits[start..]) {
                all.push((Kind::Password, start..start + number.end()));
            }
        }
        for found in self.account.captures_iter(text) {
            let Some(value) = found.get(3) else { continue };
            if self.is_account(&found[1], !found[2].is_empty(), value.as_str(), &text[value.end()..]) {
                all.push((Kind::Account, view.to_chars(&value.range())));
            }
        }
        if !text.contains(['密', '口', 'p', 'a', 'r']) {
            return;
        }
        for found in self.sub_account.captures_iter(text) {
            let Some(value) = found.get(1) else { continue };
            let label = ["后台", "账号", "登录", "是", "用"]
                .iter()
                .filter_map(|word| Some(value.as_str().rfind(word)? + word.len()));
            let start = value.start() + label.max().unwrap_or(0);
            let shop = text[start..value.end()].contains(|c: char| c.is_ascii_lowercase() || c == '店');
            if shop {
                all.push((Kind::Account, view.to_chars(&(start..value.end()))));
            }
        }
        for found in self.han.captures_iter(text) {
            let account = found.get(1).map(|value| (Kind::Account, value));
            let password = found.get(2).filter(|value| is_password(value.as_str(), &text[value.end()..]));
            let value = account.or(password.map(|value| (Kind::Password, value)));
            all.extend(value.map(|(kind, value)| (kind, view.to_chars(&value.range()))));
        }
        for found in self.pair.captures_iter(text) {
            let value = found.get(1).or(found.get(2).filter(|token| !is_system(token.as_str())));
            all.extend(value.map(|value| (Kind::Account, view.to_chars(&value.range()))));
        }
    }

    /// A word after a label is an account when it is written like one, or when a password follows.
    fn is_account(&self, label: &str, said: bool, value: &str, after: &str) -> bool {
        let marked = value.contains(|c: char| c.is_ascii_digit() || "_.@-".contains(c));
        let paired = self.password_near.is_match(after);
        if value.starts_with(|c: char| c.is_ascii_digit()) {
            return paired || (label.contains("名") || label.contains("登录号")) && !counts(after);
        }
        let named = !["登", "登录", "登陆", "用户", "管理员"].contains(&label);
        !is_system(value) && (marked || paired || (named && (said || value.len() >= 4)))
    }
}

fn is_system(value: &str) -> bool {
    SYSTEMS.contains(&value.trim_end_matches(['.', '-', '_']))
}

/// Whether the number before is one of times, days, pieces.
fn counts(after: &str) -> bool {
    let unit = after.trim_start().chars().next();
    unit.is_some_and(|c| "年月天日次个位台人遍道分秒小条家款多万千块元号".contains(c))
}

fn is_password(value: &str, after: &str) -> bool {
    let number = value.bytes().all(|byte| byte.is_ascii_digit());
    let counted = number && counts(after);
    !counted && !is_system(value) && value.contains(|c: char| c.is_ascii_alphanumeric())
}
