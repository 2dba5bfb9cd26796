//! E-mail addresses, plates, and what follows a label: `WeChat` ids, QQ numbers, drawing numbers.

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::{alnum_at, compiled, digit_at};
use crate::redaction::view::View;

/// The rules for contacts and labelled numbers.
pub(in crate::redaction) struct Contacts {
    email: Regex,
    plate: Regex,
    wechat: Regex,
    qq: Regex,
    qq_number: Regex,
    drawing: Regex,
    bare_drawing: Regex,
}

impl Contacts {
    pub(in crate::redaction) fn new() -> Self {
        Self {
            email: compiled(
                r"[a-z0-9][a-z0-9._%+\-]*(?: ?@ ?|#| ?[(\[] ?at ?[)\]] ?| at |艾特|圈a)[a-z0-9\-]+(?:(?: ?\. ?|。|点| dot )[a-z0-9\-]+)+",
            ),
            plate: compiled(
                r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[a-z][ ·•・.\-]{0,2}(?:[0-9a-z]{4}[挂学警港澳]|[0-9a-z]{5,6})",
            ),
            wechat: compiled(
                r"([微薇威维徽魏卫巍v] ?[信星❤♥x]|微 信|(?-u:\b)v ?x|(?-u:\b)w ?x|(?-u:\b)wei ?xin|we ?chat|绿泡泡|绿色软件|加[v微薇威魏徽]|[加+]我?v|加我|薇|徽)(号码|账号|号|id|是|为|叫|搜索?|:|=| |加|也|我的|找|名|就|还|\+)*([a-z][a-z0-9_\-]{5,19}|[0-9]{6,11})",
            ),
            qq: compiled(
                r"(?:(?-u:\b)q ?q?|扣扣|叩叩|抠抠|蔻蔻|加扣|扣号|q群|企鹅|秋秋|丘丘|球球|求求|q球)(?:号码|群|号|是|为|:|=| |也|还|就|我的|加|搜|给你|有个)*",
            ),
            qq_number: compiled(
                r"(?-u)^(?:[1-9][0-9]{4,11}|[1-9][0-9]{1,4}(?:[ \-][0-9]{2,4}){1,3}|[1-9](?:[ \-][0-9]){4,11})",
            ),
            drawing: compiled(
                r"(?:图号|图纸编号|图纸号|图纸的编号|图档号|图纸代号|图样代号|零件编号|零件号|drawing no\.?|dwg)[:是为 #]{0,4}([0-9a-z][0-9a-z\-_./—–]{2,30})",
            ),
            bare_drawing: compiled(r"图纸[: ]?([a-z]{1,6}[\-_.]?[0-9][0-9a-z]*[\-_./][0-9a-z\-_./]{1,24})"),
        }
    }

    pub(in crate::redaction) fn email(&self, view: &View, all: &mut Vec<Candidate>) {
        if !view.text.contains(['@', '#', '圈', '艾']) && !view.text.contains("at") {
            return;
        }
        for found in self.email.find_iter(&view.text) {
            all.push((Kind::Email, view.to_chars(&found.range())));
        }
    }

    /// Plates and everything that stands after its label.
    pub(in crate::redaction) fn labelled(&self, view: &View, all: &mut Vec<Candidate>) {
        // The shortest of these has four digits or letters.
        if view.digits.bytes().filter(u8::is_ascii_alphanumeric).count() < 4 {
            return;
        }
        self.plates(view, all);
        self.qq(view, all);
        for found in self.wechat.captures_iter(&view.text) {
            let id = &found[3];
            let marked = found.get(2).is_some_and(|mark| mark.as_str() != " ")
                || id.contains(|c: char| c.is_ascii_digit() || c == '_');
            let phone = id.len() == 11 && id.starts_with('1');
            if marked && !phone && !(id.starts_with(|c: char| c.is_ascii_digit()) && &found[1] == "加我") {
                all.extend(found.get(3).map(|id| (Kind::WeChat, view.to_chars(&id.range()))));
            }
        }
        for found in self.drawing.captures_iter(&view.text).chain(self.bare_drawing.captures_iter(&view.text)) {
            let Some(number) = found.get(1) else { continue };
            let text = number.as_str().trim_end_matches(['.', '-', '/', '_', '—']);
            if text.contains(|c: char| c.is_ascii_digit()) {
                all.push((Kind::Drawing, view.to_chars(&(number.start()..number.start() + text.len()))));
            }
        }
    }

    fn plates(&self, view: &View, all: &mut Vec<Candidate>) {
        for found in self.plate.find_iter(&view.text) {
            let chars = view.to_chars(&found.range());
            let text = found.as_str();
            let numeric = text.bytes().filter(u8::is_ascii_digit).count() >= 3;
            // 新C45N12 is a new model, not a plate of Xinjiang.
            let model = text.starts_with('新') && !text.contains('·') && !view.before(chars.start, 10).contains('车');
            if numeric && !model && !alnum_at(&view.digits, chars.end) {
                all.push((Kind::Plate, chars));
            }
        }
    }

    fn qq(&self, view: &View, all: &mut Vec<Candidate>) {
        for label in self.qq.find_iter(&view.text) {
            let start = view.to_chars(&label.range()).end;
            let number = self.qq_number.find(&view.digits[start..]);
            if let Some(number) = number.filter(|number| !digit_at(&view.digits, start + number.end())) {
                all.push((Kind::Qq, start..start + number.end()));
            }
        }
    }
}
