//! Two folded views of a raw text, character by character, with the way back to its bytes.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// What stands for a masked piece or a placeholder in both views: no rule may look into one.
const HOLE: char = '\u{fffc}';

/// The text as the rules read it.
///
/// `text` is half-width, lower-case and partly simplified. `digits` has exactly one ASCII byte for each character of
/// `text`: Chinese digits read as digits, dashes of all sorts as `-`, everything else as 0x01; so a byte of `digits`
/// *is* a character index.
pub(in crate::redaction) struct View {
    pub(in crate::redaction) text: String,
    /// As `text`, byte for byte, with capital letters kept.
    pub(in crate::redaction) cased: String,
    pub(in crate::redaction) digits: String,
    /// Byte in `text` of each character, and its end.
    bytes: Vec<usize>,
    /// Character index of each byte of `text`, and of its end.
    chars: Vec<usize>,
    /// Where each character comes from in the raw text.
    raw: Vec<Range<usize>>,
}

impl View {
    /// Folds `raw`; each of the `holes` (raw bytes, sorted, disjoint) becomes one opaque character.
    pub(in crate::redaction) fn new(raw: &str, holes: &[Range<usize>]) -> Self {
        let mut view = Self {
            text: String::with_capacity(raw.len()),
            cased: String::with_capacity(raw.len()),
            digits: String::new(),
            bytes: Vec::with_capacity(raw.len()),
            chars: Vec::with_capacity(raw.len()),
            raw: Vec::with_capacity(raw.len()),
        };
        let mut holes = holes.iter().peekable();
        for (at, c) in raw.char_indices() {
            while holes.next_if(|hole| hole.end <= at).is_some() {}
            match holes.peek() {
                Some(hole) if hole.start == at => view.push(HOLE, (*hole).clone()),
                Some(hole) if hole.contains(&at) => {}
                _ => view.fold(c, at..at + c.len_utf8()),
            }
        }
        view.bytes.push(view.text.len());
        view.chars.push(view.raw.len());
        view.digits = digit_view(&view.text);
        view
    }

    fn fold(&mut self, c: char, raw: Range<usize>) {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0f}' | '\u{20e3}' => {}
            ' '..='~' => self.push(c, raw),
            '\u{4e00}'..='\u{9fff}' => self.push(simplified(c), raw),
            // List marks such as ① would glue themselves to the number that follows.
            '\u{2460}'..='\u{24ff}' | HOLE => self.push('\u{1}', raw),
            _ => {
                for folded in std::iter::once(c).nfkc() {
                    self.push(folded, raw.clone());
                }
            }
        }
    }

    fn push(&mut self, c: char, raw: Range<usize>) {
        self.bytes.push(self.text.len());
        self.chars.extend(std::iter::repeat_n(self.raw.len(), c.len_utf8()));
        self.text.push(c.to_ascii_lowercase());
        self.cased.push(c);
        self.raw.push(raw);
    }

    /// Bytes of `text` as characters.
    pub(in crate::redaction) fn to_chars(&self, bytes: &Range<usize>) -> Range<usize> {
        self.chars[bytes.start]..self.chars[bytes.end]
    }

    /// Bytes of the raw text behind some characters (at least one).
    pub(in crate::redaction) fn to_raw(&self, chars: &Range<usize>) -> Range<usize> {
        self.raw[chars.start].start..self.raw[chars.end - 1].end
    }

    /// Up to `count` characters before a character.
    pub(in crate::redaction) fn before(&self, at: usize, count: usize) -> &str {
        &self.text[self.bytes[at.saturating_sub(count)]..self.bytes[at]]
    }

    /// The text from a character on.
    pub(in crate::redaction) fn after(&self, at: usize) -> &str {
        &self.text[self.bytes[at]..]
    }
}

/// Traditional forms of the characters that the rules hang on: surnames, titles and labels.
#[rustfmt::skip]
fn simplified(c: char) -> char {
    match c {
        '陳' => '陈', '張' => '张', '劉' => '刘', '吳' => '吴', '趙' => '赵', '鄭' => '郑',
        '楊' => '杨', '葉' => '叶', '蔣' => '蒋', '謝' => '谢', '韓' => '韩', '馮' => '冯',
        '鄧' => '邓', '許' => '许', '蘇' => '苏', '盧' => '卢', '陸' => '陆', '鄒' => '邹',
        '賴' => '赖', '龐' => '庞', '顏' => '颜', '嚴' => '严', '魯' => '鲁', '倫' => '伦',
        '孫' => '孙', '馬' => '马', '黃' => '黄', '項' => '项', '溫' => '温', '錢' => '钱',
        '羅' => '罗', '湯' => '汤', '範' => '范', '龍' => '龙', '萬' => '万', '單' => '单',
        '總' => '总', '師' => '师', '經' => '经', '廠' => '厂', '長' => '长', '業' => '业',
        '閥' => '阀', '門' => '门', '電' => '电', '氣' => '气', '團' => '团', '號' => '号',
        '圖' => '图', '紙' => '纸', '鎮' => '镇', '鄉' => '乡', '區' => '区', '東' => '东',
        '車' => '车', '樓' => '楼', '戶' => '户', '給' => '给', '務' => '务', '賬' => '账',
        '銀' => '银', '證' => '证', '碼' => '码', '話' => '话', '線' => '线', '機' => '机',
        '聯' => '联', '繫' => '系', '說' => '说', '講' => '讲', '來' => '来', '問' => '问',
        '讓' => '让', '請' => '请', '裝' => '装', '貨' => '货', '責' => '责',
        _ => c,
    }
}

fn digit_view(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| digit(*c).is_some());
    let near = |at: usize| {
        let (left, right) = (at.checked_sub(1), Some(at + 1));
        let spaced = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| matches!(c, ' ' | '-'));
        let chinese =
            |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| !c.is_ascii() && digit(*c).is_some());
        chinese(left)
            || chinese(right)
            || (is_digit(left) && is_digit(right))
            || (spaced(left) && chinese(at.checked_sub(2)))
            || (spaced(right) && chinese(Some(at + 2)))
    };
    let mut view = String::with_capacity(chars.len());
    for (at, c) in chars.iter().enumerate() {
        view.push(match (c, digit(*c)) {
            (c, _) if c.is_ascii() => *c,
            ('幺' | '零' | '〇' | '○', Some(digit)) => digit,
            // A lone 一 or 八 is a word, not a digit.
            (_, Some(digit)) if near(at) => digit,
            ('·' | '•' | '・' | '‧' | '—' | '–' | '‐' | '‑' | '−', _) => '-',
            _ => '\u{1}',
        });
    }
    view
}

fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        '零' | '〇' | '○' | '洞' => '0',
        '一' | '幺' | '壹' => '1',
        '二' | '贰' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' | '拐' => '7',
        '八' | '捌' => '8',
        '九' | '玖' | '勾' => '9',
        _ => return None,
    })
}
