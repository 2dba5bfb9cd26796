//! Checks that every indicator has a unit of the table, and that one quantity has one unit.

use std::collections::BTreeMap;

use super::{Fault, Grounds, lines};
use crate::domain::{CheckRule, Specification};

/// What stands before the unit of an indicator.
const UNIT: &str = "单位：";

/// What is counted, timed, weighed and paid in factories; a compound such as 秒/件 is made of two of them.
const UNITS: [&str; 66] = [
    "%",
    "百分点",
    "秒",
    "分钟",
    "小时",
    "天",
    "周",
    "月",
    "季",
    "年",
    "班",
    "人",
    "人次",
    "人时",
    "元",
    "万元",
    "次",
    "件",
    "双",
    "只",
    "个",
    "台",
    "套",
    "副",
    "米",
    "吨",
    "条",
    "箱",
    "支",
    "把",
    "张",
    "单",
    "票",
    "份",
    "批",
    "片",
    "根",
    "瓶",
    "盒",
    "包",
    "卷",
    "缸",
    "炉",
    "款",
    "种",
    "处",
    "页",
    "句",
    "版",
    "方案",
    "机位",
    "班组",
    "料",
    "客户",
    "周期",
    "周计划",
    "工序",
    "mm",
    "μm",
    "kg",
    "g",
    "kWh",
    "立方米",
    "℃",
    "ΔE",
    "分",
];
/// Units in words: the measured quantity decides.
const BY_QUANTITY: [&str; 2] = ["与被测量相同", "性能量的单位"];

pub(super) fn check(draft: &Specification, _grounds: &Grounds<'_>) -> Vec<Fault> {
    let mut units: BTreeMap<&str, &str> = BTreeMap::new();
    let mut faults = vec![];
    let indicators = lines(draft).filter(|(section, _, item)| *section == 5 && item.label.contains('·'));
    for (section, place, item) in indicators {
        let fault = |message: String| Fault { section, item: Some(place), rule: CheckRule::Units, message };
        let Some(unit) = unit_of(&item.text).filter(|unit| is_unit(unit)) else {
            faults.push(fault(format!("「{}」没有写明单位", item.label)));
            continue;
        };
        if units.insert(&item.label, unit).is_some_and(|before| before != unit) {
            faults.push(fault(format!("「{}」用了两种单位", item.label)));
        }
    }
    faults
}

/// The unit that an indicator states.
fn unit_of(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(UNIT)?;
    Some(rest.split(['；', '，', '。']).next().unwrap_or(rest).trim()).filter(|unit| !unit.is_empty())
}

/// Whether each part of a unit stands in the table.
fn is_unit(unit: &str) -> bool {
    let parts = unit.split(['/', '（', '）', '·', ' ', '或', '和']).filter(|part| !part.is_empty());
    BY_QUANTITY.iter().any(|words| unit.starts_with(words)) || parts.clone().all(|part| UNITS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_table() {
        for unit in ["%", "秒/件", "元/月", "次/（台·周）", "kWh/吨 或 立方米/吨", "分钟或工序", "与被测量相同"]
        {
            assert!(is_unit(unit), "{unit}");
        }
        for unit in ["好", "秒/朵", "待确认"] {
            assert!(!is_unit(unit), "{unit}");
        }
        assert_eq!(unit_of("目标值：待确认；单位：秒/件；条件：量产"), Some("秒/件"));
        assert_eq!(unit_of("目标值：待确认"), None);
    }
}
