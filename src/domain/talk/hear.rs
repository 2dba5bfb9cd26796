//! Takes a message, or a corrected line, into the dossier: what is newer wins, what contradicts is asked.

use super::next::{AMOUNTS, WORTH};
use super::{Effect, Remark, acts, choice, evidence};
use crate::domain::{Act, Answer, Asks, CriterionId, Dossier, Evidence, Fact, FactState, Knowledge, Question, Reading};

/// How often a question is put before an answer that nobody understands counts as 不清楚.
const TRIES: u8 = 2;

/// Takes in a message and what it was read as.
pub(super) fn message(
    dossier: &mut Dossier,
    message: &str,
    mut reading: Reading,
    knowledge: &Knowledge,
    effects: &mut Vec<Effect>,
) {
    evidence::keep_supported(dossier, message, &mut reading);
    let aside = acts::is_aside(&reading);
    if aside {
        dossier.asides.insert(dossier.said.len());
    }
    dossier.said.push(message.to_owned());
    acts::answer(dossier, &reading, effects);
    if reading.acts.contains(&Act::Orders) {
        // Whoever gives us orders states no facts in the same breath that we could trust; what he is about may be heard.
        if !dossier.names_a_need() {
            (dossier.sector, dossier.ai_task) = (reading.sector, reading.ai_task);
        }
        return;
    }
    if reading.needs.len() > 1 && !dossier.names_a_need() && dossier.other_needs.is_empty() {
        several(dossier, &mut reading, effects);
        return;
    }
    let pending = dossier.pending.clone();
    let known_before = pending.as_ref().map(|question| is_settled(dossier, question));
    if let Some(question) = &pending {
        choice::need(dossier, question, message, effects);
        choice::conflict(dossier, question, message, effects);
    }
    contradictions(dossier, &mut reading, effects);
    let not_known = reading.not_known;
    take(dossier, reading, knowledge, effects);
    if let Some(question) = pending.filter(|_| known_before == Some(false) && !aside) {
        settle(dossier, &question, message, not_known, effects);
    }
}

/// Several needs in one message: they are listed, one is to be chosen.
fn several(dossier: &mut Dossier, reading: &mut Reading, effects: &mut Vec<Effect>) {
    dossier.other_needs = std::mem::take(&mut reading.needs);
    dossier.sector = reading.sector.take();
    effects.push(Effect::Say(Remark::Several(dossier.other_needs.clone())));
}

/// What contradicts a known fact is asked, unless the owner says that he corrects himself.
fn contradictions(dossier: &mut Dossier, reading: &mut Reading, effects: &mut Vec<Effect>) {
    let answers_it = dossier.pending.as_ref().is_some_and(|question| matches!(question.asks, Asks::Conflict { .. }));
    if reading.acts.contains(&Act::Corrects) || answers_it {
        for fact in &reading.facts {
            let known = dossier.fact(&fact.key).filter(|known| known.value.is_some() && known.value != fact.value);
            if let Some(known) = known {
                let (from, to) = (choice::shown(known), choice::shown(fact));
                effects.push(Effect::Say(Remark::Corrected { label: known.label.clone(), from, to }));
            }
        }
        return;
    }
    if let Some((known, said)) = choice::contradicted(dossier, reading) {
        // Whatever was confirmed before is open again.
        dossier.put(&Fact { state: FactState::Proposed, ..known.clone() });
        dossier.pending = Some(choice::which(known, said));
    }
}

/// Takes in what was read.
fn take(dossier: &mut Dossier, reading: Reading, knowledge: &Knowledge, effects: &mut Vec<Effect>) {
    dossier.sector = reading.sector.or(dossier.sector.take());
    dossier.drop_proposed_trade();
    dossier.ai_task = reading.ai_task.or(dossier.ai_task);
    dossier.doubts = reading.doubts;
    dossier.remedy = reading.remedy.or(dossier.remedy.take());
    let mut facts = reading.facts;
    for (id, answer) in reading.answers {
        // What a fact of the playbook says already is not shown a second time.
        let told = facts.iter().any(|fact| fact.quote.as_deref() == Some(&answer.quote) && fact.key.len() > 2);
        let name = knowledge.rubric.criterion(id.as_str()).map(|criterion| criterion.name.clone());
        if !told || dossier.fact(&format!("criterion:{id}")).is_some() {
            facts.push(Fact::of_answer(&id, name.unwrap_or_default(), &answer));
        }
        dossier.answers.insert(id, answer);
    }
    for fact in facts {
        if dossier.put(&fact) {
            effects.push(Effect::Learnt(fact));
        }
    }
    drop_contradicted_remedy(dossier);
}

/// A remedy stands only as long as the answer that it came with triggers its knock-out.
fn drop_contradicted_remedy(dossier: &mut Dossier) {
    let answers = &dossier.answers;
    if let Some(remedy) = &dossier.remedy
        && !answers.values().any(|answer| answer.knock_out.as_ref() == Some(&remedy.knock_out))
    {
        dossier.remedy = None;
    }
}

