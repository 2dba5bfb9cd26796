//! The one next question: what could rule AI out comes first, cheapest first, in the words of the task's playbook.

use super::hear::is_settled;
use crate::domain::rubric::{Criterion, next_criterion};
use crate::domain::{AiTask, Asks, CriterionId, Dossier, FactToAsk, Knowledge, Playbook, Question, Scores};

/// No more than so many questions are put in one talk, one that is put again included: an owner has ten minutes.
pub const ENOUGH_QUESTIONS: usize = 11;
/// And no more than so many when the owner wants none.
const FEW_QUESTIONS: usize = 4;
/// Messages after which nothing more is asked only to complete the specification.
const ENOUGH_FOR_THE_SHEET: usize = 10;
/// Questions that are put behind a verdict, to complete the specification.
const FOR_THE_SHEET: u8 = 5;
/// How often the same question is put at most.
const TRIES: u8 = 2;
/// The criterion whose score is reckoned from amounts (payback).
pub(super) const WORTH: &str = "F5";
/// The amounts that payback is reckoned from. Two are asked for when its turn comes; what the owner would spend is asked
/// when everything else that is required was asked, and only then his own estimate of the payback.
pub(super) const AMOUNTS: [&str; 4] = ["loss", "output", "people", "budget"];
const AMOUNTS_ASKED: [&str; 2] = ["loss", "output"];
const SPENDING: &str = "budget";

/// Knock-outs whose answer is an ordinary way.
const ORDINARY: [&str; 2] = ["K1", "K6"];
/// The criterion that asks what was tried.
const TRIED: &str = "F2";
/// What a specification misses most, in order: criteria and amounts.
const SHEET_ORDER: [&str; 11] = ["F2", "loss", "output", "T1", "T4", SPENDING, "F1", "F4", "F7", "F3", "T2"];

/// What a vague owner is offered: the words of a trouble, and the kinds of task that it may be. The words are ours and tell no
/// more than that.
pub const TROUBLES: [(&str, [AiTask; 3]); 4] = [
    ("毛病靠人看，老看漏", [AiTask::VisualInspection, AiTask::VisualMeasurement, AiTask::ObjectCountingRecognition]),
    (
        "机器老坏，参数老要调",
        [AiTask::PredictiveMaintenance, AiTask::ProcessParameterOptimization, AiTask::AnomalyDetection],
    ),
    ("料乱单子乱，交货老拖", [AiTask::ProductionScheduling, AiTask::InventoryOptimization, AiTask::DocumentExtraction]),
    ("报价、图纸、客服忙不过来", [AiTask::QuotationEstimation, AiTask::GenerativeDesign, AiTask::CustomerService]),
];
/// Trades offered to an owner who has named none.
const TRADES: [&str; 4] = ["鞋服皮革", "泵阀五金机械", "电器电子", "塑料包装食品"];

/// The next question, or nothing when no more is to be asked. `before` is the one that was open when the event came.
pub fn next_question(knowledge: &Knowledge, dossier: &Dossier, before: Option<&Question>) -> Option<Question> {
    if dossier.stopped.is_some() || dossier.wants_person {
        return None;
    }
    let conflict = before.filter(|question| matches!(question.asks, Asks::Conflict { .. }));
    if let Some(question) =
        conflict.filter(|question| !is_settled(dossier, question) && may_ask(dossier, &question.key))
    {
        return Some(question.clone());
    }
    let before = before.filter(|question| !is_settled(dossier, question));
    // Each message but the first answers a question, whether it was understood or not; side questions are no answers.
    let answered = dossier.said.len().saturating_sub(dossier.asides.len() + 1);
    let most = if dossier.hurried { FEW_QUESTIONS } else { ENOUGH_QUESTIONS };
    if dossier.enough || answered >= most {
        return None;
    }
    if let Some(question) = about_the_need(knowledge, dossier) {
        return Some(question);
    }
    // Whoever names no trouble even when asked is not questioned about it.
    let playbook = dossier.ai_task.and_then(|task| knowledge.playbook(task))?;
    let scores = dossier.scores();
    let required = next_criterion(&knowledge.rubric, &scores_for_asking(dossier, playbook, before));
    let open = required.or_else(|| next_criterion(&knowledge.rubric, &scores));
    open.map(|criterion| for_criterion(dossier, criterion, playbook, before))
        .or_else(|| for_the_sheet(dossier, playbook, before))
}

