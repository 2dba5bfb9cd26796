//! Puts the arithmetic of the rubric into a verdict that people can read.

use super::explain::explain;
use super::translator;
use crate::domain::payback::payback;
use crate::domain::rubric::{Criterion, Judgement, Step, flips, judge, next_criterion};
use crate::domain::{
    Alternative, Case, CaseOutcome, CitedPrice, CriterionResult, Dossier, FlipResult, FlipStep, KnockOutResult,
    Knowledge, Locale, Pilot, PrepareStep, Remedy, Rubric, Verdict, VerdictCode,
};
use crate::messages::say;

/// The verdict on what is known: computed by the rubric, explained here.
pub fn verdict_for(knowledge: &Knowledge, dossier: &Dossier, locale: Locale) -> Verdict {
    let rubric = &knowledge.rubric;
    let scores = dossier.scores();
    let mut judgement = judge(rubric, &scores);
    if dossier.stopped.is_some() {
        judgement.code = VerdictCode::Stop;
    }
    let mut verdict = Verdict {
        code: judgement.code,
        fit: judgement.fit,
        timing: judgement.timing,
        criteria: rubric.criteria.iter().map(|criterion| result(criterion, dossier)).collect(),
        knock_outs: knock_outs(rubric, dossier),
        explanation: String::new(),
        alternative: alternative(knowledge, dossier),
        prepare: prepare(rubric, dossier, &judgement),
        pilot: (judgement.code == VerdictCode::PilotFirst).then(|| pilot(dossier, locale)),
        rubric_version: rubric.version.clone(),
        payback: payback(dossier, knowledge),
        flips: if dossier.stopped.is_some() { vec![] } else { turning_points(rubric, dossier, locale) },
        for_translator: vec![],
    };
    verdict.for_translator = translator::lines(&verdict, knowledge, dossier, &judgement, locale);
    let final_word = next_criterion(rubric, &scores).is_none();
    verdict.explanation = explain(&verdict, knowledge, dossier, final_word, locale);
    verdict
}

fn result(criterion: &Criterion, dossier: &Dossier) -> CriterionResult {
    let answer = dossier.answers.get(&criterion.id);
    CriterionResult {
        id: criterion.id.clone(),
        name: criterion.name.clone(),
        owner_name: criterion.owner_name.clone(),
        weight: criterion.weight,
        score: answer.and_then(|a| a.score),
        unknown: answer.is_some_and(|a| a.score.is_none()),
        reason: answer.map(|a| a.reason.clone()).unwrap_or_default(),
        quote: answer.map(|a| a.quote.clone()),
        evidence: answer.filter(|a| a.score.is_some()).map(|a| a.evidence),
    }
}

fn knock_outs(rubric: &Rubric, dossier: &Dossier) -> Vec<KnockOutResult> {
    let triggered = dossier.answers.values().filter_map(|answer| Some((answer.knock_out.as_ref()?, answer)));
    triggered
        .filter_map(|(id, answer)| {
            let knock_out = rubric.knock_out(id.as_str())?;
            Some(KnockOutResult {
                id: knock_out.id.clone(),
                name: knock_out.name.clone(),
                message: knock_out.message.clone(),
                quote: Some(answer.quote.clone()),
            })
        })
        .collect()
}

/// The cheaper or safer way: the entry of the playbook that the owner's words pointed to.
fn alternative(knowledge: &Knowledge, dossier: &Dossier) -> Option<Alternative> {
    let remedy = dossier.remedy.as_ref()?;
    let playbook = knowledge.playbook(remedy.task)?;
    let way = playbook.conventional.iter().find(|way| way.name == remedy.name).map(|way| Alternative {
        name: way.name.clone(),
        why: way.why.clone(),
        visible_in: Some(way.visible_in.clone()),
        come_back: Some(way.come_back.clone()),
        price: cited_price(knowledge, dossier, remedy),
    });
    way.or_else(|| {
        let hazard = playbook.hazards.iter().find(|hazard| hazard.name == remedy.name)?;
        let come_back = knowledge.rubric.knock_out(remedy.knock_out.as_str()).map(|k| k.come_back.clone());
        Some(Alternative {
            name: hazard.safe_way.clone(),
            why: hazard.why.clone(),
            visible_in: None,
            come_back,
            price: None,
        })
    })
}

