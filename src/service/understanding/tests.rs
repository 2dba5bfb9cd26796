//! What the rules read out of plain words: single sentences as examples, and all published cases as a measure.

use std::sync::LazyLock;

use super::{ReadInput, by_rules};
use crate::domain::{AiTask, Asks, CriterionId, Dossier, Locale, Question, Reading};
use crate::redaction::{Redactor, Vault};
use crate::service::Knowing;
use crate::service::knowledge::{assemble, seed};
use crate::store::KnowledgeState;

static SEED: LazyLock<Knowing> = LazyLock::new(|| {
    let knowledge = assemble(&seed().unwrap()).unwrap();
    Knowing::of(knowledge, KnowledgeState { seq: 0, version: "test".to_owned() }).unwrap()
});

fn read_in(dossier: &Dossier, message: &str) -> Reading {
    let mut vault = Vault::new();
    let masked = Redactor::new().mask(message, &mut vault);
    by_rules::read(&ReadInput {
        pictures: &[],
        message,
        masked: &masked,
        history: &[],
        dossier,
        knowledge: &SEED.knowledge,
        lexicon: &SEED.lexicon,
        vault: &vault,
        locale: Locale::ZhCn,
    })
}

fn read(message: &str) -> Reading {
    read_in(&Dossier::default(), message)
}

#[test]
fn the_sentence_of_the_issue() {
    let reading = read("鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI");
    assert_eq!(reading.ai_task, Some(AiTask::VisualInspection));
    assert_eq!(reading.sector.unwrap().code, "C195");
    assert!(reading.remedy.is_none());
    let people = reading.facts.iter().find(|fact| fact.key == "people").unwrap();
    assert_eq!((people.value.as_deref(), people.quote.as_deref()), (Some("六"), Some("六个人看还漏")));
}

#[test]
fn a_danger_is_seen_before_a_cheaper_way() {
    let reading = read("冲床旁边装个摄像头，手进去AI就停机，把光栅省了");
    let remedy = reading.remedy.unwrap();
    assert_eq!(remedy.knock_out.as_str(), "K3");
    assert_eq!(reading.answers[&CriterionId::from("F4")].score, Some(0));
}

#[test]
fn a_cheaper_way_is_named_with_the_words_that_point_to_it() {
    let said = "打压试验工人偷懒，漏的也放过去，想用AI看水泡";
    let reading = read(said);
    let remedy = reading.remedy.unwrap();
    assert_eq!(remedy.knock_out.as_str(), "K1");
    assert!(said.contains(&remedy.quote), "{}", remedy.quote);
    assert_eq!(reading.ai_task, Some(AiTask::NoneConventionalAutomation));
}

#[test]
fn traditional_characters_read_the_same_and_are_quoted_as_written() {
    let reading = read("鞋面老有劃痕，六個人看還漏");
    assert_eq!(reading.ai_task, Some(AiTask::VisualInspection));
    let people = reading.facts.iter().find(|fact| fact.key == "people").unwrap();
    assert_eq!(people.quote.as_deref(), Some("六個人看還漏"));
}

/// A dossier whose open question is the rubric's own for that criterion.
fn asked(criterion: &str) -> Dossier {
    let criterion = SEED.knowledge.rubric.criterion(criterion).unwrap();
    let question = Question {
        key: criterion.id.to_string(),
        criterion: Some(criterion.id.clone()),
        asks: Asks::Criterion,
        text: criterion.question.clone(),
        example: criterion.example.clone(),
        options: criterion.options.iter().map(|option| option.text.clone()).collect(),
    };
    Dossier { pending: Some(question), ai_task: Some(AiTask::VisualInspection), ..Dossier::default() }
}

#[test]
fn an_answer_in_free_words_is_understood() {
    let dossier = asked("F2");
    let score = |said: &str| read_in(&dossier, said).answers.get("F2").map(|answer| answer.score);
    assert_eq!(score("试过，花样太多或老误判"), Some(Some(2)));
    assert_eq!(score("买过一台，老是误报"), Some(Some(2)));
    assert!(read_in(&dossier, "不晓得").not_known);
    assert_eq!(score("明天股票会涨吗"), None);
}

/// Every published case has an owner's sentence of its own; the measure guards the words, it is no proof on unseen needs.
#[test]
fn tasks_of_the_published_cases() {
    let cases = &SEED.knowledge.cases;
    let mut wrong = vec![];
    for case in cases {
        let reading = read(&case.owner_words);
        if reading.ai_task != Some(case.ai_task) {
            wrong.push(format!("{} {} read as {:?}: {}", case.id, case.ai_task, reading.ai_task, case.owner_words));
        }
    }
    let right = cases.len() - wrong.len();
    assert!(right * 100 >= cases.len() * 60, "only {right} of {} tasks:\n{}", cases.len(), wrong.join("\n"));
}