/// Whether the question that was put has its answer.
pub fn is_settled(dossier: &Dossier, question: &Question) -> bool {
    match &question.asks {
        Asks::Criterion => question.criterion.as_ref().is_some_and(|id| dossier.answers.contains_key(id)),
        Asks::Fact => {
            let scored = question.criterion.as_ref().is_some_and(|id| dossier.answers.contains_key(id));
            dossier.fact(&question.key).is_some() || scored
        }
        Asks::Trouble => dossier.ai_task.is_some(),
        // Whatever is said to it tells more; it is put once.
        Asks::Detail => true,
        Asks::Trade => dossier.sector.is_some(),
        Asks::Need => dossier.focus.is_some(),
        Asks::Conflict { known, .. } => dossier.fact(&known.key).is_some_and(|fact| fact.state == FactState::Confirmed),
    }
}

/// Settles the question that was put when the owner does not know, or was not understood twice: it becomes an open point
/// and is not put again.
fn settle(dossier: &mut Dossier, question: &Question, message: &str, not_known: bool, effects: &mut Vec<Effect>) {
    if is_settled(dossier, question) {
        return;
    }
    let tried = dossier.asked.get(&question.key).copied().unwrap_or_default();
    if !not_known && tried < TRIES {
        return;
    }
    if not_known {
        effects.push(Effect::Say(Remark::NotKnown));
    }
    // After this many tries nothing that only we need to know is asked again.
    dossier.asked.insert(question.key.clone(), TRIES);
    let unknown = match (&question.asks, &question.criterion) {
        (Asks::Criterion, Some(id)) => {
            let answer = open_answer(message);
            let fact = Fact::of_answer(id, question.text.clone(), &answer);
            dossier.answers.insert(id.clone(), answer);
            fact
        }
        (Asks::Fact, criterion) => {
            let unknown = open_answer(message);
            // The amounts behind the payback come one by one: who does not know two of them cannot tell the payback either.
            let amounts =
                dossier.facts.iter().filter(|fact| fact.value.is_none() && AMOUNTS.contains(&fact.key.as_str()));
            let payback = AMOUNTS.contains(&question.key.as_str()) && amounts.count() >= 1;
            let worth = payback.then(|| CriterionId::from(WORTH));
            for id in criterion.iter().filter(|id| id.as_str() != WORTH).chain(&worth) {
                dossier.answers.entry(id.clone()).or_insert_with(|| unknown.clone());
            }
            Fact {
                key: question.key.clone(),
                label: question.text.trim_end_matches('？').to_owned(),
                value: None,
                unit: None,
                state: FactState::Unknown,
                quote: Some(message.to_owned()),
            }
        }
        (Asks::Need, _) => return first_need(dossier, effects),
        _ => return,
    };
    if dossier.put(&unknown) {
        effects.push(Effect::Learnt(unknown));
    }
}

/// Whoever does not say which need comes first is asked about the one he named first.
fn first_need(dossier: &mut Dossier, effects: &mut Vec<Effect>) {
    if let Some(first) = dossier.other_needs.first().map(|need| need.text.clone()) {
        choice::choose(dossier, &first, effects);
    }
}

/// The answer of an owner who does not know.
fn open_answer(quote: &str) -> Answer {
    Answer {
        score: None,
        knock_out: None,
        reason: String::new(),
        quote: quote.to_owned(),
        source: None,
        evidence: Evidence::E1,
    }
}

/// Takes in one corrected line: the owner's own hand confirms it.
pub(super) fn correction(
    dossier: &mut Dossier,
    key: &str,
    value: &str,
    mut reading: Reading,
    effects: &mut Vec<Effect>,
) {
    let Some(known) = dossier.fact(key).cloned() else { return };
    let said = format!("{}：{value}", known.label);
    evidence::keep_supported(dossier, &said, &mut reading);
    dossier.said.push(said);
    let criterion = key.strip_prefix("criterion:").map(CriterionId::from);
    // Only what the line is about may change: the other lines have corrections of their own.
    let answer = criterion.as_ref().and_then(|id| reading.answers.remove(id));
    if let (Some(id), Some(answer)) = (&criterion, answer) {
        dossier.answers.insert(id.clone(), answer);
    } else if let Some(id) = criterion {
        // Words that mean no score leave the criterion open rather than at the old score.
        dossier.answers.remove(&id);
    }
    let unit = known.unit.clone().filter(|unit| !value.contains(unit.as_str()));
    let fact = Fact {
        value: Some(value.to_owned()),
        unit,
        state: FactState::Confirmed,
        quote: Some(value.to_owned()),
        ..known.clone()
    };
    effects.push(Effect::Say(Remark::Corrected {
        label: known.label.clone(),
        from: choice::shown(&known),
        to: choice::shown(&fact),
    }));
    drop_contradicted_remedy(dossier);
    if dossier.put(&fact) {
        effects.push(Effect::Learnt(fact));
    }
}
