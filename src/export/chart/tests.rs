//! Tests charts: well-formed, complete for those who do not see them, and inside their frame whatever the figures are.

use proptest::prelude::*;
use regex::Regex;

use super::figures::{Scale, written};
use super::*;

const CAPTION: Caption<'_> =
    Caption { title: "各行业结论", unit: "件", empty: "还没有数据", locale_tag: "zh-CN" };

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn series(name: &str, values: &[f64]) -> Series {
    Series { name: name.to_owned(), values: values.iter().copied().map(Some).collect() }
}

/// Checks what holds for every chart.
fn check(svg: &str) {
    let start = "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" viewBox=\"0 0 720 ";
    assert!(svg.starts_with(start) && svg.ends_with("</svg>\n"), "{svg}");
    let head = svg.split_once("</desc>").unwrap().0;
    assert!(head.contains("<title>") && head.contains("<desc>"), "{svg}");
    for never in ["style=", "#C0DE", "#c0de", "font-family=\"sans-serif\"", "NaN", "inf", " width=\"720\""] {
        assert!(!svg.contains(never), "{never} in {svg}");
    }
    let height: i32 = svg[start.len()..].split('"').next().unwrap().parse().unwrap();
    let place = Regex::new(r#" (x|y|x1|y1|x2|y2|cx|cy)="(-?\d+)""#).unwrap();
    for found in place.captures_iter(svg) {
        let value: i32 = found[2].parse().unwrap();
        let most = if found[1].contains('x') { 720 } else { height };
        assert!((0..=most).contains(&value), "{} in {svg}", &found[0]);
    }
    for size in Regex::new(r#" (?:width|height)="(-?\d+)""#).unwrap().captures_iter(svg) {
        assert!(size[1].parse::<i32>().unwrap() >= 0, "{svg}");
    }
    // Every word ends inside the frame, as far as its width can be told.
    let word = Regex::new("<text x=\"(\\d+)\"[^>]*text-anchor=\"(\\w+)\"[^>]*>\n([^<]*)\n").unwrap();
    for found in word.captures_iter(svg) {
        let (x, width): (i32, i32) = (found[1].parse().unwrap(), canvas::measured(&found[3]));
        let (left, right) = match &found[2] {
            "start" => (x, x + width),
            "middle" => (x - width / 2, x + width / 2),
            _ => (x - width, x),
        };
        assert!(found[3].contains('&') || (left >= 0 && right <= 720), "{} in {svg}", &found[3]);
    }
}

#[test]
fn bars_name_every_figure_for_those_who_do_not_see_them() {
    let labels = strings(&["制鞋", "注塑", "一个很长很长的行业名称：汽车零部件及配件制造（含模具）"]);
    let svg = bars(&CAPTION, &labels, &[12.0, 0.0, 3.5]).unwrap();
    check(&svg);
    assert!(svg.contains("<title>各行业结论</title>"));
    assert!(
        svg.contains("制鞋 12件，注塑 0件，一个很长很长的行业名称：汽车零部件及配件制造（含模具） 3.5件。</desc>"),
        "{svg}"
    );
    assert_eq!(svg.matches("<rect ").count(), 2, "nought has no bar");
    assert!(svg.contains("class=\"chart-s1\" color=\"#0b7a72\" fill=\"currentColor\""), "{svg}");
    let english = Caption { title: "Hours", unit: "h", empty: "No data", locale_tag: "en" };
    let svg = bars(&english, &strings(&["Shoes", "Moulds"]), &[12_000.0, -1.0]).unwrap();
    check(&svg);
    assert!(svg.contains("<desc>Shoes 12,000 h, Moulds −1 h.</desc>"), "{svg}");
}

#[test]
fn stacked_bars_have_a_legend_and_sums() {
    let parts = [series("可直接做", &[3.0, 1.0]), series("先小范围试", &[2.0, -4.0]), series("不合适", &[40.0])];
    let svg = stacked(&CAPTION, &strings(&["制鞋", "注塑"]), &parts).unwrap();
    check(&svg);
    for words in ["可直接做：制鞋 3件，注塑 1件。", "先小范围试：制鞋 2件。", "不合适：制鞋 40件。"]
    {
        assert!(svg.contains(words), "{words} is not in {svg}");
    }
    assert!(svg.contains("\n45件\n") && svg.contains("\n1件\n"), "the sums: {svg}");
    assert!(svg.contains("class=\"chart-on\""), "the large part has its figure inside");
}

#[test]
fn lines_break_where_nothing_is_known() {
    let values = vec![Some(1.0), Some(2.0), None, Some(4.0), None, Some(3.0), Some(1.0)];
    let labels: Vec<String> = (1..=7).map(|month| format!("2026-{month:02}")).collect();
    let svg = lines(&CAPTION, &labels, &[Series { name: "一致性".to_owned(), values }]).unwrap();
    check(&svg);
    let drawn = Regex::new("<polyline [^>]*chart-s1[^>]*stroke-width=\"2\"").unwrap();
    assert_eq!(drawn.find_iter(&svg).count(), 3, "two runs and the legend: {svg}");
    assert_eq!(svg.matches("<circle ").count(), 6, "five figures and the legend: {svg}");
    assert!(svg.contains("2026-02 2件，2026-04 4件"), "what is unknown is not said");
}

#[test]
fn labels_that_have_no_room_are_left_out_evenly() {
    let labels: Vec<String> = (1..=60).map(|week| format!("2026年第{week}周")).collect();
    let values: Vec<f64> = (1..=60).map(f64::from).collect();
    let svg = lines(&CAPTION, &labels, &[series("签发", &values)]).unwrap();
    check(&svg);
    let shown = svg.matches("周\n").count();
    assert!((3..=8).contains(&shown), "{shown} labels");
    assert!(svg.contains("\n2026年第1周\n"));
    check(&lines(&CAPTION, &strings(&["二月"]), &[series("签发", &[2.0])]).unwrap());
    let long = strings(&["一个很长的月份名称，长得在哪张图里都放不下，只好分成几行来写，一行也不能少"; 3]);
    let svg = lines(&CAPTION, &long, &[series("签发", &[2.0, 1.0, 3.0])]).unwrap();
    check(&svg);
    assert!(svg.contains("\n一个很长的月份名称，"), "{svg}");
}

#[test]
fn without_figures_a_chart_says_so() {
    let unknown = [Series { name: "甲".to_owned(), values: vec![None, Some(f64::NAN)] }];
    let labels = strings(&["一", "二"]);
    for svg in [
        bars(&CAPTION, &[], &[]),
        bars(&CAPTION, &labels, &[f64::INFINITY]),
        stacked(&CAPTION, &labels, &[]),
        stacked(&CAPTION, &labels, &unknown),
        lines(&CAPTION, &labels, &unknown),
    ] {
        let svg = svg.unwrap();
        check(&svg);
        assert!(svg.contains("<desc>还没有数据</desc>") && svg.contains("\n还没有数据\n"), "{svg}");
    }
}

#[test]
fn words_cannot_become_tags() {
    let bad = "<script>\"&'\u{0}\u{b}";
    let caption = Caption { title: bad, unit: bad, empty: bad, locale_tag: "zh" };
    let one = Series { name: bad.to_owned(), values: vec![Some(1.0)] };
    for svg in [
        bars(&caption, &[bad.to_owned()], &[1.0]),
        stacked(&caption, &[bad.to_owned()], &[one.clone(), one.clone()]),
        lines(&caption, &[bad.to_owned()], &[one]),
        bars(&caption, &[], &[]),
    ] {
        let svg = svg.unwrap();
        assert!(!svg.contains("<script") && !svg.contains(['\u{0}', '\u{b}']), "{svg}");
        assert!(svg.contains("&lt;script&gt;"), "{svg}");
    }
}

#[test]
fn scales_are_round_and_counts_are_whole() {
    let ticks = |values: &[f64]| Scale::of(values).ticks;
    assert_eq!(ticks(&[1.0, 3.0]), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!(ticks(&[7.0, 23.0]), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
    assert_eq!(ticks(&[0.0]), [0.0, 1.0]);
    assert_eq!(ticks(&[-0.4, 0.9]), [-0.5, 0.0, 0.5, 1.0]);
    assert_eq!(ticks(&[]), [0.0, 1.0]);
    for (value, text) in [
        (0.0, "0"),
        (-0.001, "0"),
        (0.5, "0.5"),
        (1234.0, "1234"),
        (120_000.0, "120,000"),
        (9999.999, "10,000"),
        (-12_345.678, "−12,346"),
    ] {
        assert_eq!(written(value), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_figures_nothing_leaves_the_frame(
        values in prop::collection::vec(prop::collection::vec(prop::option::of(any::<f64>()), 0..9), 0..11),
        labels in prop::collection::vec("[a-zA-Z 一-龥，<&]{0,40}", 0..9),
        title in "[a-z一-龥 ]{0,120}",
        unit in "[a-z一-龥]{0,30}",
        scale in prop::sample::select(vec![1e-9, 1.0, 1e9]),
    ) {
        let caption = Caption { title: &title, unit: &unit, ..CAPTION };
        let all: Vec<Series> = values.iter().enumerate().map(|(number, values)| {
            let values = values.iter().map(|value| value.map(|value| value % 100.0 * scale)).collect();
            Series { name: format!("系列{number}"), values }
        }).collect();
        check(&stacked(&caption, &labels, &all).unwrap());
        check(&lines(&caption, &labels, &all).unwrap());
        let plain: Vec<f64> = all.iter().flat_map(|one| &one.values).map(|value| value.unwrap_or(f64::NAN)).collect();
        check(&bars(&caption, &labels, &plain).unwrap());
    }
}
