//! The facts that a message states by itself: numbers, defects, steps of the process, the thing it is about.

use super::lexicon::{Found, Meaning};
use super::{ReadInput, quantities};
use crate::domain::{Act, Fact, FactState, TermKind};

/// Criteria whose answers speak of people without counting them all.
const PEOPLE: [&str; 4] = ["F3", "F4", "F7", "T4"];

/// The facts that a message states: numbers, defects and steps of the process.
pub(super) fn facts(found: &[Found<'_>], input: &ReadInput<'_>, acts: &[Act]) -> Vec<Fact> {
    let of_kind = |wanted: TermKind| {
        let is = move |meaning: &Meaning| matches!(meaning, Meaning::Term(_, term) if term.kind == wanted);
        found.iter().filter(|word| word.meanings.iter().any(is)).collect::<Vec<_>>()
    };
    let is_sign = |word: &&Found<'_>| word.meanings.iter().any(|meaning| matches!(meaning, Meaning::Sign(_)));
    let signs: Vec<&Found<'_>> = found.iter().filter(is_sign).collect();
    let mut facts = quantities::quantities(input.message);
    // In an answer to a question a number speaks of the question: it fills a gap and changes nothing, unless the owner
    // corrects himself or the question was about just that.
    let corrects = acts.contains(&Act::Corrects);
    let pending = input.dossier.pending.as_ref();
    let asked = pending.map(|question| question.key.as_str());
    // 两个师傅 in an answer about masters counts no workforce; elsewhere people, shifts and machines count only themselves.
    let of_people =
        pending.and_then(|question| question.criterion.as_ref()).is_some_and(|id| PEOPLE.contains(&id.as_str()));
    facts.retain(|fact| {
        let counts_itself = ["people", "shifts", "machines"].contains(&fact.key.as_str()) && !of_people;
        let free = asked.is_none() || corrects || counts_itself || input.dossier.fact(&fact.key).is_none();
        free && asked != Some(fact.key.as_str())
    });
    facts.extend(listed(&of_kind(TermKind::Defect), input, "defects", "毛病"));
    facts.extend(listed(&of_kind(TermKind::Process), input, "process", "工序"));
    if input.dossier.fact("object").is_none() {
        facts.extend(listed(&signs, input, "object", "对象"));
    }
    facts
}

/// The words as one fact, added to what was said of it before.
fn listed(words: &[&Found<'_>], input: &ReadInput<'_>, key: &str, label: &str) -> Option<Fact> {
    let first = words.first()?;
    let known = input.dossier.fact(key).and_then(|fact| fact.value.as_deref()).unwrap_or_default();
    let mut texts: Vec<&str> = known.split('、').filter(|text| !text.is_empty()).collect();
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
        quote: Some(quantities::clause_of(input.message, first.at).to_owned()),
    })
}
