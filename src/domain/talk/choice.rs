//! Questions that only we ask: which of several needs comes first, and which of two statements holds.

use super::{Effect, Remark};
use crate::domain::{Asks, Dossier, Fact, FactState, Question, Reading};

/// Facts with one value at a time: two different ones contradict each other.
const SINGLE: [&str; 8] = ["people", "shifts", "output", "loss", "returns", "budget", "machines", "cycle_time"];
/// Words that pick from a list by its place.
const PLACES: [[&str; 4]; 4] = [
    ["第一", "头一", "前面", "前者"],
    ["第二", "后面", "后者", "第2"],
    ["第三", "第3", "三个", "最后"],
    ["第四", "第4", "四个", "末一"],
];

/// The option that a message picks: its words, a piece of them, or its place in the list.
pub(super) fn picked<'a>(options: &'a [String], message: &str) -> Option<&'a String> {
    let said = message.trim().trim_end_matches(['。', '！', '.', '!', '，', '吧']);
    let whole = options.iter().find(|option| option.as_str() == said || said.contains(option.as_str()));
    let by_place = || {
        let place = PLACES.iter().position(|words| words.iter().any(|word| said.contains(word)));
        place.and_then(|place| options.get(place))
    };
    let piece = || {
        let mut holding = options.iter().filter(|option| said.chars().count() >= 2 && option.contains(said));
        holding.next().filter(|_| holding.next().is_none())
    };
    whole.or_else(piece).or_else(by_place).or_else(|| likest(options, said))
}

/// The option that shares most character pairs with what was said, when it shares at least two more than any other.
fn likest<'a>(options: &'a [String], said: &str) -> Option<&'a String> {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let spoken = pairs(said);
    let shared = |option: &String| pairs(option).iter().filter(|pair| spoken.contains(pair)).count();
    let mut ranked: Vec<(usize, &String)> = options.iter().map(|option| (shared(option), option)).collect();
    ranked.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    let second = ranked.get(1).map_or(0, |(shared, _)| *shared);
    ranked.first().filter(|(first, _)| *first >= second + 2).map(|(_, option)| *option)
}

/// Takes the choice of one need; the others are kept for later.
pub(super) fn need(dossier: &mut Dossier, pending: &Question, message: &str, effects: &mut Vec<Effect>) {
    if pending.asks != Asks::Need {
        return;
    }
    if let Some(text) = picked(&pending.options, message) {
        choose(dossier, text, effects);
    }
}

/// Makes one of the needs the one that is talked about.
pub(super) fn choose(dossier: &mut Dossier, text: &str, effects: &mut Vec<Effect>) {
    let chosen = dossier.other_needs.iter().position(|need| need.text == text);
    let Some(chosen) = chosen.map(|place| dossier.other_needs.remove(place)) else { return };
    dossier.focus = Some(chosen.text);
    dossier.ai_task = chosen.task.or(dossier.ai_task);
    if !dossier.other_needs.is_empty() {
        effects.push(Effect::Say(Remark::Kept(dossier.other_needs.clone())));
    }
}

/// Takes the answer to which of two statements holds.
pub(super) fn conflict(dossier: &mut Dossier, pending: &Question, message: &str, effects: &mut Vec<Effect>) {
    let Asks::Conflict { known, said } = &pending.asks else { return };
    let both = [shown(known), shown(said)];
    let holds = match picked(&both, message) {
        Some(option) if *option == both[0] => known,
        Some(_) => said,
        None => return,
    };
    let settled = Fact { state: FactState::Confirmed, ..(**holds).clone() };
    if dossier.put(&settled) {
        effects.push(Effect::Learnt(settled));
    }
}

/// Takes the facts out of a reading that contradict what is known; the first becomes a question.
pub(super) fn contradicted(dossier: &Dossier, reading: &mut Reading) -> Option<(Fact, Fact)> {
    let contradicts = |fact: &Fact| {
        let known = dossier.fact(&fact.key)?;
        let single = SINGLE.contains(&fact.key.as_str()) && known.state != FactState::Unknown;
        (single && known.value.is_some() && !same(known, fact)).then(|| known.clone())
    };
    let place = reading.facts.iter().position(|fact| contradicts(fact).is_some())?;
    let said = reading.facts.remove(place);
    let known = contradicts(&said)?;
    reading.facts.retain(|fact| contradicts(fact).is_none());
    Some((known, said))
}

/// Whether two statements of a fact give the same figures.
fn same(a: &Fact, b: &Fact) -> bool {
    let figures = |fact: &Fact| -> Vec<f64> {
        crate::domain::numbers::figures_in(fact.value.as_deref().unwrap_or_default())
            .into_iter()
            .flat_map(|figure| figure.values)
            .collect()
    };
    a.value == b.value || figures(a) == figures(b)
}

/// The question which of two statements holds.
pub(super) fn which(known: Fact, said: Fact) -> Question {
    let text = format!("{}前后两个说法，按哪个算？", known.label);
    Question {
        key: format!("conflict:{}", known.key),
        criterion: None,
        options: vec![shown(&known), shown(&said)],
        asks: Asks::Conflict { known: Box::new(known), said: Box::new(said) },
        text,
        example: "比如按刚说的算".to_owned(),
    }
}

/// A fact's value as an owner reads it.
pub(super) fn shown(fact: &Fact) -> String {
    format!("{}{}", fact.value.as_deref().unwrap_or_default(), fact.unit.as_deref().unwrap_or_default())
}
