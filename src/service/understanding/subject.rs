//! Which trade and which kind of task a message is about, by the words found in it.

use std::collections::BTreeMap;

use super::lexicon::{Found, Lexicon, Meaning};
use crate::domain::talk::TROUBLES;
use crate::domain::{AiTask, Asks, SectorRef, TermKind};

/// Weight of a term of the glossary against a sign or signal of the same length: terms are shared between trades.
const TERM_SHARE: f32 = 0.5;

/// The trade that the words point to, when any does.
pub(super) fn sector(lexicon: &Lexicon, found: &[Found<'_>]) -> Option<SectorRef> {
    let mut signed: BTreeMap<usize, f32> = BTreeMap::new();
    let mut spoken: BTreeMap<usize, BTreeMap<&str, f32>> = BTreeMap::new();
    for word in found {
        for meaning in word.meanings {
            match meaning {
                Meaning::Sign(sector) => *signed.entry(*sector).or_default() += length(word),
                Meaning::Term(sector, term) if lexicon.sector(*sector).is_some() && is_of_a_trade(term.kind) => {
                    spoken.entry(*sector).or_default().insert(&term.technical, length(word) / sharers(word));
                }
                _ => {}
            }
        }
    }
    // A sign decides; without one it takes two different terms of the trade's own.
    let terms = spoken.iter().filter(|(_, terms)| terms.len() >= 2);
    let by_terms = terms.map(|(sector, terms)| (*sector, terms.values().sum::<f32>()));
    let candidates: Vec<(usize, f32)> =
        if signed.is_empty() { by_terms.collect() } else { signed.into_iter().collect() };
    best_trade(lexicon, &candidates)
}

/// The trade with most weight: the group of three digits first, then the narrowest class in it.
fn best_trade(lexicon: &Lexicon, candidates: &[(usize, f32)]) -> Option<SectorRef> {
    let trades: Vec<(&SectorRef, f32)> =
        candidates.iter().filter_map(|(index, weight)| Some((lexicon.sector(*index)?, *weight))).collect();
    let mut groups: BTreeMap<&str, f32> = BTreeMap::new();
    for (trade, weight) in &trades {
        *groups.entry(group_of(&trade.code)).or_default() += weight;
    }
    let (best, _) = groups.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let own = trades.into_iter().filter(|(trade, _)| group_of(&trade.code) == best);
    own.max_by(|a, b| a.1.total_cmp(&b.1).then(a.0.code.len().cmp(&b.0.code.len()))).map(|(trade, _)| trade.clone())
}

/// Letter and three digits of a code.
fn group_of(code: &str) -> &str {
    code.get(..4).unwrap_or(code)
}

/// Kinds of words that belong to a trade; orders, computers and papers are everywhere.
fn is_of_a_trade(kind: TermKind) -> bool {
    matches!(kind, TermKind::Defect | TermKind::Process | TermKind::Equipment | TermKind::Material | TermKind::Measure)
}

/// Weight of a word of glossary and playbooks, a character, against the logarithm of what the examples say.
const WORD_WEIGHT: f32 = 0.1;
/// What the examples must say of a task when no word points to it.
const LEAST: f32 = 0.1;
/// What the likeliest task must reach, in a message of so many characters, for there to be no doubt what is meant.
const CERTAIN: f32 = 0.55;
const TELLING: usize = 14;
/// What another task must reach to be offered.
const OFFERED: f32 = 0.04;
/// Keeps the logarithm of an unlikely task from drowning the words.
const FLOOR: f32 = 0.00002;

/// The kind of task of what was said, when anything points to one: examples and words of the trade together. `likely` is
/// what the examples say.
pub(super) fn task_among(
    lexicon: &Lexicon,
    said: &str,
    sector: Option<&SectorRef>,
    likely: &[(AiTask, f32)],
) -> Option<AiTask> {
    let words = words_for_tasks(lexicon, said, sector);
    let sure = likely.first().is_some_and(|(_, probability)| *probability >= LEAST);
    if words.is_empty() && !sure {
        return None;
    }
    let weight = |task: AiTask| words.get(&task).copied().unwrap_or_default();
    if likely.is_empty() {
        return words.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(task, _)| task);
    }
    let score = |task: AiTask, probability: f32| probability.max(FLOOR).ln() + WORD_WEIGHT * weight(task);
    likely.iter().map(|(task, p)| (*task, score(*task, *p))).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(task, _)| task)
}

