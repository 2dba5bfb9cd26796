//! Scripts of reviews, and a property: nothing is released that nobody approved.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::*;
use crate::domain::rubric::GroupScore;
use crate::domain::{
    Answer, AnsweredBy, CriterionId, Dossier, Evidence, Item, Knowledge, Origin, Rubric, SECTION_TITLES, Section,
    Specification, TO_CONFIRM, Verdict, VerdictCode,
};

pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + Duration::minutes(minutes)
}

pub(super) fn person(number: u128) -> Actor {
    Actor { id: StaffId(Uuid::from_u128(number)), lead: number == LEAD }
}

pub(super) const ANNA: u128 = 1;
pub(super) const BO: u128 = 2;
pub(super) const LEAD: u128 = 3;

/// A case with a draft in which every section that must say something does.
pub(super) struct Desk {
    pub(super) dossier: Dossier,
    pub(super) knowledge: Knowledge,
    pub(super) verdict: Verdict,
    pub(super) why: Vec<WhySecond>,
    pub(super) draft: NewDraft,
    pub(super) review: Review,
    pub(super) minute: i64,
}

impl Desk {
    pub(super) fn new() -> Self {
        let rubric: Rubric = toml::from_str(include_str!("../../../knowledge/rubric/0.1.toml")).unwrap();
        let answer = |score| Answer {
            score: Some(score),
            knock_out: None,
            reason: "r".into(),
            quote: "鞋面老有划痕".into(),
            source: None,
            evidence: Evidence::E2,
        };
        let answers: BTreeMap<CriterionId, Answer> =
            rubric.criteria.iter().map(|criterion| (criterion.id.clone(), answer(2))).collect();
        let dossier = Dossier { said: vec!["鞋面老有划痕".into()], answers, ..Dossier::default() };
        let knowledge = Knowledge {
            cases: vec![],
            policies: vec![],
            glossary: [].into(),
            playbooks: [].into(),
            needs: [].into(),
            rubric,
            last_days: std::collections::BTreeMap::new(),
        };
        let verdict = verdict();
        let draft = NewDraft { specification: specification("鞋面划痕检测"), turn: None };
        let summary = CaseSummary::of(&dossier, None, None);
        let review = Review::opened(ConversationId(Uuid::from_u128(9)), summary, at(0), at(60));
        Self { dossier, knowledge, verdict, why: vec![], draft, review, minute: 0 }
    }

    pub(super) fn grounding(&self) -> Grounding<'_> {
        Grounding {
            dossier: &self.dossier,
            knowledge: &self.knowledge,
            verdict: &self.verdict,
            today: NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(),
            second_reader: &self.why,
            draft: &self.draft,
        }
    }

    pub(super) fn tries(&mut self, who: u128, action: &Action) -> Result<StepKind, Refusal> {
        self.minute += 1;
        let acted = self.review.act(action, person(who), &self.grounding(), at(self.minute))?;
        assert_eq!(acted.step.version, self.review.version + 1);
        assert_eq!(acted.review.version, acted.step.version);
        self.review = acted.review;
        Ok(acted.step.kind)
    }

    pub(super) fn does(&mut self, who: u128, action: &Action) -> &mut Self {
        self.tries(who, action).unwrap_or_else(|refusal| panic!("{action:?}: {refusal:?}"));
        self
    }

    pub(super) fn field(&self, label: &str) -> &Field {
        self.review.work.sheet.as_ref().unwrap().fields.iter().find(|field| field.label == label).unwrap()
    }

    pub(super) fn id(&self, label: &str) -> FieldId {
        self.field(label).id
    }
}

fn verdict() -> Verdict {
    let score = GroupScore { score: 66.7, coverage: 100.0 };
    Verdict {
        code: VerdictCode::PilotFirst,
        fit: score,
        timing: score,
        criteria: vec![],
        knock_outs: vec![],
        explanation: String::new(),
        alternative: None,
        prepare: vec![],
        pilot: None,
        rubric_version: "0.1".into(),
        payback: None,
        flips: vec![],
        for_translator: vec![],
    }
}

pub(super) fn item(label: &str, text: &str, origin: Origin) -> Item {
    Item { label: label.into(), text: text.into(), origin, doubtful: false }
}

