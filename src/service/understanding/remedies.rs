//! Whether the owner's words point to a cheaper way than AI, or to a danger where AI must not be the only guard.

use super::quantities::clause_range;
use crate::domain::{AiTask, Answer, Evidence, KnockOutId, Knowledge, Reading, Remedy, Rubric, matched_group, says};

/// The knock-out of a danger to people (rubric.md part 3).
pub(super) const DANGER: &str = "K3";

/// The danger that the words describe, with the words.
pub(super) fn hazard(knowledge: &Knowledge, said: &str) -> Option<Remedy> {
    let found = knowledge.playbooks.iter().flat_map(|p| p.hazards.iter().map(move |h| (p, h)));
    let mut matches = found.filter_map(|(p, h)| matched_group(&h.signals, said).map(|group| (p, h, group)));
    let (playbook, hazard, group) = matches.next()?;
    Some(Remedy {
        task: playbook.task,
        name: hazard.name.clone(),
        knock_out: KnockOutId::from(DANGER),
        quote: quote(said, group),
    })
}

/// The conventional way that the words point to, with the words; the most specific group wins.
pub(super) fn conventional(knowledge: &Knowledge, said: &str) -> Option<Remedy> {
    let found = knowledge.playbooks.iter().flat_map(|p| p.conventional.iter().map(move |c| (p, c)));
    let matches = found.filter_map(|(p, c)| matched_group(&c.signals, said).map(|group| (p, c, group)));
    let best = matches.max_by_key(|(playbook, _, group)| {
        let length: usize = group.iter().map(|word| word.chars().count()).sum();
        // Between equals the playbooks of plain automation and management know the way best.
        (length, playbook.task.needs_no_ai())
    });
    best.map(|(playbook, way, group)| Remedy {
        task: playbook.task,
        name: way.name.clone(),
        knock_out: way.knock_out.clone(),
        quote: quote(said, group),
    })
}

/// The knock-outs for ordinary means.
const ORDINARY: [&str; 2] = ["K1", "K6"];
/// How sure the examples must be that no AI is wanted before the words of a way count, and before a way is named that the
/// owner's words only resemble.
const NOT_AGAINST: f32 = 0.15;
const SURE: f32 = 0.65;
/// How much a way must resemble the words to be named; less than that names the general way.
const ALIKE: f32 = 0.12;
/// The general ways, named when no particular one is known: a measuring device or jig, and order in the process.
const GENERAL: [(AiTask, &str); 2] = [
    (AiTask::NoneConventionalAutomation, "现成的仪器、传感器、工装或标准机"),
    (AiTask::NoneManagementOrIt, "先理顺流程和台账"),
];

/// The conventional way that a need wants, by its words or by what needs like it were answered with.
///
/// `likely` is what the examples say of the task.
pub(super) fn wanted(
    input: &super::ReadInput<'_>,
    said: &str,
    task: Option<AiTask>,
    likely: &[(AiTask, f32)],
) -> Option<Remedy> {
    let no_ai: f32 = likely.iter().filter(|(task, _)| task.needs_no_ai()).map(|(_, sure)| sure).sum();
    // A device is no answer to what wants order in the process, nor the other way round.
    let speaks_for = |way: &Remedy| likely.iter().any(|(task, sure)| *task == task_of(way) && *sure >= NOT_AGAINST);
    let by_words = conventional(input.knowledge, said).filter(speaks_for);
    let plainly = no_ai >= SURE && task.is_some_and(AiTask::needs_no_ai);
    by_words.or_else(|| {
        likely
            .iter()
            .find(|(task, _)| plainly && task.needs_no_ai())
            .and_then(|(task, _)| resembling(input, said, *task))
    })
}

/// Takes a knock-out for ordinary means back that free words were read as, where the need itself speaks against it: that
/// they would mostly do is left of it.
pub(super) fn doubt(rubric: &Rubric, likely: &[(AiTask, f32)], reading: &mut Reading) {
    let no_ai: f32 = likely.iter().filter(|(task, _)| task.needs_no_ai()).map(|(_, sure)| sure).sum();
    for (id, answer) in &mut reading.answers {
        let ordinary = answer.knock_out.as_ref().is_some_and(|knock_out| ORDINARY.contains(&knock_out.as_str()));
        let milder = || rubric.criterion(id.as_str())?.options.iter().find(|option| option.knock_out.is_none());
        if let Some(milder) = milder().filter(|_| ordinary && no_ai < NOT_AGAINST) {
            answer.knock_out = None;
            answer.score = Some(milder.score);
            answer.reason.clone_from(&milder.reason);
        }
    }
}

