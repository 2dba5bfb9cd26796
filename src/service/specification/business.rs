//! Sections 1 to 4: what hurts, who uses the result, what comes in and what goes out.

use super::lines::{line, list, playbook, rubric};
use super::need::Need;
use super::{facts, terms};
use crate::domain::{Item, Origin, TO_CONFIRM};

/// Section 1.
pub(super) fn business(need: &Need<'_>) -> Vec<Item> {
    let mut items = spoken(need);
    items.extend(task(need));
    if let Some(way) = need.input.verdict.alternative.as_ref().filter(|_| need.ordinary) {
        items.push(playbook("采用的办法", &format!("{}。{}", way.name.trim_end_matches('。'), way.why)));
    }
    items.extend(facts::known(need, 1));
    items.extend(terms::terms(need.input));
    items.extend(facts::gaps(need, 1));
    let target = format!("{TO_CONFIRM}；由能接受的损失和返工倒推，不照抄别家");
    items.push(line("目标值", &target, Origin::ToConfirm));
    let scope = format!("只做{}这一件事，先做一个点；别的产品和工序不在范围内，改范围要书面确认", need.subject());
    items.push(rubric("这一期不做什么", &scope));
    items
}

/// What the owner said of the need itself; an answer that stands in a section of its own is left out.
fn spoken(need: &Need<'_>) -> Vec<Item> {
    let dossier = need.input.dossier;
    let stands_elsewhere = |said: &str| {
        let by_fact = dossier.facts.iter().any(|fact| fact.quote.as_deref() == Some(said));
        by_fact || dossier.answers.values().any(|answer| answer.quote == said)
    };
    let all: Vec<&String> = dossier.needs(need.input.knowledge).collect();
    let own = all.iter().enumerate().filter(|(place, said)| *place == 0 || !stands_elsewhere(said));
    own.map(|(_, said)| said).map(|said| line("老板原话", said, Origin::Owner { quote: (*said).clone() })).collect()
}

/// The task in one sentence.
fn task(need: &Need<'_>) -> Option<Item> {
    let task = need.task?;
    let object = need.subject();
    let text = if need.inspects() {
        format!("把{object}的{}查出来，一类一类分开算", need.classes())
    } else if need.ordinary {
        format!("{object}：用常规办法解决，不用AI")
    } else {
        format!("{object}：{}", task.summary)
    };
    Some(playbook("任务", &text))
}

/// Section 2.
pub(super) fn users(need: &Need<'_>) -> Vec<Item> {
    let mut items = facts::known(need, 2);
    let named = !items.is_empty() || need.input.dossier.answers.get("F4").is_some_and(|answer| answer.score.is_some());
    items.extend(facts::gaps(need, 2));
    let object = need.object();
    let who = if named { String::new() } else { format!("；谁核、谁签，{TO_CONFIRM}") };
    items.push(if need.on_the_floor() {
        let text =
            format!("{object}：结果一出来当场有人处理；拿不准的由人复看，最后由人定；停线和恢复归谁，{TO_CONFIRM}");
        rubric("复判与停机权", &text)
    } else if need.ordinary {
        rubric("执行与例外", &format!("{object}：照规矩做的人和批例外的人分开；各是谁，{TO_CONFIRM}"))
    } else {
        rubric("核对与签发", &format!("{object}：结果只当草稿，由需方的人核过才算数{who}"))
    });
    items
}

/// Section 3.
pub(super) fn inputs(need: &Need<'_>) -> Vec<Item> {
    let object = need.subject();
    let mut items = vec![if need.ordinary && need.on_the_floor() {
        let what = if need.defects.is_empty() { String::new() } else { format!("（{}）", need.classes()) };
        playbook("测什么", &format!("{object}的合格与否{what}，每件测出数值；量程、分辨力由合格线反推，{TO_CONFIRM}"))
    } else {
        playbook("处理对象", &format!("{object}；要覆盖的品种或单据清单{TO_CONFIRM}"))
    }];
    items.extend(facts::known(need, 3));
    items.extend(facts::gaps(need, 3));
    items.extend(need.book.map(|book| list("要具备的条件", &book.environment)).unwrap_or_default());
    items
}

/// Section 4.
pub(super) fn outputs(need: &Need<'_>) -> Vec<Item> {
    let mut items = need.book.map(|book| list("输出", &book.outputs)).unwrap_or_default();
    if need.inspects() && !need.ordinary {
        let text = format!("{}；不在其中的归“其他”，按存疑交人复看", need.classes());
        items.insert(0, playbook("要分的种类", &text));
    }
    if items.is_empty() {
        items.push(rubric("输出", &format!("给出结果、依据和把握不足的提示；写到哪里{TO_CONFIRM}")));
    }
    items
}
