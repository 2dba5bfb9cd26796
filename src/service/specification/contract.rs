//! Sections 0 and 13 to 16: which paper this is, steps and payment, rights, policies, and what is still open.

use super::facts::{self, who};
use super::lines::{line, open, rubric, service};
use super::need::Need;
use crate::domain::{CriterionResult, FactToAsk, Item, Origin, TO_CONFIRM};
use crate::service::drafting::WriteInput;

/// Section 0.
pub(super) fn identity(input: &WriteInput<'_>) -> Vec<Item> {
    let cases: Vec<String> = input.cases.iter().map(|case| format!("{}（{}）", case.title, case.id)).collect();
    let mut items = vec![
        service("编号", &format!("{}-初稿", input.case_code)),
        service("状态", "初稿，未经翻译官审核，不能作为合同附件"),
        service("生成者", input.provider),
        open("审核人"),
        service("准则版本", &input.verdict.rubric_version),
    ];
    if !cases.is_empty() {
        items.push(service("参考案例", &cases.join("；")));
    }
    items
}

/// Section 13.
pub(super) fn milestones(need: &Need<'_>) -> Vec<Item> {
    let verdict = need.input.verdict;
    let prepare = verdict.prepare.iter();
    let mut items: Vec<Item> =
        prepare.map(|step| rubric("先准备", &format!("{}；达标：{}", step.action, step.target))).collect();
    let steps = if !need.ordinary && need.inspects() {
        "样品可判性 → 采集与标注 → 离线达标 → 单点试运行 → 验收 → 复制"
    } else if !need.ordinary {
        "数据可用性 → 历史数据回测 → 并行试用 → 单点试运行 → 验收 → 复制"
    } else if need.on_the_floor() {
        "选型询价 → 拿样件试测 → 装机 → 试运行 → 验收 → 互锁放行"
    } else {
        "理清规矩和清单 → 拿真实单子走一遍 → 新旧并行 → 验收 → 停旧的"
    };
    items.push(rubric("步骤", steps));
    let pay = format!("每一步写明继续或停止线和付款比例，{TO_CONFIRM}；上一步没过，不付下一步的钱");
    items.push(rubric("停止线与付款", &pay));
    if let Some(pilot) = &verdict.pilot {
        items.push(rubric("试点范围", &pilot.scope));
        items.push(rubric("试点停止线", &pilot.stop_line));
    }
    items.extend(facts::known(need, 13));
    items
}

/// Section 14.
pub(super) fn ownership(need: &Need<'_>) -> Vec<Item> {
    let result = if need.ordinary { "设备、程序和参数" } else { "模型、程序和文档" };
    vec![
        open("合作方式（委托、合作或其他）"),
        rubric("成果", &format!("{result}的归属、保密写进合同；办理技术合同登记的另行约定")),
    ]
}

/// Section 15.
pub(super) fn policies(input: &WriteInput<'_>) -> Vec<Item> {
    let of_policy = input.policies.iter().map(|policy| {
        let text = format!("{}；{}；核对日期{}；只作参考", policy.issuer, policy.status, policy.as_of);
        line(&policy.title, &text, Origin::Policy { id: policy.id.clone() })
    });
    let mut items: Vec<Item> = of_policy.collect();
    if items.is_empty() {
        items.push(service("政策", "没有检索到对得上的现行政策"));
    }
    items
}

/// Section 16: each open point once, with who can tell and by when.
pub(super) fn open_points(need: &Need<'_>) -> Vec<Item> {
    let criteria = &need.input.verdict.criteria;
    let facts: Vec<(u8, &FactToAsk)> =
        (1u8..=14).flat_map(|section| facts::unknown(need, section).into_iter().map(move |f| (section, f))).collect();
    let of = |criterion: &CriterionResult| facts.iter().any(|(_, fact)| fact.criterion.as_ref() == Some(&criterion.id));
    // Whoever buys a gauge need not answer what only a model would ask. What was asked in vain stands by its own name.
    let unknown = criteria.iter().filter(|c| c.score.is_none() && ((c.unknown) || (!need.ordinary && !of(c))));
    let mut items: Vec<Item> = unknown.clone().map(|c| point(&c.name, &c.owner_name, who_knows(c))).collect();
    let asked_in_vain: Vec<_> = unknown.filter(|c| c.unknown).map(|c| &c.id).collect();
    let left = facts.iter().filter(|(_, fact)| !fact.criterion.as_ref().is_some_and(|id| asked_in_vain.contains(&id)));
    items.extend(
        left.map(|(section, fact)| point(&fact.label, &format!("{}{}", fact.ask, fact.example), who(*section))),
    );
    items.push(point("目标值和通过线", "测完现在的做法，由双方定每项指标的数", who(11)));
    items.push(point("判定人和件数", "谁来判、封存多少、试跑多久", who(11)));
    items.push(rubric("说明", "口头说的要拿照片、单据或现场核对；定了一条，勾掉一条"));
    items
}

/// Who can answer a criterion.
fn who_knows(criterion: &CriterionResult) -> &'static str {
    match criterion.id.as_str() {
        "F6" => "翻译官",
        "F3" => who(11),
        "T1" => who(7),
        "T2" => who(3),
        "T3" => who(12),
        _ => "老板",
    }
}

fn point(label: &str, text: &str, who: &str) -> Item {
    let text = format!("{text}｜负责人：{TO_CONFIRM}（建议{who}）｜截止：{TO_CONFIRM}");
    line(label, &text, Origin::ToConfirm)
}
