//! Scripts of reviews, and a property: nothing is released that nobody approved.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::rubric::{Group, GroupScore};
use crate::domain::{
    Answer, AnsweredBy, CriterionId, Dossier, Evidence, Item, Knowledge, Origin, Rubric, SECTION_TITLES, Section,
    Specification, TO_CONFIRM, Verdict, VerdictCode,
};

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + Duration::minutes(minutes)
}

fn person(number: u128) -> Actor {
    Actor { id: StaffId(Uuid::from_u128(number)), lead: number == LEAD }
}

const ANNA: u128 = 1;
const BO: u128 = 2;
const LEAD: u128 = 3;

/// A case with a draft in which every section that must say something does.
struct Desk {
    dossier: Dossier,
    knowledge: Knowledge,
    verdict: Verdict,
    why: Vec<WhySecond>,
    draft: NewDraft,
    review: Review,
    minute: i64,
}

impl Desk {
    fn new() -> Self {
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
        let knowledge =
            Knowledge { cases: vec![], policies: vec![], glossary: vec![], playbooks: vec![], needs: vec![], rubric };
        let verdict = verdict();
        let draft = NewDraft { specification: specification("鞋面划痕检测"), turn: None };
        let summary = CaseSummary::of(&dossier, None, None);
        let review = Review::opened(ConversationId(Uuid::from_u128(9)), summary, at(0), at(60));
        Self { dossier, knowledge, verdict, why: vec![], draft, review, minute: 0 }
    }