/// The way that needs like this one are answered with.
fn resembling(input: &super::ReadInput<'_>, said: &str, task: AiTask) -> Option<Remedy> {
    let management = task == AiTask::NoneManagementOrIt;
    let fits = |way: &crate::domain::Conventional| (way.knock_out.as_str() == "K6") == management;
    let mut alike = input.lexicon.learned().ways(said).into_iter().filter(|(_, alike)| *alike >= ALIKE);
    let own = alike.find_map(|((book, name), _)| {
        let way = input.knowledge.playbook(book)?.conventional.iter().find(|way| way.name == name)?;
        fits(way).then_some((book, way))
    });
    let general = || {
        let (book, name) = GENERAL.into_iter().find(|(book, _)| *book == task)?;
        Some((book, input.knowledge.playbook(book)?.conventional.iter().find(|way| way.name == name)?))
    };
    let (task, way) = own.or_else(general)?;
    let quote = clause_range(input.message, 0);
    Some(Remedy {
        task,
        name: way.name.clone(),
        knock_out: way.knock_out.clone(),
        quote: input.message[quote].trim().to_owned(),
    })
}

/// Whether the owner says that an ordinary way was tried and did not do.
pub(super) fn tried_in_vain(message: &str) -> bool {
    let tried = ["试过", "用过", "装过", "买过", "上过", "量过", "弄过", "做过", "也买了"]
        .iter()
        .any(|words| says(message, words));
    let failed = [
        "不管用",
        "不好使",
        "误判",
        "误报",
        "不准",
        "不行",
        "没用",
        "不顶用",
        "测不出",
        "还是漏",
        "量不出",
        "称不出",
        "分不清",
        "分不开",
        "还是会",
        "套不进",
        "吃灰",
        "不灵",
    ];
    tried && failed.iter().any(|words| message.contains(words))
}

/// The owner's words from the first to the last clause that a group matched in; one clause when they are turns apart.
fn quote(said: &str, group: &[String]) -> String {
    let clauses = group.iter().filter_map(|word| said.find(word.as_str())).map(|at| clause_range(said, at));
    let (Some(first), Some(last)) = (clauses.clone().min_by_key(|c| c.start), clauses.max_by_key(|c| c.end)) else {
        return String::new();
    };
    let whole = &said[first.start..last.end];
    if whole.contains('\n') { said[first].trim().to_owned() } else { whole.trim().to_owned() }
}

/// The kind of task of a need whose answer is this remedy.
fn task_of(remedy: &Remedy) -> AiTask {
    match remedy.knock_out.as_str() {
        DANGER => remedy.task,
        "K6" => AiTask::NoneManagementOrIt,
        _ if remedy.task.needs_no_ai() => remedy.task,
        _ => AiTask::NoneConventionalAutomation,
    }
}

/// The conventional way of that name, when a playbook has one.
pub(super) fn named(knowledge: &Knowledge, name: &str, quote: &str) -> Option<Remedy> {
    let mut ways = knowledge.playbooks.iter().flat_map(|p| p.conventional.iter().map(move |way| (p, way)));
    let (playbook, way) = ways.find(|(_, way)| way.name == name)?;
    let (knock_out, quote) = (way.knock_out.clone(), quote.to_owned());
    Some(Remedy { task: playbook.task, name: way.name.clone(), knock_out, quote })
}

/// Turns a remedy into the answer to the criterion whose option carries its knock-out.
pub(super) fn knock_out(rubric: &Rubric, remedy: Remedy, reading: &mut Reading) {
    // K6 has no option of its own: like K1 it says that F2 is 0.
    let wanted = if remedy.knock_out.as_str() == "K6" { "K1" } else { remedy.knock_out.as_str() };
    let option = rubric.criteria.iter().find_map(|criterion| {
        let carries = |knock_out: &KnockOutId| knock_out.as_str() == wanted;
        let option = criterion.options.iter().find(|option| option.knock_out.as_ref().is_some_and(carries))?;
        Some((criterion.id.clone(), option))
    });
    if let Some((criterion, option)) = option {
        let answer = Answer {
            score: Some(option.score),
            knock_out: Some(remedy.knock_out.clone()),
            reason: option.reason.clone(),
            quote: remedy.quote.clone(),
            source: None,
            evidence: Evidence::E1,
        };
        reading.ai_task = Some(task_of(&remedy));
        reading.answers.insert(criterion, answer);
        reading.remedy = Some(remedy);
    }
}
