//! Puts the arithmetic of the rubric into a verdict that people can read.

use super::explain::explain;
use crate::domain::rubric::{Criterion, Judgement, judge, next_criterion};
use crate::domain::{
    Alternative, CriterionResult, Dossier, KnockOutResult, Knowledge, Locale, Pilot, PrepareStep, Rubric, Verdict,
    VerdictCode,
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
    };
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
    });
    way.or_else(|| {
        let hazard = playbook.hazards.iter().find(|hazard| hazard.name == remedy.name)?;
        let come_back = knowledge.rubric.knock_out(remedy.knock_out.as_str()).map(|k| k.come_back.clone());
        Some(Alternative { name: hazard.safe_way.clone(), why: hazard.why.clone(), visible_in: None, come_back })
    })
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
