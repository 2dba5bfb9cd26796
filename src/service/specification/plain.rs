//! What the owner reads: ten short lines without jargon, from the same facts.

use super::lines::value;
use super::need::Need;
use crate::domain::{Origin, PlainLine, Specification, TO_CONFIRM, VerdictCode};

/// How many open points are named.
const NAMED: usize = 4;

/// The lines, in the order in which an owner asks.
pub(super) fn lines(need: &Need<'_>, draft: &Specification) -> Vec<PlainLine> {
    let line = |title: &str, text: String| PlainLine { title: title.to_owned(), text };
    let (count, open) = open(draft);
    vec![
        line("要解决什么", trouble(need)),
        line("现在怎样", today(need)),
        line("打算怎么办", plan(need)),
        line("怎样才算做成", done(need)),
        line("您要准备什么", prepare(need)),
        line("错了谁兜底", guard(need)),
        line("钱和回本", money(need)),
        line("东西归谁", "照片、单据和做出来的东西归您，别家要用得您书面点头。".to_owned()),
        line(&format!("还没定的{count}件"), open),
        line("下一步", next(need)),
    ]
}

fn trouble(need: &Need<'_>) -> String {
    let said = need.input.dossier.needs(need.input.knowledge).next().cloned().unwrap_or_default();
    let what = match (need.inspects(), need.process.as_deref()) {
        (true, _) => format!("{}上的{}", need.object(), need.classes()),
        (false, Some(_)) => need.subject(),
        (false, None) => need.object().to_owned(),
    };
    format!("{what}。您的原话：「{said}」")
}

/// Facts of today, in words.
const TODAY: [(&str, &str); 9] = [
    ("current_way", "现在的做法："),
    ("people", "人手："),
    ("shifts", "班次："),
    ("cycle_time", "每件用时："),
    ("output", "产量："),
    ("daily_volume", "一天的量："),
    ("returns", "退货返工："),
    ("loss", "损失："),
    ("monthly_loss", "一个月亏："),
];

fn today(need: &Need<'_>) -> String {
    let said = |(key, label): &(&str, &str)| {
        Some(format!("{label}{}", value(need.input.dossier.fact(key)?)?.trim_end_matches('。')))
    };
    let said: Vec<String> = TODAY.iter().filter_map(said).collect();
    if said.is_empty() {
        return "现在怎么做、一个月亏多少，您还没说到数。".to_owned();
    }
    format!("{}。都是您说的，还要拿单据对一遍。", said.join("；"))
}

fn plan(need: &Need<'_>) -> String {
    let verdict = need.input.verdict;
    if let Some(way) = verdict.alternative.as_ref().filter(|_| need.ordinary) {
        return format!("先不上AI。用{}。{}", way.name.trim_end_matches('。'), way.why);
    }
    let way = need.book.map(|book| book.summary.as_str()).unwrap_or_default();
    let when = match verdict.code {
        VerdictCode::SuitableNow => "可以动手，先做一个点。",
        VerdictCode::PilotFirst => "先小范围试，试成了再铺开。",
        VerdictCode::PrepareFirst => "路子对，先把底子备好再动手。",
        VerdictCode::ConventionalBetter | VerdictCode::NotSuitable => "先不上AI，用常规办法。",
        VerdictCode::NotEnoughInfo | VerdictCode::Stop => "情况还没问全，先不下结论。",
    };
    format!("{when}{way}")
}

fn done(need: &Need<'_>) -> String {
    let what = if need.inspects() {
        format!("{}一样一样数：漏掉几件坏的、错挑几件好的", need.classes())
    } else if need.on_the_floor() {
        "好的坏的混着考，漏了几回、错了几回都数清楚".to_owned()
    } else {
        "拿您自己的真实单子考，错几处、漏几处、省多少时间都数清楚".to_owned()
    };
    let samples = need.samples();
    format!("您先封好一批{samples}，对方没见过。{what}；现在的做法也用同一批考一遍。换一批再考，两回都过才付清。")
}