/// A draft that the checks let pass.
pub(super) fn specification(title: &str) -> Specification {
    let line = |label: &str, text: &str| item(label, text, Origin::Playbook);
    let items = |number: u8| match number {
        1 => vec![item("要解决什么", "鞋面划痕漏检", Origin::Owner { quote: "鞋面老有划痕".into() })],
        2 => vec![line("谁用", "质检员在检验工位用")],
        5 => vec![line("模型·漏检率（划伤）", "放过去的件数；目标值：待确认；单位：%；条件：量产；样本：件数待确认")],
        6 => vec![line("现在的做法", "同一批样品先测一遍")],
        7 => vec![line("数据归属", "归需方")],
        8 => vec![line("失效时", "停下来交给人")],
        11 => vec![line("步骤", "封存样品；换一批再测；判定人由需方指定")],
        _ => vec![],
    };
    let sections = (0u8..).zip(SECTION_TITLES);
    let sections = sections.map(|(number, title)| Section { number, title: title.into(), items: items(number) });
    Specification {
        title: title.into(),
        label: "草稿".into(),
        plain: vec![],
        sections: sections.collect(),
        findings: vec![],
        answered_by: AnsweredBy::Rules,
    }
}

pub(super) fn edit(field: FieldId, text: &str) -> Action {
    Action::Edit { field, text: text.into(), basis: None }
}

#[test]
fn the_plain_way_to_a_release() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    assert_eq!(desk.review.state, ReviewState::Working);
    let field = desk.id("谁用");
    desk.does(ANNA, &Action::Accept { field }).does(ANNA, &edit(field, "两个质检员在检验工位用"));
    assert_eq!((desk.field("谁用").mark, desk.field("谁用").state), (Mark::Human, FieldState::Edited));
    // Figures that nobody said are the translator's to answer for.
    assert!(matches!(desk.field("谁用").origin, Origin::Playbook | Origin::Reviewer { .. }));
    assert_eq!(desk.review.blocks(&desk.grounding()), []);
    assert_eq!(desk.tries(ANNA, &Action::Approve), Ok(StepKind::Approve));
    assert!(desk.review.work.approval.as_ref().unwrap().edited);
    assert_eq!(desk.tries(BO, &Action::Release), Err(Refusal::NotHolder { holder: person(ANNA).id }));
    desk.does(ANNA, &Action::Release);
    assert_eq!((desk.review.state, desk.review.releases), (ReviewState::Released, 1));
    assert_eq!(desk.tries(ANNA, &Action::Approve), Err(Refusal::WrongState(ReviewState::Released)));
}

#[test]
fn a_case_is_one_persons_until_the_lease_expires() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    let field = desk.id("谁用");
    let held = Err(Refusal::NotHolder { holder: person(ANNA).id });
    assert_eq!(desk.tries(BO, &Action::Accept { field }), held);
    assert_eq!(desk.tries(BO, &Action::Claim), held);
    assert_eq!(desk.review.expired(at(desk.minute)), None);
    desk.minute += LEASE_MINUTES + 1;
    assert_eq!(desk.tries(ANNA, &Action::Accept { field }), Err(Refusal::NotClaimed));
    let expired = desk.review.expired(at(desk.minute)).unwrap();
    assert_eq!(expired.review.state, ReviewState::Waiting);
    desk.review = expired.review;
    desk.does(BO, &Action::Claim).does(BO, &Action::Accept { field });
}

#[test]
fn a_question_comes_back_into_its_field() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    let field = desk.id("谁用");
    desk.does(ANNA, &Action::Ask { field: Some(field), question: "谁来用？几个人？".into() });
    assert_eq!(desk.review.state.for_owner(true), crate::domain::HandoverState::AsksOwner);
    assert!(matches!(desk.review.blocks(&desk.grounding())[..], [Block::OpenQuestion { question: 1, .. }]));
    let acted = desk.review.answered(1, "四个人，王芳带班", "四个人，〔姓名〕带班", at(9)).unwrap();
    desk.review = acted.review;
    let told = desk.field("谁用");
    assert_eq!((told.text.as_str(), told.mark), ("四个人，〔姓名〕带班", Mark::Owner));
    assert_eq!(desk.review.blocks(&desk.grounding()), []);
    assert_eq!(desk.review.answered(1, "又来", "又来", at(9)), Err(Refusal::NoQuestion));
}

