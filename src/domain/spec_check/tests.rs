//! Each check on a draft that breaks it, and on the same draft once it was mended.

use super::{Grounds, findings, hold};
use crate::domain::rubric::GroupScore;
use crate::domain::{
    AnsweredBy, CheckRule, Dossier, Item, KnockOutResult, Knowledge, Origin, Rubric, SECTION_TITLES, Section,
    Specification, TO_CONFIRM, Verdict, VerdictCode,
};

fn item(label: &str, text: &str, origin: Origin) -> Item {
    Item { label: label.to_owned(), text: text.to_owned(), origin, doubtful: false }
}

/// A draft that every check lets pass.
fn good() -> Specification {
    let lines = |number: u8| match number {
        5 => vec![item(
            "模型·漏检率（划伤）",
            "放过去的件数；目标值：待确认；单位：%；条件：量产；样本：件数待确认",
            Origin::Playbook,
        )],
        6 => vec![item("现在的做法", "同一批样品先测一遍", Origin::Rubric)],
        7 => vec![item("数据归属", "归需方", Origin::Rubric)],
        8 => vec![item("失效时", "停下来交给人", Origin::Playbook)],
        11 => vec![item("步骤", "封存样品；换一批再测；判定人由需方指定", Origin::Rubric)],
        _ => vec![item("事", "六个人看", Origin::Owner { quote: "六个人看".to_owned() })],
    };
    let sections = (0u8..).zip(SECTION_TITLES);
    let sections = sections.map(|(number, title)| Section { number, title: title.to_owned(), items: lines(number) });
    Specification {
        title: "鞋面外观检测".to_owned(),
        label: "初稿".to_owned(),
        plain: vec![],
        sections: sections.collect(),
        findings: vec![],
        answered_by: AnsweredBy::Rules,
    }
}

fn verdict() -> Verdict {
    Verdict {
        payback: None,
        flips: vec![],
        for_translator: vec![],
        code: VerdictCode::PilotFirst,
        fit: GroupScore { score: 0.0, coverage: 0.0 },
        timing: GroupScore { score: 0.0, coverage: 0.0 },
        criteria: vec![],
        knock_outs: vec![],
        explanation: String::new(),
        alternative: None,
        prepare: vec![],
        pilot: None,
        rubric_version: "0.1".to_owned(),
    }
}

fn in_knowledge<T>(verdict: &Verdict, run: impl FnOnce(&Grounds<'_>) -> T) -> T {
    let rubric: Rubric = toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap();
    let knowledge = Knowledge {
        cases: vec![],
        policies: vec![],
        glossary: [].into(),
        playbooks: [].into(),
        needs: [].into(),
        rubric,
        last_days: std::collections::BTreeMap::new(),
    };
    let dossier = Dossier { said: vec!["六个人看还漏".to_owned()], ..Dossier::default() };
    run(&Grounds { dossier: &dossier, knowledge: &knowledge, verdict })
}

/// Which rules a draft breaks, and which are left once it was mended.
fn broken(change: impl FnOnce(&mut Specification), verdict: &Verdict) -> (Vec<CheckRule>, Specification) {
    in_knowledge(verdict, |grounds| {
        let mut draft = good();
        change(&mut draft);
        let before = findings(&draft, grounds).into_iter().map(|finding| finding.rule).collect();
        hold(&mut draft, grounds);
        (before, draft)
    })
}

#[test]
fn a_good_draft_has_no_findings() {
    assert_eq!(broken(|_| {}, &verdict()).0, []);
}

#[test]
fn what_is_wrong_is_seen_and_mended() {
    let playbook = |label: &str, text: &str| item(label, text, Origin::Playbook);
    let check = |rule: CheckRule, section: usize, bad: Item| {
        let text = bad.text.clone();
        let (before, mended) = broken(|draft| draft.sections[section].items.push(bad), &verdict());
        assert_eq!(before, [rule], "{text}");
        assert!(mended.findings.is_empty(), "{:?}", mended.findings);
        assert!(mended.sections[section].items.iter().all(|item| item.text != text), "{text}");
    };
    check(CheckRule::Figures, 4, playbook("节拍", "不超过3秒"));
    check(CheckRule::Rates, 4, playbook("目标", "准确率要高"));
    check(CheckRule::Words, 4, playbook("目标", "为企业赋能"));
    check(CheckRule::Words, 4, playbook("出处", "见 https://example.com"));
    check(CheckRule::Brands, 4, playbook("做法", "用YOLO检测"));
    check(CheckRule::Quotes, 4, item("人手", "好些人", Origin::Owner { quote: "好些人在看".to_owned() }));
}

#[test]
fn what_is_missing_is_seen_and_added() {
    let check = |rule: CheckRule, section: usize| {
        let (before, mended) = broken(|draft| draft.sections[section].items[0].text = "别的事".to_owned(), &verdict());
        assert!(before.iter().all(|found| *found == rule) && !before.is_empty(), "{rule:?}: {before:?}");
        assert!(mended.findings.is_empty(), "{:?}", mended.findings);
    };
    check(CheckRule::Baseline, 6);
    check(CheckRule::Acceptance, 11);
    let without = |draft: &mut Specification| draft.sections[7].items[0].label = "别的".to_owned();
    let (before, mended) = broken(without, &verdict());
    assert_eq!((before, mended.findings.len()), (vec![CheckRule::DataOwnership], 0));
}

#[test]
fn what_cannot_be_mended_is_left_for_the_translator() {
    let without_unit = |draft: &mut Specification| {
        draft.sections[5].items[0].text = "目标值：待确认；条件：量产；样本：待确认".to_owned();
    };
    let (_, draft) = broken(without_unit, &verdict());
    assert_eq!(
        draft.findings.iter().map(|finding| (finding.section, finding.rule)).collect::<Vec<_>>(),
        [(5, CheckRule::Units)]
    );
    assert!(draft.sections[5].items[0].doubtful);

    let empty = |draft: &mut Specification| draft.sections[2].items = vec![item("谁用", TO_CONFIRM, Origin::ToConfirm)];
    assert_eq!(broken(empty, &verdict()).1.findings[0].rule, CheckRule::Filled);

    let without_fail_safe = |draft: &mut Specification| draft.sections[8].items.clear();
    assert_eq!(broken(without_fail_safe, &verdict()).1.findings[0].rule, CheckRule::FailSafe);

    let knock_out =
        KnockOutResult { id: "K3".into(), name: "人身安全".to_owned(), message: String::new(), quote: None };
    let danger = Verdict { knock_outs: vec![knock_out], ..verdict() };
    assert_eq!(broken(|_| {}, &danger).1.findings[0].rule, CheckRule::SafetyDevice);
}

#[test]
fn the_owner_may_say_what_a_line_of_ours_may_not() {
    let quote = "六个人看".to_owned();
    let (before, _) =
        broken(|draft| draft.sections[4].items.push(item("老板原话", "六个人看", Origin::Owner { quote })), &verdict());
    assert_eq!(before, []);
}