    fn grounding(&self) -> Grounding<'_> {
        Grounding {
            dossier: &self.dossier,
            knowledge: &self.knowledge,
            verdict: &self.verdict,
            today: NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(),
            second_reader: &self.why,
            draft: &self.draft,
        }
    }

    fn tries(&mut self, who: u128, action: &Action) -> Result<StepKind, Refusal> {
        self.minute += 1;
        let acted = self.review.act(action, person(who), &self.grounding(), at(self.minute))?;
        assert_eq!(acted.step.version, self.review.version + 1);
        assert_eq!(acted.review.version, acted.step.version);
        self.review = acted.review;
        Ok(acted.step.kind)
    }

    fn does(&mut self, who: u128, action: &Action) -> &mut Self {
        self.tries(who, action).unwrap_or_else(|refusal| panic!("{action:?}: {refusal:?}"));
        self
    }

    fn field(&self, label: &str) -> &Field {
        self.review.work.sheet.as_ref().unwrap().fields.iter().find(|field| field.label == label).unwrap()
    }

    fn id(&self, label: &str) -> FieldId {
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

fn item(label: &str, text: &str, origin: Origin) -> Item {
    Item { label: label.into(), text: text.into(), origin, doubtful: false }
}

/// A draft that the checks let pass.
fn specification(title: &str) -> Specification {
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

fn edit(field: FieldId, text: &str) -> Action {
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
fn a_second_reader_is_another_person_and_judges_blind() {
    let mut desk = Desk::new();
    desk.why = vec![WhySecond::Money];
    desk.does(ANNA, &Action::Claim);
    assert_eq!(desk.tries(ANNA, &Action::Approve), Ok(StepKind::AskSecond));
    assert_eq!(desk.review.state, ReviewState::Second);
    assert_eq!(desk.tries(ANNA, &Action::Claim), Err(Refusal::SamePerson));
    desk.does(BO, &Action::Claim);
    let own = desk.review.work.second.as_ref().unwrap().judging.clone().unwrap();
    assert!(own.scores.is_empty(), "the second reader begins with nothing");
    assert_eq!(desk.tries(BO, &Action::GiveSecond { note: String::new() }), Err(Refusal::Nothing));
    score_all(&mut desk, BO, 2);
    desk.does(BO, &Action::GiveSecond { note: String::new() });
    let result = desk.review.work.second.as_ref().unwrap().result.clone().unwrap();
    assert_eq!(result.first, result.second);
    desk.does(ANNA, &Action::Approve);
    assert_eq!(desk.review.state, ReviewState::Approved);
}

#[test]
fn a_disagreement_is_settled_by_a_lead_or_by_giving_way() {
    let mut desk = Desk::new();
    desk.why = vec![WhySecond::Safety];
    desk.does(ANNA, &Action::Claim).does(ANNA, &Action::Approve).does(BO, &Action::Claim);
    score_all(&mut desk, BO, 0);
    desk.does(BO, &Action::GiveSecond { note: "根本没有数据".into() });
    assert_eq!(desk.tries(ANNA, &Action::Approve), Err(Refusal::Blocked(vec![Block::Disagreement])));
    let settle = |keep| Action::Settle { keep, reason: "看过现场".into() };
    assert_eq!(desk.tries(ANNA, &settle(Keep::First)), Err(Refusal::LeadOnly));
    let before = desk.review.clone();
    desk.does(LEAD, &settle(Keep::First)).does(ANNA, &Action::Approve);
    desk.review = before;
    desk.does(ANNA, &settle(Keep::Second));
    let rubric = desk.knowledge.rubric.clone();
    let stands = desk.review.work.judging.as_ref().unwrap().verdict(&rubric);
    assert_eq!(stands, desk.review.work.second.as_ref().unwrap().result.as_ref().unwrap().second);
    desk.does(ANNA, &Action::Approve);
}

fn score_all(desk: &mut Desk, who: u128, score: u8) {
    for criterion in desk.knowledge.rubric.criteria.clone() {
        let offered = criterion.options.iter().map(|option| option.score);
        let score = offered.min_by_key(|offered| offered.abs_diff(score)).unwrap();
        let action = Action::Score {
            criterion: criterion.id,
            score: Some(score),
            evidence: Evidence::E2,
            reason: "看过".into(),
        };
        desk.does(who, &action);
    }
}

#[test]
fn a_changed_score_takes_its_knock_out_with_it() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    let score = |value| Action::Score {
        criterion: CriterionId::from("F2"),
        score: Some(value),
        evidence: Evidence::E3,
        reason: "看过现场".into(),
    };
    let rubric = desk.knowledge.rubric.clone();
    let verdict = |desk: &Desk| desk.review.work.judging.as_ref().unwrap().judgement(&rubric).code;
    let before = verdict(&desk);
    desk.does(ANNA, &score(0));
    assert_eq!(verdict(&desk), VerdictCode::ConventionalBetter);
    desk.does(ANNA, &score(2));
    assert_eq!(verdict(&desk), before);
    let judged = &desk.review.work.judging.as_ref().unwrap().scores[&CriterionId::from("F2")];
    assert_eq!(judged.drafted, Some(Some(2)));
    let total: f64 = rubric.group(Group::Fit).map(|criterion| criterion.weight).sum();
    assert!((total - 100.0).abs() < f64::EPSILON);
}

#[test]
fn an_override_needs_a_reason() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    let overriding = |reason: &str| Action::Override { verdict: VerdictCode::NotSuitable, reason: reason.into() };
    assert_eq!(desk.tries(ANNA, &overriding(" ")), Err(Refusal::NoReason));
    desk.does(ANNA, &overriding("厂里下月搬迁"));
    assert_eq!(desk.review.work.judging.as_ref().unwrap().verdict(&desk.knowledge.rubric), VerdictCode::NotSuitable);
    let why = SecondRule::default().reasons(&desk.review, &desk.dossier, None, &desk.knowledge.rubric);
    assert!(why.contains(&WhySecond::Override), "{why:?}");
    desk.does(ANNA, &Action::DropOverride);
}

#[test]
fn a_newer_draft_keeps_what_people_wrote() {
    let mut desk = Desk::new();
    desk.does(ANNA, &Action::Claim);
    let (who, what) = (desk.id("谁用"), desk.id("要解决什么"));
    desk.does(ANNA, &edit(who, "质检员和班长用"));
    desk.does(
        ANNA,
        &Action::AddField { section: 3, label: "照片".into(), text: "手机拍".into(), basis: "电话".into() },
    );
    let mut newer = specification("鞋面划痕和脏污检测");
    newer.sections[1].items[0].text = "鞋面划痕和脏污漏检".into();
    newer.sections[2].items[0].text = "三个质检员用".into();
    newer.sections[4].items.push(item("输出", "报警灯", Origin::Playbook));
    desk.draft.specification = newer;
    desk.review.work.moved = true;
    assert!(desk.review.blocks(&desk.grounding()).contains(&Block::Moved));
    desk.does(ANNA, &Action::TakeDraft);
    assert_eq!(desk.field("要解决什么").text, "鞋面划痕和脏污漏检");
    assert_eq!(desk.id("要解决什么"), what);
    assert_eq!(desk.field("谁用").text, "质检员和班长用");
    assert_eq!(desk.field("谁用").newer.as_deref(), Some("三个质检员用"));
    assert_eq!(desk.field("照片").text, "手机拍");
    let ids: std::collections::BTreeSet<FieldId> =
        desk.review.work.sheet.as_ref().unwrap().fields.iter().map(|field| field.id).collect();
    assert_eq!(ids.len(), desk.review.work.sheet.as_ref().unwrap().fields.len(), "numbers are unique");
    assert_eq!(desk.review.work.sheet.as_ref().unwrap().title, "鞋面划痕和脏污检测");
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

fn any_action() -> impl Strategy<Value = Action> {
    let text = prop_oneof![Just(String::new()), Just("一个理由".to_owned())];
    let id = 1u128..4;
    let field = 1u32..10;
    prop_oneof![
        5 => Just(Action::Claim),
        1 => Just(Action::Unclaim),
        1 => (id, text.clone()).prop_map(|(to, reason)| Action::Transfer { to: person(to).id, reason }),
        2 => field.clone().prop_map(|field| Action::Accept { field }),
        2 => (field.clone(), text.clone()).prop_map(|(field, text)| Action::Edit { field, text, basis: None }),
        1 => field.clone().prop_map(|field| Action::MarkUnknown { field }),
        1 => (field, text.clone()).prop_map(|(field, question)| Action::Ask { field: Some(field), question }),
        1 => (1u32..4).prop_map(|question| Action::TakeBackQuestion { question }),
        2 => (0u8..4, text.clone()).prop_map(|(score, reason)| Action::Score {
            criterion: CriterionId::from("F2"), score: Some(score), evidence: Evidence::E1, reason }),
        1 => text.clone().prop_map(|reason| Action::Override { verdict: VerdictCode::SuitableNow, reason }),
        1 => text.clone().prop_map(|reason| Action::AskSecond { reason }),
        3 => text.clone().prop_map(|note| Action::GiveSecond { note }),
        1 => text.clone().prop_map(|reason| Action::Settle { keep: Keep::First, reason }),
        6 => Just(Action::Approve),
        1 => text.clone().prop_map(|question| Action::Return { missing: vec![Missing { field: None, question }] }),
        1 => text.clone().prop_map(|note| Action::Decline { reason: DeclineReason::Other, note }),
        6 => Just(Action::Release),
        1 => text.clone().prop_map(|reason| Action::Reopen { reason }),
        1 => text.prop_map(|reason| Action::Withdraw { reason }),
        1 => Just(Action::TakeDraft),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn nothing_is_released_that_nobody_approved(
        acts in proptest::collection::vec((1u128..4, any_action(), any::<bool>()), 1..60),
        second in any::<bool>(),
    ) {
        let mut desk = Desk::new();
        if second {
            desk.why = vec![WhySecond::Random];
        }
        let mut approved = false;
        for (who, action, late) in acts {
            if late {
                desk.minute += 10;
            }
            let before = desk.review.clone();
            match desk.tries(who, &action) {
                Ok(StepKind::Approve) => {
                    approved = true;
                    let second_done = desk.review.work.second.as_ref().is_some_and(SecondReading::is_settled);
                    prop_assert!(!second || second_done, "approved without a second reader");
                }
                Ok(StepKind::Release) => {
                    prop_assert!(approved && before.state == ReviewState::Approved);
                    prop_assert!(before.work.approval.is_some());
                    approved = false;
                }
                Ok(_) => {}
                Err(_) => prop_assert_eq!(&desk.review, &before, "a refusal changes nothing"),
            }
            let released = desk.review.state == ReviewState::Released;
            prop_assert!(!released || desk.review.work.approval.is_some());
            if let Some(lease) = desk.review.lease {
                prop_assert!(desk.review.state.is_open() && desk.review.state != ReviewState::Waiting || lease.until.is_none());
            }
        }
    }
}