/// What a published case of the same ordinary way cost: one that did not fail, solved its need without AI, and names the way
/// in a word of three characters or more. A shared trade alone is not enough: it would show the price of another thing.
fn cited_price(knowledge: &Knowledge, dossier: &Dossier, remedy: &Remedy) -> Option<CitedPrice> {
    let without_ai = |case: &&Case| {
        let done = [CaseOutcome::Success, CaseOutcome::Partial].contains(&case.outcome);
        case.outcome == CaseOutcome::ConventionalSolutionChosen || (done && case.ai_task.needs_no_ai())
    };
    let names = |case: &&Case| {
        case.keywords.iter().any(|word| word.chars().count() >= 3 && remedy.name.contains(word.as_str()))
    };
    let mut alike: Vec<&Case> = knowledge.cases.iter().map(AsRef::as_ref).filter(without_ai).filter(names).collect();
    alike.sort_by_key(|case| !dossier.sector.as_ref().is_some_and(|trade| trade.kindred(&case.sector)));
    alike.into_iter().find_map(|case| {
        let cost = case.cost.as_ref()?;
        let amount = cost.amount_cny.map(|yuan| format!("{yuan}元"));
        let text = amount.into_iter().chain(cost.note.clone()).collect::<Vec<_>>().join("，");
        let priced = text.contains(|c: char| c.is_ascii_digit());
        priced.then(|| CitedPrice { text, case_id: case.id.clone(), title: case.title.clone() })
    })
}

/// The facts on which the verdict turns, in the words of the rubric's options.
fn turning_points(rubric: &Rubric, dossier: &Dossier, locale: Locale) -> Vec<FlipResult> {
    let scores = dossier.scores();
    let now = judge(rubric, &scores).code;
    let found = flips(rubric, &scores);
    let results = found.into_iter().filter_map(|flip| {
        let step = worded(rubric, &flip.step, locale)?;
        let also = flip.also.as_ref().and_then(|also| worded(rubric, also, locale));
        let (verdict, better) = (flip.verdict, flip.is_better_than(now));
        let FlipStep { criterion, owner_name, from, to } = step;
        Some(FlipResult { criterion, owner_name, from, to, also, verdict, better })
    });
    results.collect()
}

fn worded(rubric: &Rubric, step: &Step, locale: Locale) -> Option<FlipStep> {
    let criterion = rubric.criterion(step.criterion.as_str())?;
    let option = |score: u8| {
        let mut fitting = criterion.options.iter().filter(|option| option.score == score);
        let first = fitting.next()?;
        let lighter = [first].into_iter().chain(fitting).find(|option| option.knock_out.is_none());
        Some(lighter.unwrap_or(first).text.clone())
    };
    let from = step.from.map_or_else(|| Some(say(locale, "verdict.flip_unknown", &[])), option)?;
    let proof = step.evidence.map(|_| say(locale, "verdict.flip_proof", &[]));
    let to = proof.or_else(|| option(step.to))?;
    Some(FlipStep { criterion: criterion.id.clone(), owner_name: criterion.owner_name.clone(), from, to })
}

/// What to do first: every weak timing criterion has its step, when AI fits but the time has not come.
fn prepare(rubric: &Rubric, dossier: &Dossier, judgement: &Judgement) -> Vec<PrepareStep> {
    let wanted = [VerdictCode::PrepareFirst, VerdictCode::PilotFirst].contains(&judgement.code);
    let weak = rubric.preparations.iter().filter(|step| {
        let score = dossier.answers.get(&step.criterion).and_then(|answer| answer.score);
        wanted && score.is_some_and(|score| score <= step.at_most)
    });
    weak.map(|step| PrepareStep {
        criterion: step.criterion.clone(),
        action: step.action.clone(),
        target: step.target.clone(),
        support: step.support.clone(),
    })
    .collect()
}

fn pilot(dossier: &Dossier, locale: Locale) -> Pilot {
    let named = ["defects", "object", "process"].iter().find_map(|key| dossier.fact(key)?.value.clone());
    let object = named.unwrap_or_else(|| crate::domain::TO_CONFIRM.to_owned());
    Pilot {
        scope: say(locale, "pilot.scope", &[("object", &object)]),
        limits: say(locale, "pilot.limits", &[]),
        stop_line: say(locale, "pilot.stop_line", &[]),
    }
}

/// The key of a verdict's name in the message catalogue.
pub(super) fn name_of(code: VerdictCode) -> String {
    let name = match code {
        VerdictCode::SuitableNow => "suitable_now",
        VerdictCode::PilotFirst => "pilot_first",
        VerdictCode::PrepareFirst => "prepare_first",
        VerdictCode::ConventionalBetter => "conventional_better",
        VerdictCode::NotSuitable => "not_suitable",
        VerdictCode::NotEnoughInfo => "not_enough_info",
        VerdictCode::Stop => "stop",
    };
    format!("page.verdict_{name}")
}