/// The scores by which the next question is chosen: what an owner cannot reckon in his head waits, once two amounts of it
/// were asked for, until everything else that is required was asked.
fn scores_for_asking(dossier: &Dossier, playbook: &Playbook, before: Option<&Question>) -> Scores {
    let mut scores = dossier.scores();
    let worth = CriterionId::from(WORTH);
    let amounts = playbook.facts.iter().filter(|fact| AMOUNTS_ASKED.contains(&fact.key.as_str()));
    let asked = amounts.filter(|fact| !is_open(dossier, fact, before) || dossier.asked.contains_key(&fact.key)).count();
    if asked >= AMOUNTS_ASKED.len() && !scores.settled(&worth) {
        scores.unknown.insert(worth);
    }
    scores
}

/// What the talk is about at all, before anything can be weighed.
fn about_the_need(knowledge: &Knowledge, dossier: &Dossier) -> Option<Question> {
    if dossier.focus.is_none() && dossier.other_needs.len() > 1 && may_ask(dossier, "need") {
        let options = dossier.other_needs.iter().take(4).map(|need| need.text.clone()).collect();
        return Some(own("need", Asks::Need, "您说了好几件，先谈哪一件？", "比如先谈头一件", options));
    }
    if dossier.ai_task.is_none() && may_ask(dossier, "trouble") {
        let (text, example) = ("厂里眼下最头疼的是哪一类事？", "比如鞋面划痕看不过来");
        return Some(own(
            "trouble",
            Asks::Trouble,
            text,
            example,
            TROUBLES.map(|(words, _)| words.to_owned()).to_vec(),
        ));
    }
    let first = dossier.asked.is_empty() || dossier.asked.keys().all(|key| ["need", "trouble"].contains(&key.as_str()));
    if first && !dossier.doubts.is_empty() {
        return Some(detail(knowledge, dossier));
    }
    if dossier.sector.is_none() && !dossier.asked.contains_key("trade") {
        let trades = TRADES.map(str::to_owned).to_vec();
        return Some(own("trade", Asks::Trade, "您厂里主要做什么产品？", "比如做皮鞋、做阀门", trades));
    }
    None
}

/// How many kinds of task are offered to an owner whose words leave open which one he means.
const DOUBTS: usize = 3;

/// Asks what exactly the need is about, with the tasks that it may be as answers to tap.
fn detail(knowledge: &Knowledge, dossier: &Dossier) -> Question {
    let tasks = dossier.doubts.iter().filter_map(|task| knowledge.playbook(*task));
    let options = tasks.take(DOUBTS).map(|book| book.owner_name.clone()).collect();
    let (text, example) = ("能说细一点吗：什么东西、哪道工序、出什么事？", "比如成鞋出厂前看划痕，老看漏");
    own("detail", Asks::Detail, text, example, options)
}

fn may_ask(dossier: &Dossier, key: &str) -> bool {
    dossier.asked.get(key).is_none_or(|asked| *asked < TRIES)
}

fn own(key: &str, asks: Asks, text: &str, example: &str, options: Vec<String>) -> Question {
    Question { key: key.to_owned(), criterion: None, asks, text: text.to_owned(), example: example.to_owned(), options }
}

