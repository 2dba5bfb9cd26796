//! Amounts in the ways of speaking of factory owners.

use super::{Period, amount_in, amounts_in};

#[test]
fn reads_figures_with_their_units() {
    let mut wrong = vec![];
    let mut check = |text: &str, low: f64, high: f64, unit: &str, per: Option<Period>| {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let right = |a: &super::Amount| near(a.low, low) && near(a.high, high) && a.unit == unit && a.per == per;
        let found = amount_in(text);
        if !found.as_ref().is_some_and(right) {
            wrong.push(format!("{text}: {found:?}"));
        }
    };
    let (day, month, year) = (Some(Period::Day), Some(Period::Month), Some(Period::Year));
    check("四百来件", 400.0, 400.0, "件", None);
    check("两三万一个月", 20_000.0, 30_000.0, "", month);
    check("两三万块钱一个月", 20_000.0, 30_000.0, "元", month);
    check("一天十五六万条", 150_000.0, 160_000.0, "条", day);
    check("八九个", 8.0, 9.0, "个", None);
    check("三五千", 3_000.0, 5_000.0, "", None);
    check("一万三", 13_000.0, 13_000.0, "", None);
    check("两千五", 2_500.0, 2_500.0, "", None);
    check("万把块", 10_000.0, 10_000.0, "元", None);
    check("千把双", 1_000.0, 1_000.0, "双", None);
    check("百十来个", 110.0, 110.0, "个", None);
    check("百来件", 100.0, 100.0, "件", None);
    check("半吨", 0.5, 0.5, "吨", None);
    check("一吨半", 1.5, 1.5, "吨", None);
    check("一两个人", 1.0, 2.0, "人", None);
    check("小一百双", 100.0, 100.0, "双", None);
    check("20w", 200_000.0, 200_000.0, "", None);
    check("3k一个月", 3_000.0, 3_000.0, "", month);
    check("1.5万", 15_000.0, 15_000.0, "", None);
    check("3-5万", 30_000.0, 50_000.0, "", None);
    check("3~5 万元", 30_000.0, 50_000.0, "元", None);
    check("三到五万", 30_000.0, 50_000.0, "", None);
    check("十来万", 100_000.0, 100_000.0, "", None);
    check("20多万", 200_000.0, 300_000.0, "", None);
    check("三千多双", 3_000.0, 4_000.0, "双", None);
    check("十几个人", 11.0, 19.0, "人", None);
    check("一年赔个十几二十万", 110_000.0, 200_000.0, "", year);
    check("去年赔了三十万", 300_000.0, 300_000.0, "", year);
    check("八百番钿", 800.0, 800.0, "元", None);
    check("￥3000", 3_000.0, 3_000.0, "元", None);
    check("公差两丝", 0.02, 0.02, "mm", None);
    check("误差不能过三道", 0.03, 0.03, "mm", None);
    check("精度5条以内", 0.05, 0.05, "mm", None);
    check("正负0.02毫米", 0.02, 0.02, "mm", None);
    check("三道工序", 3.0, 3.0, "道", None);
    check("400 pcs a day", 400.0, 400.0, "件", day);
    check("2 shifts", 2.0, 2.0, "班", None);
    check("12,000件", 12_000.0, 12_000.0, "件", None);
    check("月产八千套", 8_000.0, 8_000.0, "套", month);
    check("每班六百只", 600.0, 600.0, "只", Some(Period::Shift));
    check("一次赔两万", 20_000.0, 20_000.0, "", Some(Period::Time));
    check("一个月，大概两三万", 20_000.0, 30_000.0, "", month);
    check("5万/年", 50_000.0, 50_000.0, "", year);
    check("试二十一天", 21.0, 21.0, "天", None);
    check("一年半", 1.5, 1.5, "年", None);
    check("千儿八百块", 800.0, 1_000.0, "元", None);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_vague_or_a_word_is_no_amount() {
    for text in [
        "几百件",
        "好几万",
        "上百个",
        "数十万",
        "产量翻倍",
        "统一标准",
        "万一坏了",
        "千万别",
        "半自动",
        "百分之五",
        "降三成",
        "GB/T 42980-2023",
        "2025年",
        "第三道",
        "五金厂",
        "一个月",
        "六折",
    ] {
        assert!(amounts_in(text).is_empty(), "{text}: {:?}", amounts_in(text));
    }
}

#[test]
fn each_figure_has_its_own_period() {
    let found = amounts_in("一个月退货两三次，一次赔两万");
    assert_eq!(found.iter().map(|a| a.per).collect::<Vec<_>>(), [Some(Period::Month), Some(Period::Time)]);
    assert_eq!((found[0].low, found[0].high, found[1].low), (2.0, 3.0, 20_000.0));
    let found = amounts_in("六个人两班倒，一天一万三千双");
    assert_eq!(found.iter().map(|a| a.unit.as_str()).collect::<Vec<_>>(), ["人", "班", "双"]);
    assert!(amount_in("四百来件").unwrap().about && amount_in("预算十万以内").unwrap().about);
    assert!(!amount_in("四百件").unwrap().about);
}
