//! Sections 7 to 10 and 12: data, interfaces, where it runs, what may go wrong, and how it is kept going.

use super::lines::{list, playbook, rubric};
use super::need::Need;
use super::{facts, measures};
use crate::domain::spec_check::{DATA_OWNERSHIP, FAIL_SAFE, Grounds, SAFETY_DEVICE, in_danger};
use crate::domain::{Item, TO_CONFIRM};

/// How many traps of the playbook stand as risks: the first are the worst.
const RISKS: usize = 4;

/// Section 7.
pub(super) fn data(need: &Need<'_>) -> Vec<Item> {
    let mut items = facts::known(need, 7);
    items.extend(facts::gaps(need, 7));
    items.extend(measures::samples(need));
    let owned = if need.ordinary {
        format!("{}的测量数据和记录归需方", need.object())
    } else {
        format!("{}的原始数据、标注和由此训练的模型归需方", need.object())
    };
    let text = format!("{owned}；供方只用于本项目，用于别家须另行书面同意；项目结束后交还或删除");
    items.push(rubric(DATA_OWNERSHIP, &text));
    items
}

/// Section 8.
pub(super) fn integration(need: &Need<'_>) -> Vec<Item> {
    let mut items = facts::known(need, 8);
    items.extend(facts::gaps(need, 8));
    if let Some(book) = need.book {
        let label = if need.ordinary && need.on_the_floor() { "互锁与追溯" } else { "接口" };
        items.extend(list(label, &book.integration));
        items.push(playbook(FAIL_SAFE, &format!("{}：{}", need.object(), book.fail_safe)));
    } else {
        items.push(rubric(FAIL_SAFE, "一律停下来交给人，按原来的办法做，恢复由需方负责人同意"));
    }
    items
}

/// Section 9.
pub(super) fn deployment(need: &Need<'_>) -> Vec<Item> {
    let mut items = facts::known(need, 9);
    items.extend(facts::gaps(need, 9));
    if need.ordinary {
        items.push(rubric("地点", "装在需方现场或需方管得住的地方；参数和记录归需方，能随时导出"));
    } else {
        items.push(rubric("地点", "境内部署；用到大模型的，只用已备案的模型"));
        items.push(rubric("断网", "断网时照失效时的办法走，不许悬空"));
    }
    items.push(rubric("权限与备份", &format!("谁能看、谁能改参数，改动留记录；人员名单和备份周期{TO_CONFIRM}")));
    items
}

/// Section 10.
pub(super) fn safety(need: &Need<'_>) -> Vec<Item> {
    let input = need.input;
    let mut items = vec![];
    let grounds = Grounds { dossier: input.dossier, knowledge: input.knowledge, verdict: input.verdict };
    if in_danger(&grounds) {
        let way = input.verdict.alternative.as_ref().map_or(TO_CONFIRM, |way| way.name.as_str());
        items.push(playbook(SAFETY_DEVICE, &format!("{way}；必须先装，AI不得作为唯一保护")));
    }
    items.extend(facts::known(need, 10));
    items.extend(facts::gaps(need, 10));
    let traps = need.book.map(|book| book.traps.as_slice()).unwrap_or_default();
    items.extend(traps.iter().take(RISKS).map(|trap| playbook("风险", trap)));
    let text = format!("{}做错造成的损失怎么分担、质保多久写进合同，{TO_CONFIRM}", need.object());
    items.push(rubric("责任划分", &text));
    items
}

/// Section 12.
pub(super) fn operation(need: &Need<'_>) -> Vec<Item> {
    let mut items = facts::known(need, 12);
    items.extend(facts::gaps(need, 12));
    let object = need.object();
    if need.ordinary && need.on_the_floor() {
        items.push(rubric("校准", &format!("定期用{object}标准件校准，过期没校就锁住；周期{TO_CONFIRM}")));
        items.push(rubric("换型", "换型、换料之后先用标准件复核再放行"));
        items.push(rubric("费用", &format!("易损件、校准和上门维护的年费{TO_CONFIRM}")));
    } else if need.ordinary {
        items.push(rubric("例行检查", &format!("定期抽查账和实、规矩和做法对不对得上；周期{TO_CONFIRM}")));
        items.push(rubric("费用", &format!("年费、改动和培训的价钱{TO_CONFIRM}")));
    } else {
        let samples = need.samples();
        let text = format!("{object}：定期用封存的{samples}复测，指标变差就报警；周期{TO_CONFIRM}");
        items.push(rubric("监控", &text));
        items.push(rubric("变动之后", "品种、材料、设备或规矩变了，先复测再用"));
        items.push(rubric("重训与费用", &format!("什么情况重训、谁来做、年费多少，{TO_CONFIRM}")));
    }
    items
}