fn prepare(need: &Need<'_>) -> String {
    let steps: Vec<&str> = need.input.verdict.prepare.iter().map(|step| step.action.as_str()).collect();
    if !steps.is_empty() {
        return format!("{}。", steps.join("。"));
    }
    if need.inspects() {
        return format!("{}的坏件分开留，好件也留，写上日期和款号，别扔。定一个牵头的人。", need.classes());
    }
    if need.samples() == "运行记录" {
        return "每坏一次记下时间、机台和当时做的活；机器里有曲线的存下来；定一个牵头的人。".to_owned();
    }
    if need.on_the_floor() {
        return "好件坏件各留一些，写上日期和型号；把合格线写下来；定一个牵头的人。".to_owned();
    }
    "把做过的单子和最后的结果收拢到一处；规矩写成一页纸；定一个牵头的人。".to_owned()
}

fn guard(need: &Need<'_>) -> String {
    let said = need.input.dossier.answers.get("F4").filter(|answer| answer.score.is_some() && answer.source.is_none());
    // Who wants to do without a guard has named nobody who guards.
    let said = said.filter(|answer| answer.knock_out.is_none());
    let said = said.map(|answer| format!("您说：「{}」。", answer.quote.trim_end_matches('。'))).unwrap_or_default();
    let rule = need.book.map_or("出了岔子就停下来交给人。", |book| book.fail_safe.as_str());
    format!("{said}{}。", rule.trim_end_matches('。'))
}

fn money(need: &Need<'_>) -> String {
    let dossier = need.input.dossier;
    let fact = |key: &str, label: &str| Some(format!("{label}{}", value(dossier.fact(key)?)?));
    let mut said: Vec<String> = [fact("budget", "打算花"), fact("loss", "现在亏的：")].into_iter().flatten().collect();
    let payback = dossier.answers.get("F5").filter(|answer| answer.score.is_some() && answer.source.is_none());
    let payback = payback.filter(|answer| !dossier.facts.iter().any(|fact| fact.quote.as_ref() == Some(&answer.quote)));
    said.extend(payback.map(|answer| format!("回本：{}", answer.quote)));
    if said.is_empty() {
        return "一年亏多少、肯花多少，您还没说；先算这笔账，再问价。".to_owned();
    }
    format!("{}。价钱要等{}试过才报得准，分几步付。", said.join("；"), tried(need))
}

/// How many points are open, and the first of them.
fn open(draft: &Specification) -> (usize, String) {
    let points = draft.sections.iter().filter(|section| section.number == 16).flat_map(|section| &section.items);
    let asked = points.filter(|item| item.origin == Origin::ToConfirm);
    let labels: Vec<&str> = asked.map(|item| item.text.split(['？', '｜']).next().unwrap_or_default()).collect();
    let first = labels.iter().take(NAMED).copied().collect::<Vec<_>>().join("；");
    let more = if labels.len() > NAMED { "；还有几件见后面的表" } else { "" };
    (labels.len(), format!("{first}{more}。没定的都写着“{TO_CONFIRM}”，不替您编。"))
}

/// What is tried out first.
fn tried(need: &Need<'_>) -> &'static str {
    if need.samples() == "样品" { "样品" } else { "真实数据" }
}

fn next(need: &Need<'_>) -> String {
    let then = match need.input.verdict.code {
        VerdictCode::PrepareFirst => "先照“您要准备什么”做起来",
        _ if need.ordinary && need.on_the_floor() => "翻译官看过后，拿样件找两三家试测报价",
        _ if need.ordinary => "翻译官看过后，先在一个点照新办法走一遍",
        _ if tried(need) == "样品" => "翻译官看过后，拿样品找两三家先试",
        _ => "翻译官看过后，拿真实数据找两三家先试",
    };
    format!("您先看这几条对不对，哪条不对直接改；{then}。")
}
