//! Street addresses: a road, a village or an industrial zone with what leads to one door.

use std::ops::Range;

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::view::View;

/// The rules for addresses.
pub(in crate::redaction) struct Addresses {
    road: Regex,
    village: Regex,
    zone: Regex,
    estate: Regex,
    english: Regex,
    street: Regex,
}

impl Addresses {
    pub(in crate::redaction) fn new() -> Self {
        const NUMBER: &str = "[0-9一二三四五六七八九十百零]{1,6}";
        let tail = format!(
            "(?:[ ,]?(?:[\\p{{Han}}]{{2,8}}(?:大厦|大楼|广场|小区|花园|花苑|公寓|厂房|新村|家园|苑|公馆|新城|锦园|华庭|府))?(?:{NUMBER}|[a-z])(?:号楼|号|幢|栋|楼|室|单元|层|区|座|f|仓|仓库|门|库))*(?:[0-9]{{3,4}}(?-u:\\b))?"
        );
        let area = "(?:[\\p{Han}0-9]{1,8}?(?:省|市|区|县|镇|乡|街道|村|园))*";
        Self {
            road: compiled(&format!(
                "({area}(?:[\\p{{Han}}]{{1,8}}?(?:[0-9]{{1,3}})?(?:路|街|大道|巷|弄)|[一二三四五六七八九十]道)) ?{NUMBER}(?:-[0-9]+)? ?(?:号楼|号|弄|幢|栋|#)(?:仓库?|门)?{tail}"
            )),
            village: compiled(&format!(
                "({area}[\\p{{Han}}]{{2,8}}?(?:镇|乡|街道)[\\p{{Han}}]{{1,4}}?(?:村|社区))(?:{NUMBER}(?:号|组))?{tail}"
            )),
            estate: compiled(&format!(
                "({area}[\\p{{Han}}0-9]{{0,10}}?(?:新村|小区|花园|花苑|公寓|大厦|大楼|家园|华庭|公馆|锦园|住宅区|商务楼|写字楼|广场|市场|商贸城|商城|鞋都|鞋城|工业城|轻纺城|孵化园|创业园|产业园)) ?(?:{NUMBER}|[a-z])(?:号楼|号|幢|栋|座|楼|单元|室){tail}"
            )),
            // A street without a number, after its district; a crossing.
            street: compiled(
                r"((?:\p{Han}{2,4}(?:省|市|区|县|镇|街道)){1,3}\p{Han}{2,6}(?:路|街|大道))|((?:\p{Han}{2,5}(?:路|街|大道))[和与跟]\p{Han}{2,5}(?:路|街|大道)(?:交叉口|路口|口))",
            ),
            english: compiled(
                r"(?:(?:rm|room|unit|suite|flat|floor|building|bldg|block|no)\.? ?[0-9a-z\-]{1,6},? ?){0,3}(?:no\.? ?)?(?-u:\b)[0-9]{1,5}[a-z]?,? (?:[a-z.'’]{2,20} ){1,4}(?:avenue|ave|road|rd|street|st|lane|boulevard|blvd|drive|way|strasse|straße)(?-u:\b)\.?(?:, ?[a-z0-9 .]{2,25}){0,4}|\p{Latin}{3,20}(?:str\.|strasse|straße|weg|platz|allee) ?[0-9]{1,4}[a-z]?(?:, ?[0-9]{4,6} \p{Latin}{3,20})?",
            ),
            zone: compiled(&format!(
                "({area}[\\p{{Han}}]{{0,12}}?(?:工业园区|工业区|工业园|产业园|小微园|开发区|园区|科技园|创业园))(?:[a-z东南西北]区)?{NUMBER}(?:号楼|号|幢|栋|#){tail}"
            )),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        // A rule can find nothing without its characters, and looking for them is cheap.
        let door = text.contains(['号', '弄', '幢', '栋', '#']);
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            let found = self.english.find_iter(text);
            all.extend(found.map(|found| (Kind::Address, view.to_chars(&found.range()))));
        }
        let gates = [
            (door && text.contains(['路', '街', '道', '巷', '弄']), &self.road),
            (text.contains(['村', '社']) && text.contains(['镇', '乡', '街']), &self.village),
            (door && text.contains(['园', '区']), &self.zone),
            (text.contains(['村', '区', '园', '苑', '寓', '厦', '楼', '庭', '馆', '场']), &self.estate),
        ];
        for (_, rule) in gates.into_iter().filter(|(open, _)| *open) {
            for found in rule.captures_iter(text) {
                let (Some(whole), Some(place)) = (found.get(0), found.get(1)) else {
                    continue;
                };
                let start = whole.start() + lead(place.as_str());
                if is_place(&text[start..place.end()], &text[whole.end()..]) {
                    all.push((Kind::Address, view.to_chars(&Range { start, end: whole.end() })));
                }
            }
        }
        // Behind the rules that know the door's number.
        if text.contains(['路', '街', '道']) {
            for found in self.street.captures_iter(text) {
                let Some(place) = found.get(1).or(found.get(2)) else { continue };
                let start = place.start() + lead(place.as_str());
                let name = &text[start..place.end()];
                let word = ["销路", "网路", "思路", "电路", "线路", "管路", "油路", "气路", "出路", "门路"];
                if !word.iter().any(|word| name.ends_with(word)) && is_place(name, &text[place.end()..]) {
                    all.push((Kind::Address, view.to_chars(&(start..place.end()))));
                }
            }
        }
    }
}

/// Bytes of the sentence that the match took along before the address.
fn lead(place: &str) -> usize {
    let cue =
        place.rfind(['在', '到', '寄', '址', '于', '往', '给', '是', '搬', '家', '们', '了']).map_or(0, |at| at + 3);
    let opening = if place.starts_with(['来', '去', '住', '送']) { 3 } else { 0 };
    let start = cue.max(opening);
    if place[start..].chars().count() >= 2 { start } else { 0 }
}

/// Lines, circuits and channels are numbered as houses are.
fn is_place(place: &str, after: &str) -> bool {
    const NOT_ROADS: &[&str] = &[
        "电路", "油路", "气路", "水路", "回路", "线路", "管路", "通路", "思路", "网路", "走路", "套路", "一路", "上路",
        "铁路",
    ];
    let numbered_machine = after.starts_with(['机', '线', '炉', '模', '工', '车', '阀', '板', '泵']);
    let phrase = ["上的", "里的", "的", "每个", "全"].iter().any(|word| place.contains(word));
    !numbered_machine
        && !phrase
        && place.chars().count() >= 2
        && !NOT_ROADS.iter().any(|word| place.ends_with(word) && place.chars().count() <= 4)
}