/// The tasks that a first message may be about, likeliest first, where it leaves that open; nothing where it is plain.
///
/// Ordinary ways and what is no task at all are none that an owner would pick.
pub(super) fn doubts(likely: &[(AiTask, f32)], message: &str) -> Vec<AiTask> {
    let plain = likely.first().is_some_and(|(_, sure)| *sure >= CERTAIN) && message.chars().count() >= TELLING;
    let offered =
        likely.iter().filter(|(task, sure)| *sure >= OFFERED && !task.needs_no_ai() && *task != AiTask::Other);
    let offered: Vec<AiTask> = offered.map(|(task, _)| *task).collect();
    // A choice of one is none.
    if plain || offered.len() < 2 { vec![] } else { offered }
}

/// The task that the owner picked when asked what exactly he means.
pub(super) fn named_by_owner(input: &super::ReadInput<'_>) -> Option<AiTask> {
    let question = input.dossier.pending.as_ref().filter(|question| question.asks == Asks::Detail)?;
    let picked = question.options.iter().find(|option| *option == input.message)?;
    input.knowledge.playbooks.iter().find(|book| book.owner_name == *picked).map(|book| book.task)
}

/// The kinds of task behind the trouble that the owner tapped.
pub(super) fn behind_trouble(input: &super::ReadInput<'_>) -> Option<[AiTask; 3]> {
    input.dossier.pending.as_ref().filter(|question| question.asks == Asks::Trouble)?;
    TROUBLES.iter().find(|(words, _)| *words == input.message).map(|(_, tasks)| *tasks)
}

/// How strongly the words of glossary and playbooks point to each task; words of the message's trade count in full.
fn words_for_tasks(lexicon: &Lexicon, said: &str, sector: Option<&SectorRef>) -> BTreeMap<AiTask, f32> {
    let mut weights: BTreeMap<AiTask, f32> = BTreeMap::new();
    let mut seen: Vec<&str> = vec![];
    for word in &lexicon.find(said) {
        if seen.contains(&word.word) {
            continue;
        }
        seen.push(word.word);
        for (task, weight) in hints(lexicon, word, sector) {
            *weights.entry(task).or_default() += weight;
        }
    }
    weights
}

/// The strongest hint of a word for each task.
fn hints(lexicon: &Lexicon, word: &Found<'_>, sector: Option<&SectorRef>) -> BTreeMap<AiTask, f32> {
    let mut hints: BTreeMap<AiTask, f32> = BTreeMap::new();
    let mut keep = |task: AiTask, weight: f32| {
        let best = hints.entry(task).or_default();
        *best = best.max(weight);
    };
    for meaning in word.meanings {
        match meaning {
            Meaning::Signal(task) => keep(*task, length(word)),
            Meaning::Term(index, term) => {
                let trade = lexicon.sector(*index);
                let own = trade.is_none_or(|trade| sector.is_some_and(|s| group_of(&s.code) == group_of(&trade.code)));
                let share = if own { 1.0 } else { TERM_SHARE / 2.0 };
                for (rank, task) in term.tasks.iter().enumerate() {
                    let later = if rank == 0 { 1.0 } else { 0.6 };
                    keep(*task, length(word) * TERM_SHARE * share * later);
                }
            }
            Meaning::Sign(_) => {}
        }
    }
    hints
}

/// Whether a message names a trouble by itself: two words that point to a task, or one long one.
pub(super) fn names_a_need(lexicon: &Lexicon, message: &str) -> bool {
    let found = lexicon.find(message);
    let points = |word: &&Found<'_>| word.meanings.iter().any(|meaning| !matches!(meaning, Meaning::Sign(_)));
    found.iter().filter(points).map(length).sum::<f32>() >= 4.0
}

/// Longer words are more specific.
#[expect(clippy::cast_precision_loss, reason = "a word has a few characters")]
fn length(word: &Found<'_>) -> f32 {
    word.word.chars().count() as f32
}

/// In how many trades a word is a term.
#[expect(clippy::cast_precision_loss, reason = "there are seventeen trades")]
fn sharers(word: &Found<'_>) -> f32 {
    word.meanings.iter().filter(|meaning| matches!(meaning, Meaning::Term(..))).count().max(1) as f32
}