/// The question for a criterion: the playbook's own words for it first, the rubric's general ones when these gave no score.
fn for_criterion(dossier: &Dossier, criterion: &Criterion, playbook: &Playbook, before: Option<&Question>) -> Question {
    let worth = criterion.id.as_str() == WORTH;
    let belongs = |fact: &&FactToAsk| {
        if worth { is_reckoned_from(fact) } else { fact.criterion.as_ref() == Some(&criterion.id) }
    };
    let own: Vec<&FactToAsk> = playbook.facts.iter().filter(belongs).collect();
    let asked = own.iter().filter(|fact| dossier.asked.contains_key(&fact.key)).count();
    let limit = if worth { own.len() } else { 1 };
    let mut open = own.into_iter().filter(|fact| is_open(dossier, fact, before));
    // A question that was not understood is put once more before another takes its place.
    match open.next().filter(|fact| asked < limit || dossier.asked.contains_key(&fact.key)) {
        Some(fact) => of_fact(fact),
        None => Question {
            key: criterion.id.to_string(),
            criterion: Some(criterion.id.clone()),
            asks: Asks::Criterion,
            text: criterion.question.clone(),
            example: criterion.example.clone(),
            options: criterion.options.iter().map(|option| option.text.clone()).collect(),
        },
    }
}

/// Whether a fact is an amount that is asked for to reckon the payback; what the owner would spend comes last.
fn is_reckoned_from(fact: &FactToAsk) -> bool {
    AMOUNTS_ASKED.contains(&fact.key.as_str()) || fact.key == SPENDING
}

/// Whether a fact is neither known nor asked before, or was asked just now and not understood.
fn is_open(dossier: &Dossier, fact: &FactToAsk, before: Option<&Question>) -> bool {
    let just_now = before.is_some_and(|question| question.key == fact.key) && may_ask(dossier, &fact.key);
    dossier.fact(&fact.key).is_none() && (just_now || !dossier.asked.contains_key(&fact.key))
}

fn of_fact(fact: &FactToAsk) -> Question {
    Question {
        key: fact.key.clone(),
        criterion: fact.criterion.clone(),
        asks: Asks::Fact,
        text: fact.ask.clone(),
        example: fact.example.clone(),
        options: fact.options.iter().map(|option| option.text.clone()).collect(),
    }
}

/// A question behind the verdict that a specification without its answer has a gap for.
fn for_the_sheet(dossier: &Dossier, playbook: &Playbook, before: Option<&Question>) -> Option<Question> {
    let settled = |id: &CriterionId| dossier.answers.get(id).is_some_and(|answer| answer.score.is_some());
    // What only resembles a conventional way is checked first: was it tried?
    let unchecked = |id: &CriterionId| {
        let remedy = dossier.remedy.as_ref().filter(|remedy| ORDINARY.contains(&remedy.knock_out.as_str()));
        id.as_str() == TRIED && remedy.is_some()
    };
    let open = |fact: &&FactToAsk| {
        let by_score = fact.criterion.as_ref().is_some_and(|id| settled(id) && !unchecked(id));
        (!by_score || AMOUNTS.contains(&fact.key.as_str())) && is_open(dossier, fact, before)
    };
    let rank = |fact: &&FactToAsk| {
        let id = fact.criterion.as_ref().map_or("", |id| id.as_str());
        SHEET_ORDER.iter().position(|wanted| *wanted == id || *wanted == fact.key).unwrap_or(SHEET_ORDER.len())
    };
    let once = |fact: &&FactToAsk| {
        // One question a criterion: a second one would sound like the first.
        let asked = |other: &FactToAsk| other.criterion == fact.criterion && dossier.asked.contains_key(&other.key);
        AMOUNTS.contains(&fact.key.as_str()) || fact.criterion.is_none() || !playbook.facts.iter().any(asked)
    };
    let behind = dossier.asked_behind_verdict;
    let ruled_out = dossier.answers.values().filter_map(|answer| answer.knock_out.as_ref());
    // Where danger, law or physics rule AI out nothing more is wanted of the owner.
    let ended = ruled_out.into_iter().any(|id| !ORDINARY.contains(&id.as_str()));
    let tired = dossier.said.len() > ENOUGH_FOR_THE_SHEET;
    if behind >= FOR_THE_SHEET || ended || tired {
        return None;
    }
    playbook.facts.iter().filter(open).filter(once).min_by_key(rank).map(of_fact)
}
