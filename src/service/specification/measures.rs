//! Sections 5, 6 and 11: how good is good enough, how good it is today, and how that is proved.

use super::facts;
use super::lines::{line, list, owner, playbook, rubric, value};
use super::need::Need;
use crate::domain::{Indicator, Item, Layer, Origin, TO_CONFIRM, says};

/// Facts of today that an indicator starts from: a word of its name and the fact.
const TODAY: [(&str, &str); 6] = [
    ("退货", "returns"),
    ("用工", "people"),
    ("节拍", "cycle_time"),
    ("损失", "loss"),
    ("响应时间", "quote_time"),
    ("误期", "late_count"),
];

/// Section 5: a line for each indicator, and for each kind of defect where bad pieces are told from good ones.
pub(super) fn indicators(need: &Need<'_>) -> Vec<Item> {
    let book = need.book.map(|book| book.indicators.as_slice()).unwrap_or_default();
    let mut items: Vec<Item> = book.iter().flat_map(|indicator| indicator_lines(need, indicator)).collect();
    if ["准确率", "正确率", "识别率"].iter().any(|word| need.input.dossier.words().contains(word)) {
        items.push(rubric("总的对错比例", "不单独用来验收：坏件少时全判好也很高，一律看上面分开的漏检率和误判率"));
    }
    items.extend(facts::known(need, 5));
    items.extend(facts::gaps(need, 5));
    items
}

fn indicator_lines(need: &Need<'_>, indicator: &Indicator) -> Vec<Item> {
    let rate = ["漏检率", "误判率"].into_iter().find(|rate| indicator.name.contains(rate));
    let layer = layer(indicator.layer, need.ordinary);
    let Some(rate) = rate.filter(|_| need.inspects() && indicator.layer == Layer::Model) else {
        let text = testable(need, indicator, &indicator.definition);
        return vec![playbook(&format!("{layer}·{}", indicator.name), &text)];
    };
    let of_class = |class: &String| {
        let counted = if rate == "漏检率" {
            format!("放过去的「{class}」件数 ÷ 全部「{class}」件数")
        } else {
            format!("错判成「{class}」的好件数 ÷ 全部好件数")
        };
        playbook(&format!("{layer}·{rate}（{class}）"), &testable(need, indicator, &counted))
    };
    need.defects.iter().map(of_class).collect()
}

/// Everything that makes an indicator testable but the figure.
fn testable(need: &Need<'_>, indicator: &Indicator, definition: &str) -> String {
    let today = TODAY.iter().find(|(word, _)| indicator.name.contains(word));
    let today = today.and_then(|(_, key)| value(need.input.dossier.fact(key)?));
    let today = today.map(|value| format!("；现状：{value}（老板说，待核）")).unwrap_or_default();
    format!(
        "{definition}；目标值：{TO_CONFIRM}；单位：{}{today}；条件：{}；样本：{}",
        indicator.unit.split('，').next().unwrap_or_default(),
        indicator.conditions,
        indicator.samples
    )
}

fn layer(layer: Layer, ordinary: bool) -> &'static str {
    match layer {
        Layer::Business => "业务",
        Layer::Model if ordinary => "判定",
        Layer::Model => "模型",
        Layer::Engineering => "工程",
    }
}

/// Section 6.
pub(super) fn baseline(need: &Need<'_>) -> Vec<Item> {
    let mut items = vec![today(need)];
    let current = items.first().map(|item| item.text.clone()).unwrap_or_default();
    items.extend(facts::known(need, 6).into_iter().filter(|item| !current.starts_with(&item.text)));
    items.extend(facts::gaps(need, 6));
    items.push(line("要好过现在多少才算成", &format!("{TO_CONFIRM}，测完基线由双方定"), Origin::ToConfirm));
    items.extend(ruled_out(need));
    items
}

