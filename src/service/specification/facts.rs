//! Which known facts stand in which section, and which that a specification needs are still open, with who can tell.

use super::lines::{answer, line, owner};
use super::need::Need;
use crate::domain::{CriterionId, Fact, FactState, FactToAsk, Item, Origin, TO_CONFIRM};

/// Facts that are read from any message: key, label and section.
const GENERAL: [(&str, &str, u8); 11] = [
    ("object", "对象", 1),
    ("process", "工序", 1),
    ("defects", "毛病", 1),
    ("output", "产量", 1),
    ("returns", "退货返工", 1),
    ("loss", "损失", 1),
    ("machines", "设备台数", 3),
    ("people", "现在的人数", 6),
    ("shifts", "班次", 6),
    ("cycle_time", "每件用时", 6),
    ("budget", "打算花", 13),
];
/// Facts of playbooks that a general fact answers as well.
const SAME: [(&str, &str); 9] = [
    ("daily_volume", "output"),
    ("volume", "output"),
    ("monthly_loss", "loss"),
    ("late_cost", "loss"),
    ("stop_loss", "loss"),
    ("defect_types", "defects"),
    ("what_judge", "defects"),
    ("quote_object", "object"),
    ("where_stuck", "process"),
];
/// Answers to criteria: id, label and section.
const ANSWERS: [(&str, &str, u8); 12] = [
    ("F1", "现状与目标", 1),
    ("F5", "回本估计", 1),
    ("F7", "谁用、做什么动作", 2),
    ("T4", "牵头人", 2),
    ("T2", "安装条件与网络", 3),
    ("F2", "现成的办法试过没有", 6),
    ("T1", "现有的数据和记录", 7),
    ("T6", "敏感内容与授权", 7),
    ("F4", "判错的后果与把关", 10),
    ("F3", "人判得一致不一致", 11),
    ("T3", "换款与工艺稳定", 12),
    ("T5", "资金", 13),
];

/// Facts that name people, firms and papers: a part of the key, and what stands in their place.
const IDENTITIES: [(&str, &str); 9] = [
    ("phone", "〔电话〕"),
    ("mobile", "〔电话〕"),
    ("contact", "〔姓名〕"),
    ("company", "〔公司〕"),
    ("customer", "〔客户〕"),
    ("drawing", "〔图号〕"),
    ("address", "〔地址〕"),
    ("email", "〔邮箱〕"),
    ("wechat", "〔微信〕"),
];

/// Everything that the owner said for a section, facts before answers; what is one answer and one fact stands once.
pub(super) fn known(need: &Need<'_>, section: u8) -> Vec<Item> {
    let dossier = need.input.dossier;
    let general = GENERAL.iter().filter(|(.., home)| *home == section);
    let mut items: Vec<Item> = general.filter_map(|(key, label, _)| owner(label, dossier.fact(key))).collect();
    let asked = dossier.facts.iter().filter(|fact| home(need, fact) == Some(section));
    items.extend(asked.filter_map(|fact| owner(&label(need, fact), Some(fact))));
    let answers = ANSWERS.iter().filter(|(id, _, home)| *home == section && !only_the_need(need, id));
    for item in answers.filter_map(|(id, label, _)| answer(label, dossier, id)) {
        if !said_by_a_fact(need, &item) {
            items.push(item);
        }
    }
    items
}

/// Whether an answer says no more than the need itself: its own words as the trouble (F1), or as what points to an
/// ordinary way (F2).
fn only_the_need(need: &Need<'_>, id: &str) -> bool {
    let dossier = need.input.dossier;
    let Some(answer) = dossier.answers.get(id) else { return false };
    let first = dossier.needs(need.input.knowledge).next();
    let in_the_need = first.is_some_and(|said| said.contains(&answer.quote));
    in_the_need && (id == "F1" || answer.knock_out.is_some())
}

/// Whether a fact shows the same words already.
fn said_by_a_fact(need: &Need<'_>, item: &Item) -> bool {
    let facts = need.input.dossier.facts.iter();
    let mut shown = facts.filter(|fact| home(need, fact).is_some() || GENERAL.iter().any(|(key, ..)| *key == fact.key));
    shown.any(|fact| matches!(&item.origin, Origin::Owner { quote } if fact.quote.as_ref() == Some(quote)))
}

/// The question of the playbook that a fact answers.
fn question<'a>(need: &Need<'a>, key: &str) -> Option<&'a FactToAsk> {
    let books = [need.book, need.task];
    books.into_iter().flatten().flat_map(|book| &book.facts).find(|fact| fact.key == key)
}

/// The section of a fact that a playbook asks for, or that a reader found and nobody asked for.
fn home(need: &Need<'_>, fact: &Fact) -> Option<u8> {
    if fact.key.starts_with("criterion:")
        || identity(&fact.key).is_some()
        || GENERAL.iter().any(|(key, ..)| *key == fact.key)
    {
        return None;
    }
    Some(question(need, &fact.key).map_or(1, |asked| asked.section))
}

/// The word for who or what a fact names, when it names somebody: such facts are nobody's business but the owner's.
pub(super) fn identity(key: &str) -> Option<&'static str> {
    IDENTITIES.iter().find(|(part, _)| key.contains(part)).map(|(_, word)| *word)
}

fn label(need: &Need<'_>, fact: &Fact) -> String {
    question(need, &fact.key).map_or_else(|| fact.label.clone(), |asked| asked.label.clone())
}

/// What the specification needs for a section and nobody has said.
pub(super) fn unknown<'a>(need: &Need<'a>, section: u8) -> Vec<&'a FactToAsk> {
    let dossier = need.input.dossier;
    let settled = |id: &CriterionId| dossier.answers.get(id).is_some_and(|answer| answer.score.is_some());
    let is_known = |key: &str| dossier.fact(key).is_some_and(|fact| fact.state != FactState::Unknown);
    let facts = need.book.map(|book| book.facts.as_slice()).unwrap_or_default();
    let wanted = facts.iter().filter(|fact| fact.section == section && fact.must && !is_known(&fact.key));
    let wanted = wanted.filter(|fact| !SAME.iter().any(|(key, same)| *key == fact.key && is_known(same)));
    // What F5 needs is an amount: an answer in words does not state it.
    wanted.filter(|fact| !fact.criterion.as_ref().is_some_and(|id| id.as_str() != "F5" && settled(id))).collect()
}

/// The open lines of a section, each with who can tell.
pub(super) fn gaps(need: &Need<'_>, section: u8) -> Vec<Item> {
    let open = |fact: &&FactToAsk| {
        let unit = fact.unit.as_ref().map(|unit| format!("（{unit}）")).unwrap_or_default();
        line(&fact.label, &format!("{TO_CONFIRM}{unit}，请{}答", who(section)), Origin::ToConfirm)
    };
    unknown(need, section).iter().map(open).collect()
}

/// Who in a factory can tell what a section needs.
pub(super) fn who(section: u8) -> &'static str {
    match section {
        2 | 12 => "车间或班组负责人",
        3 => "设备或工艺负责人",
        5 | 11 => "质量负责人",
        6 => "现在做这件事的人",
        7 => "管样品和记录的人",
        8 => "管设备和系统的人",
        9 => "管网络和资料的人",
        10 => "老板和现场负责人",
        _ => "老板",
    }
}
