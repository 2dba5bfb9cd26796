//! Telephone, identity, card and credit numbers, read on the digit view, whatever separates their digits.
//!
//! A long number with no card word near it is taken for a bank card only when it looks like one (starts with 62, or
//! passes the Luhn check and starts as cards do, or is written in fours): part, batch and serial numbers are as long.

use std::ops::Range;

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::{alnum_at, bare, compiled, digit_at, groups, luhn, scan, stands_alone};
use crate::redaction::view::View;

/// The rules for numbers.
pub(in crate::redaction) struct Numbers {
    mobile: Regex,
    told: Regex,
    lettered: Regex,
    short: Regex,
    extension: Regex,
    landline: Regex,
    service: Regex,
    foreign: Regex,
    local: Regex,
    id: Regex,
    old_id: Regex,
    card: Regex,
    credit: Regex,
    labelled_credit: Regex,
    phone_word: Regex,
    phone_label: Regex,
    phone_after: Regex,
    id_word: Regex,
    card_word: Regex,
    part_word: Regex,
    credit_word: Regex,
}

impl Numbers {
    pub(in crate::redaction) fn new() -> Self {
        Self {
            mobile: compiled(r"(?-u)(?:\(?(?:\+|00)?86\)?[ \-._]{0,2})?1[ \-._]{0,3}[3-9](?:[ \-._/,]{0,3}[0-9]){9}"),
            // 138 然后 6772 然后 5510
            told: compiled(
                r"1[3-9][0-9](?:[ ,、.。…]|然后|中间|后面|前面|接着|再来|最后|空格|空一格|杠|减|横|尾号|后四位|中间四位|再|是|就|打){1,5}[0-9]{4}(?:[ ,、.。…]|然后|中间|后面|接着|再来|最后|空格|空一格|杠|减|横|尾号|后四位|再|是|就|打){1,5}[0-9]{4}(?-u:\b)",
            ),
            // 13O577l2345: letters for figures.
            lettered: compiled(r"(?-u)\b[1li|][3-9o][0-9oli]{9}\b"),
            short: compiled(r"(?:短号|集团号|虚拟网|v网|小灵通|分机)(?:号码?)?[是: ]{0,2}([0-9]{3,8})(?-u:\b)"),
            extension: compiled("^ ?(?:转|分机号?|ext\\.?)[: ]?[0-9]{1,6}"),
            landline: compiled(
                r"(?-u)(?:\+?86[ \-]{0,2})?\(?0[0-9]{2,3}\)?[ \-._]{0,3}[2-8](?:[ \-._]{0,2}[0-9]){6,7}(?:-[0-9]{1,5})?",
            ),
            service: compiled(r"(?-u)[48]00[ \-]{0,2}[0-9](?:[ \-]?[0-9]){6}"),
            foreign: compiled(r"(?-u)\+[1-9][0-9]{0,2}(?:[ \-.()]{0,2}[0-9]){6,12}"),
            local: compiled(r"(?-u)[2-8](?:[ \-]?[0-9]){6,7}"),
            id: compiled(r"(?-u)[1-9](?:[ \-._]{0,2}[0-9]){16}[ \-._]{0,2}[0-9x]"),
            old_id: compiled(r"(?-u)[1-8](?:[ \-]?[0-9]){14}"),
            card: compiled(r"(?-u)[0-9](?:[ \-]{0,2}[0-9]){11,20}"),
            credit: compiled(r"(?-u)[159y][ \-]?[1239](?:[ \-]?[0-9]){6}(?:[ \-]?[0-9a-z]){10}"),
            labelled_credit: compiled(r"(?-u)[0-9a-z](?:[ \-]?[0-9a-z]){14,19}"),
            phone_word: compiled(
                r"电话|手机|号码|联系|打|拨|呼|加我|微信|tel|call|phone|mobile|whatsapp|vx|wx|热线|客服",
            ),
            phone_label: compiled(r"(?:座机|固话|电话|传真|手机|号码|热线|tel|fax|phone)[^0-9,，。;；]{0,3}$"),
            phone_after: compiled(
                "^ ?(?:[,，]? ?(?:这个|这是|是)(?:我们|厂里|办公室)?(?:的)?)?(?:座机|固话|电话|传真)",
            ),
            id_word: compiled(r"身份证|身份证号|证件|身份号"),
            card_word: compiled(
                r"卡号|银行卡|账号|账户|帐号|帐户|打款|汇款|转账|开户|[工农建中招交信]行|信用社|储蓄卡|card|对公|公户|户头|基本户|收款|打到|工资卡|定金|卡(?:号|是|:| )*$",
            ),
            part_word: compiled(r"料号|物料|批次|批号|订单|单号|流水|条码|序列|编码|编号|零件|sn|s/n"),
            credit_word: compiled(r"信用代码|税号|纳税人|识别号|执照|机构代码|(?:统一)?代码[:是为 ]*$"),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let short = self.short.captures_iter(&view.text).filter_map(|found| found.get(1));
        all.extend(short.map(|short| (Kind::Phone, view.to_chars(&short.range()))));
        // Most messages have no number long enough for anything here.
        if view.digits.bytes().filter(u8::is_ascii_digit).count() < 7 {
            return;
        }
        let hay = view.digits.as_str();
        let mut add = |kind, ranges: Vec<Range<usize>>| all.extend(ranges.into_iter().map(|range| (kind, range)));
        add(Kind::CreditCode, scan(&self.credit, hay, |at| is_credit(&view.digits, &at)));
        add(Kind::CreditCode, scan(&self.labelled_credit, hay, |at| self.is_labelled_credit(view, &at)));
        add(Kind::IdNumber, scan(&self.id, hay, |at| self.is_id(view, &at)));
        add(Kind::BankCard, scan(&self.card, hay, |at| self.is_card(view, &at)));
        add(Kind::Phone, scan(&self.mobile, hay, |at| self.is_mobile(view, &at)));
        let landlines = scan(&self.landline, hay, |at| is_landline(hay, &at)).into_iter();
        add(Kind::Phone, landlines.map(|at| self.with_extension(view, at)).collect());
        add(Kind::Phone, self.told.find_iter(&view.text).map(|told| view.to_chars(&told.range())).collect());
        let lettered = self.lettered.find_iter(&view.text);
        let lettered = lettered.filter(|found| found.as_str().bytes().filter(u8::is_ascii_digit).count() >= 7);
        add(Kind::Phone, lettered.map(|found| view.to_chars(&found.range())).collect());
        add(Kind::IdNumber, scan(&self.old_id, hay, |at| self.is_old_id(view, &at)));
        add(Kind::Phone, scan(&self.service, hay, |at| self.is_service(view, &at)));
        add(Kind::Phone, scan(&self.foreign, hay, |at| stands_alone(hay, &at)));
        add(
            Kind::Phone,
            scan(&self.local, hay, |at| {
                stands_alone(hay, &at)
                    && (self.phone_label.is_match(view.before(at.start, 8))
                        || self.phone_after.is_match(view.after(at.end)))
            }),
        );
    }

    fn is_mobile(&self, view: &View, at: &Range<usize>) -> bool {
        let hay = view.digits.as_str();
        if !stands_alone(hay, at) || counted(view.after(at.end)) {
            return false;
        }
        let named = self.phone_word.is_match(view.before(at.start, 12));
        if at.start > 0 && hay.as_bytes()[at.start - 1].is_ascii_lowercase() {
            return named;
        }
        let pieces = groups(&hay[at.clone()]);
        let body = match pieces.as_slice() {
            ["86" | "0086", body @ ..] => body,
            all => all,
        };
        let lengths: Vec<usize> = body.iter().map(|group| group.len()).collect();
        match lengths.as_slice() {
            // 185/195/65/205 is a row of sizes.
            [_, _, ..] if hay[at.clone()].contains(['/', ',']) => named || lengths == [3, 4, 4],
            [_] | [3, 4, 4] | [4, 3, 4] | [3, 3, 5] | [3, 8] | [7, 4] => true,
            all if all.len() > 4 => named || all.len() == 11,
            // "1500 2000 500" is a row of quantities: round pieces are no telephone.
            _ => named || body.iter().any(|group| group.len() > 1 && !group.ends_with(['0', '5'])),
        }
    }

    /// 0577-88963320转806
    fn with_extension(&self, view: &View, at: Range<usize>) -> Range<usize> {
        let more = self.extension.find(view.after(at.end)).map_or(0, |more| more.as_str().chars().count());
        at.start..at.end + more
    }

    fn is_service(&self, view: &View, at: &Range<usize>) -> bool {
        let text = &view.digits[at.clone()];
        stands_alone(&view.digits, at)
            && !alnum_before(&view.digits, at.start)
            && (self.phone_word.is_match(view.before(at.start, 8))
                || (text[3..].starts_with(['-', ' '])
                    && groups(text).iter().map(|group| group.len()).eq([3, 3, 4])
                    && !counted(view.after(at.end)))
                || (text[3..].starts_with('-') && !counted(view.after(at.end))))
    }

    fn is_id(&self, view: &View, at: &Range<usize>) -> bool {
        let hay = view.digits.as_str();
        let number = bare(&hay[at.clone()]);
        if !stands_alone(hay, at) || alnum_before(hay, at.start) || alnum_at(hay, at.end) {
            return false;
        }
        if self.id_word.is_match(view.before(at.start, 12)) {
            return true;
        }
        let shaped = born(&number[6..10], &number[10..12], &number[12..14]) && region(&number);
        let unlabelled = !self.part_word.is_match(view.before(at.start, 8)) && groups(&hay[at.clone()]).len() <= 6;
        unlabelled && (number.ends_with('x') || shaped)
    }

    fn is_old_id(&self, view: &View, at: &Range<usize>) -> bool {
        let hay = view.digits.as_str();
        let number = bare(&hay[at.clone()]);
        if !stands_alone(hay, at) || alnum_before(hay, at.start) {
            return false;
        }
        let shaped = born(&format!("19{}", &number[6..8]), &number[8..10], &number[10..12]) && region(&number);
        let unlabelled = !self.part_word.is_match(view.before(at.start, 8)) && groups(&hay[at.clone()]).len() == 1;
        self.id_word.is_match(view.before(at.start, 12)) || (unlabelled && shaped)
    }

    fn is_card(&self, view: &View, at: &Range<usize>) -> bool {
        let hay = view.digits.as_str();
        if !stands_alone(hay, at) || alnum_before(hay, at.start) || alnum_at(hay, at.end) {
            return false;
        }
        let before = view.before(at.start, 12);
        if self.card_word.is_match(before) {
            return true;
        }
        let number = bare(&hay[at.clone()]);
        let pieces = groups(&hay[at.clone()]);
        let fours = pieces.len() >= 4 && pieces.iter().rev().skip(1).all(|group| group.len() == 4);
        let long = (16..=19).contains(&number.len());
        let cardlike =
            number.starts_with("62") || fours || (number.starts_with(['3', '4', '5', '6', '9']) && luhn(&number));
        long && cardlike && (pieces.len() == 1 || fours) && !self.part_word.is_match(before)
    }

    fn is_labelled_credit(&self, view: &View, at: &Range<usize>) -> bool {
        let hay = view.digits.as_str();
        let alone = !alnum_before(hay, at.start) && !alnum_at(hay, at.end);
        let numeric = hay[at.clone()].bytes().filter(u8::is_ascii_digit).count() >= 6;
        alone && numeric && self.credit_word.is_match(view.before(at.start, 8))
    }
}

fn is_credit(hay: &str, at: &Range<usize>) -> bool {
    let number = bare(&hay[at.clone()]);
    let alone = !alnum_before(hay, at.start) && !alnum_at(hay, at.end);
    let office = number[2..4].parse::<u8>().is_ok_and(|region| (10..=66).contains(&region));
    // Only a business (9…) may be all digits: the others would be identity numbers or part numbers.
    alone && office && (number.starts_with('9') || number.bytes().any(|byte| byte.is_ascii_lowercase()))
}

fn is_landline(hay: &str, at: &Range<usize>) -> bool {
    stands_alone(hay, at) && !alnum_before(hay, at.start) && !hay[at.clone()].trim_start_matches(['(', '0']).is_empty()
}

/// A letter, or a digit, or a digit and a point: the range is the tail of something else.
fn alnum_before(hay: &str, start: usize) -> bool {
    let Some(last) = start.checked_sub(1) else { return false };
    alnum_at(hay, last) || (hay.as_bytes()[last] == b'.' && last > 0 && digit_at(hay, last - 1))
}

/// Whether a unit follows, so that the number is a quantity.
fn counted(after: &str) -> bool {
    after.trim_start().starts_with(['元', '件', '双', '只', '片', '块'])
}

fn born(year: &str, month: &str, day: &str) -> bool {
    let within =
        |text: &str, range: std::ops::RangeInclusive<u16>| text.parse().is_ok_and(|value| range.contains(&value));
    within(year, 1900..=2039) && within(month, 1..=12) && within(day, 1..=31)
}

fn region(number: &str) -> bool {
    number[..2].parse::<u8>().is_ok_and(|province| (11..=91).contains(&province))
}
