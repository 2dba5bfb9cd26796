//! The reader that needs no model: glossary, playbooks and the options of the rubric.

use async_trait::async_trait;

use super::lexicon::{Found, Meaning};
use super::{ReadError, ReadInput, Reader, Understood, answers, quantities, remedies, subject};
use crate::domain::{Answer, CriterionId, Evidence, Fact, FactState, Reading, TermKind};
use crate::text::simplified;

/// Reads by rules alone.
#[derive(Debug, Default)]
pub struct RuleReader;

/// How often a question is put before an answer that nobody understands counts as 不清楚.
const TRIES: u8 = 2;

#[async_trait]
impl Reader for RuleReader {
    async fn read(&self, input: &ReadInput<'_>) -> Result<Understood, ReadError> {
        Ok(Understood { reading: read(input), ..Understood::default() })
    }
}

/// Reads a message; pure.
///
/// Rules read simplified characters; every quote is given back in the characters that the owner wrote.
pub(super) fn read(input: &ReadInput<'_>) -> Reading {
    let message = simplified(input.message);
    if message == input.message || message.chars().count() != input.message.chars().count() {
        return read_simplified(input);
    }
    let mut reading = read_simplified(&ReadInput { message: &message, ..*input });
    let original = |quote: &mut String| {
        if let Some(at) = message.find(quote.as_str()) {
            let skipped = message[..at].chars().count();
            *quote = input.message.chars().skip(skipped).take(quote.chars().count()).collect();
        }
    };
    reading.facts.iter_mut().filter_map(|fact| fact.quote.as_mut()).for_each(original);
    reading.answers.values_mut().map(|answer| &mut answer.quote).for_each(original);
    reading.remedy.iter_mut().map(|remedy| &mut remedy.quote).for_each(original);
    reading
}

fn read_simplified(input: &ReadInput<'_>) -> Reading {
    let mut reading = Reading::default();
    let answered = answer_pending(input, &mut reading);
    let found = input.lexicon.find(input.message);
    reading.facts.extend(facts(&found, input.message));
    if !answered {
        read_need(input, &found, &mut reading);
    }
    reading
}

/// Takes the message as an answer to the question asked last; true when it is nothing else.
fn answer_pending(input: &ReadInput<'_>, reading: &mut Reading) -> bool {
    let pending = input.dossier.pending.as_ref().and_then(|id| input.knowledge.rubric.criterion(id.as_str()));
    let Some(criterion) = pending else { return false };
    let heard = answers::answer(criterion, input.message);
    let tried = input.dossier.asked.get(&criterion.id).copied().unwrap_or_default();
    // Not understood twice: the question is not put a third time, it becomes an open point.
    let answer = heard.or_else(|| (tried >= TRIES).then(|| answers::unknown(input.message)));
    let Some(answer) = answer else { return false };
    let short = input.message.chars().count() <= 20;
    reading.facts.push(fact_of(criterion.id.as_str(), &criterion.name, &answer));
    reading.answers.insert(criterion.id.clone(), answer);
    short
}

fn fact_of(criterion: &str, name: &str, answer: &Answer) -> Fact {
    Fact {
        key: format!("criterion:{criterion}"),
        label: name.to_owned(),
        value: answer.score.map(|_| answer.quote.clone()),
        unit: None,
        state: if answer.score.is_some() { FactState::Proposed } else { FactState::Unknown },
        quote: Some(answer.quote.clone()),
    }
}

/// What the need is about: trade, task, and what could rule AI out.
fn read_need(input: &ReadInput<'_>, found: &[Found<'_>], reading: &mut Reading) {
    let known = input.dossier.sector.as_ref();
    reading.sector = subject::sector(input.lexicon, found).filter(|_| known.is_none()).or_else(|| known.cloned());
    let said = format!("{}\n{}", simplified(&input.dossier.words()), input.message);
    let all = input.lexicon.find(&said);
    reading.ai_task = subject::task(input.lexicon, &all, reading.sector.as_ref());
    if tried_in_vain(input) && input.dossier.remedy.is_some() {
        reading.answers.extend(ordinary_ways_failed(input));
    }
    let remedy = remedies::hazard(input.knowledge, &said).or_else(|| remedies::conventional(input.knowledge, &said));
    if let Some(remedy) = remedy.filter(|_| !tried_in_vain(input)) {
        remedies::knock_out(&input.knowledge.rubric, remedy, reading);
    }
    if let Some(clarity) = clarity(input, reading) {
        reading.answers.entry(CriterionId::from("F1")).or_insert(clarity);
    }
}

