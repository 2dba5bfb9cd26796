//! Whether somebody has done it before (F6): the library of cases answers what an owner cannot know.

use super::Effect;
use crate::domain::{Answer, Case, CaseOutcome, CriterionId, Dossier, Evidence, Fact, FactState, Knowledge};

/// The criterion that asks for a precedent.
const PRECEDENT: &str = "F6";

/// Scores F6 from the published cases that resemble the need, when the owner has not answered it himself.
pub(super) fn score(dossier: &mut Dossier, similar: &[String], knowledge: &Knowledge, effects: &mut Vec<Effect>) {
    let id = CriterionId::from(PRECEDENT);
    let own_words = dossier.answers.get(&id).is_some_and(|answer| answer.source.is_none());
    let Some(task) = dossier.ai_task.filter(|task| !task.needs_no_ai() && !own_words) else { return };
    let succeeded =
        |case: &&Case| case.ai_task == task && [CaseOutcome::Success, CaseOutcome::Partial].contains(&case.outcome);
    let done: Vec<&Case> = similar.iter().filter_map(|id| knowledge.case(id)).filter(succeeded).collect();
    let trade = dossier.sector.as_ref();
    let same_trade = |case: &&&Case| trade.is_some_and(|trade| trade.kindred(&case.sector)) && case.result.is_some();
    let best = done.iter().find(same_trade).map(|case| (3, *case)).or_else(|| done.first().map(|case| (2, *case)));
    let Some((score, case)) = best else { return };
    let Some(criterion) = knowledge.rubric.criterion(PRECEDENT) else { return };
    let Some(option) = criterion.options.iter().find(|option| option.score == score) else { return };
    let answer = Answer {
        score: Some(score),
        knock_out: None,
        reason: option.reason.clone(),
        quote: case.title.clone(),
        source: Some(case.id.clone()),
        evidence: Evidence::E2,
    };
    // The words are the case's, not the owner's.
    let fact =
        Fact { state: FactState::Proposed, quote: None, ..Fact::of_answer(&id, criterion.name.clone(), &answer) };
    if dossier.put(&fact) {
        effects.push(Effect::Learnt(fact));
    }
    dossier.answers.insert(id, answer);
}