/// Today's way, to be measured on the same samples.
fn today(need: &Need<'_>) -> Item {
    let measured = if need.inspects() {
        format!("{}的漏检率、误判率和每件用时", need.classes())
    } else {
        "「指标」里的各项".to_owned()
    };
    let (object, samples) = (need.object(), need.samples());
    let test = format!("{object}的同一批封存{samples}先按现在的做法过一遍，记下{measured}，数值{TO_CONFIRM}");
    let dossier = need.input.dossier;
    let way = owner("现在的做法", dossier.fact("current_way"));
    // How many people do it says how it is done only in the owner's own words.
    let by_people = || {
        let quote = dossier.fact("people")?.quote.clone()?;
        Some(line("现在的做法", &quote, Origin::Owner { quote: quote.clone() }))
    };
    match way.or_else(by_people) {
        Some(item) => Item { text: format!("{}；{test}", item.text), ..item },
        None => rubric("现在的做法", &test),
    }
}

/// How many ordinary ways are named that must be ruled out first.
const NAMED: usize = 2;

/// Ordinary ways that the owner's words come near to.
fn ruled_out(need: &Need<'_>) -> Vec<Item> {
    let said = need.input.dossier.words();
    let ways = need.task.filter(|_| !need.ordinary).map(|task| task.conventional.as_slice()).unwrap_or_default();
    let near = ways
        .iter()
        .filter(|way| way.signals.iter().flatten().any(|word| word.chars().count() > 1 && says(&said, word)));
    let near = near.take(NAMED).map(|way| format!("{}：{}", way.name, way.when));
    near.map(|text| playbook("先排除的常规办法", &text)).collect()
}

/// Section 11.
pub(super) fn acceptance(need: &Need<'_>) -> Vec<Item> {
    let mut items = facts::known(need, 11);
    let steps = need.book.map(|book| book.acceptance.as_slice()).unwrap_or_default();
    items.extend(steps.iter().map(|step| playbook(step_name(step), &woven(need, step))));
    let sealed = steps.iter().any(|step| step_name(step) == "封存样品");
    if !sealed {
        let classes = if need.inspects() { format!("，{}每类都有", need.classes()) } else { String::new() };
        let (object, samples) = (need.object(), need.samples());
        let text = format!("{object}的{samples}由需方挑选封存{classes}，好坏都有，供方事先没有见过；数量{TO_CONFIRM}");
        items.push(rubric("封存样品", &text));
    }
    if !steps.iter().any(|step| ["换一批", "换一个批次"].iter().any(|words| step.contains(words))) {
        items.push(rubric("换批再测", "换一个批次或时段再测一遍，两次都达标才算通过"));
    }
    items.push(rubric("判定人", &format!("由需方指定，{TO_CONFIRM}；有争议的双方共同复判，规则事先写好")));
    items.extend(facts::gaps(need, 11));
    if let Some(book) = need.book.filter(|book| !book.standards.is_empty()) {
        items.push(playbook("引用标准", &book.standards.join("、")));
    }
    items
}

/// What a step of acceptance is called.
fn step_name(step: &str) -> &'static str {
    let names = [
        (["封存", "准备合格件"], "封存样品"),
        (["换一个批次", "换一批"], "换批再测"),
        (["作为人工基线", "作为对照"], "现在的做法作对照"),
        (["连续", "跟班"], "连续试跑"),
        (["争议", "复判"], "争议"),
    ];
    names.iter().find(|(words, _)| words.iter().any(|word| step.contains(word))).map_or("步骤", |(_, name)| name)
}

/// The step with the owner's object where samples are chosen.
fn woven(need: &Need<'_>, step: &str) -> String {
    if step_name(step) != "封存样品" {
        return step.to_owned();
    }
    let classes = if need.inspects() { format!("（{}分开算）", need.classes()) } else { String::new() };
    let sealed = if step.contains("封存") { "" } else { "；由需方封存" };
    format!("{}{classes}：{step}{sealed}", need.object())
}

/// Lists what a playbook's data section asks for, with the samples of each kind of defect.
pub(super) fn samples(need: &Need<'_>) -> Vec<Item> {
    let mut items = vec![];
    if need.inspects() {
        let text = format!("{}每类的坏件、好件和容易错判的好件各留多少，{TO_CONFIRM}", need.classes());
        items.push(playbook("要留的样品", &text));
    }
    items.extend(need.book.map(|book| list("需要的数据", &book.data)).unwrap_or_default());
    items
}