#[test]
fn a_case_returned_comes_back_when_the_last_question_is_answered() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    assert_eq!(desk.tries(ANNA, &Action::Return { missing: vec![] }), Err(Refusal::NoReason));
    let missing = |question: &str| Missing { field: None, question: question.into() };
    desk.does(ANNA, &Action::Return { missing: vec![missing("几条线？"), missing("一天几班？")] });
    assert_eq!(desk.review.state, ReviewState::AsksOwner);
    desk.review = desk.review.answered(1, "三条", "三条", at(5)).unwrap().review;
    assert_eq!(desk.review.state, ReviewState::AsksOwner);
    desk.review = desk.review.answered(2, "", "", at(6)).unwrap().review;
    assert_eq!(desk.review.state, ReviewState::Working);
    assert_eq!(desk.review.holder(at(7)), Some(person(ANNA).id));
}

#[test]
fn what_blocks_an_approval_is_named() {
    let mut desk = Desk::new();
    desk.draft.specification.sections[2].items[0].doubtful = true;
    desk.does(ANNA, &Action::Claim);
    let field = desk.id("谁用");
    let Err(Refusal::Blocked(blocks)) = desk.tries(ANNA, &Action::Approve) else { panic!("not blocked") };
    assert_eq!(blocks, [Block::Doubtful { field, label: "谁用".into() }]);
    // Whoever lets it stand answers for it; forbidden words never stand.
    desk.does(ANNA, &Action::Accept { field }).does(ANNA, &edit(field, "一站式赋能平台"));
    let Err(Refusal::Blocked(blocks)) = desk.tries(ANNA, &Action::Approve) else { panic!("not blocked") };
    assert!(matches!(blocks[0], Block::Finding { section: 2, .. }), "{blocks:?}");
    desk.does(ANNA, &Action::LeaveOut { field });
    let Err(Refusal::Blocked(blocks)) = desk.tries(ANNA, &Action::Approve) else { panic!("not blocked") };
    assert!(matches!(&blocks[0], Block::Finding { section: 2, field: None, .. }), "{blocks:?}");
    desk.does(ANNA, &Action::Restore { field }).does(ANNA, &edit(field, "质检员用")).does(ANNA, &Action::Approve);
}

#[test]
fn a_release_is_reopened_and_withdrawn() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim).does(ANNA, &Action::Approve).does(ANNA, &Action::Release);
    let reason = || "老板换了产线".to_owned();
    desk.does(BO, &Action::Reopen { reason: reason() });
    assert_eq!(desk.tries(BO, &Action::Release), Err(Refusal::WrongState(ReviewState::Working)));
    desk.does(BO, &Action::Approve).does(BO, &Action::Release);
    assert_eq!(desk.review.releases, 2);
    assert_eq!(desk.tries(BO, &Action::Withdraw { reason: "  ".into() }), Err(Refusal::NoReason));
    desk.does(BO, &Action::Withdraw { reason: reason() });
    assert_eq!(desk.review.work.closing.as_deref(), Some("老板换了产线"));
    let again = desk.review.clone();
    let back = desk.review.handed_over_again(&again, at(500)).review;
    assert_eq!((back.state, back.work.approval), (ReviewState::Waiting, None));
}

#[test]
fn unknown_stays_unknown() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    let field = desk.id("谁用");
    desk.does(ANNA, &Action::MarkUnknown { field });
    assert_eq!((desk.field("谁用").text.as_str(), desk.field("谁用").grade(|_| None)), (TO_CONFIRM, Grade::None));
    assert_eq!(desk.tries(ANNA, &edit(99, "x")), Err(Refusal::NoField));
    assert_eq!(desk.tries(ANNA, &edit(field, "  ")), Err(Refusal::NoText));
    assert_eq!(desk.tries(ANNA, &edit(field, &"长".repeat(3_000))), Err(Refusal::TooLong(2_000)));
}