/// Whether the owner says, now or before, that the ordinary ways were tried and did not do.
fn tried_in_vain(input: &ReadInput<'_>) -> bool {
    let answered = input.dossier.answers.get("F2").and_then(|answer| answer.score).is_some_and(|score| score >= 2);
    let now = ["试过了", "试过，", "用过了", "装过", "不管用", "不好使", "买过"];
    answered || now.iter().any(|words| input.message.contains(words))
}

/// The answer to F2 of an owner who says that what we named was tried and did not do.
fn ordinary_ways_failed(input: &ReadInput<'_>) -> Option<(CriterionId, Answer)> {
    let criterion = input.knowledge.rubric.criterion("F2")?;
    let option = criterion.options.iter().find(|option| option.score == 2)?;
    let answer = Answer {
        score: Some(option.score),
        knock_out: option.knock_out.clone(),
        reason: option.reason.clone(),
        quote: input.message.to_owned(),
        evidence: Evidence::E1,
    };
    Some((criterion.id.clone(), answer))
}

/// How clearly the need is stated (F1), by whether it names a trouble and a number.
fn clarity(input: &ReadInput<'_>, reading: &Reading) -> Option<Answer> {
    if input.dossier.answers.contains_key("F1") {
        return None;
    }
    let criterion = input.knowledge.rubric.criterion("F1")?;
    let number = reading.facts.iter().find(|fact| ["loss", "returns", "output"].contains(&fact.key.as_str()));
    let (score, quote) = match (number, reading.ai_task) {
        (Some(fact), _) => (2, fact.quote.clone().unwrap_or_default()),
        (None, Some(_)) => (1, input.message.to_owned()),
        (None, None) => return None,
    };
    let option = criterion.options.iter().find(|option| option.score == score)?;
    Some(Answer { score: Some(score), knock_out: None, reason: option.reason.clone(), quote, evidence: Evidence::E1 })
}

/// The facts that a message states: numbers, defects and steps of the process.
fn facts(found: &[Found<'_>], message: &str) -> Vec<Fact> {
    let mut facts = quantities::quantities(message);
    facts.extend(words_fact(found, message, "defects", "毛病", &[TermKind::Defect]));
    facts.extend(words_fact(found, message, "process", "工序", &[TermKind::Process]));
    let objects: Vec<&Found<'_>> =
        found.iter().filter(|word| word.meanings.iter().any(|m| matches!(m, Meaning::Sign(_)))).collect();
    facts.extend(join(&objects, message, "object", "对象"));
    facts
}

fn words_fact(found: &[Found<'_>], message: &str, key: &str, label: &str, kinds: &[TermKind]) -> Option<Fact> {
    let of_kind = |meaning: &Meaning| matches!(meaning, Meaning::Term(_, term) if kinds.contains(&term.kind));
    let words: Vec<&Found<'_>> = found.iter().filter(|word| word.meanings.iter().any(of_kind)).collect();
    join(&words, message, key, label)
}

fn join(words: &[&Found<'_>], message: &str, key: &str, label: &str) -> Option<Fact> {
    let first = words.first()?;
    let mut texts: Vec<&str> = vec![];
    for word in words {
        if !texts.contains(&word.word) {
            texts.push(word.word);
        }
    }
    Some(Fact {
        key: key.to_owned(),
        label: label.to_owned(),
        value: Some(texts.join("、")),
        unit: None,
        state: FactState::Proposed,
        quote: Some(quantities::clause_of(message, first.at).to_owned()),
    })
}
