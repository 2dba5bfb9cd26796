//! The reader that needs no model: glossary, playbooks and the options of the rubric.

use async_trait::async_trait;

use super::answers::Heard;
use super::lexicon::Found;
use super::{ReadError, ReadInput, Reader, Understood, acts, answers, needs, quantities, remedies, stated, subject};
use crate::domain::numbers::figures_in;
use crate::domain::{Act, Answer, Asks, CriterionId, Fact, FactState, Reading, says};
use crate::text::simplified;

/// Reads by rules alone.
#[derive(Debug, Default)]
pub struct RuleReader;

/// Words that say that the certified guard is there, or stays.
const GUARD_KEPT: [&str; 7] = ["装好了", "已经装了", "已装", "不拆", "保留", "只提醒", "只是提醒"];

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
    reading.needs.iter_mut().map(|need| &mut need.text).for_each(original);
    reading
}

/// Acts beside which no need is looked for: the words are about something else.
const NOT_OURS: [Act; 4] = [Act::OffTopic, Act::OnlyPicture, Act::Greets, Act::AsksHuman];

fn read_simplified(input: &ReadInput<'_>) -> Reading {
    if answers::is_tap(input) {
        return tap(input);
    }
    let mut reading = Reading { acts: acts::heard(input), ..Reading::default() };
    let found = input.lexicon.find(input.message);
    let other = reading.acts.contains(&Act::OffTopic);
    let silent =
        reading.acts.iter().any(|act| NOT_OURS.contains(act)) && !subject::names_a_need(input.lexicon, input.message);
    let asks_only = other || silent;
    if !asks_only {
        read_statements(input, &found, &mut reading);
    }
    if reading.acts.contains(&Act::Orders) {
        // Scores and facts that come with an order to us are part of the order.
        reading.answers.clear();
        reading.facts.clear();
        reading.remedy = None;
    }
    // Last and always: whatever else was understood, a danger to people is never read over.
    guard(input, &mut reading);
    reading
}

/// A tap means exactly one thing.
fn tap(input: &ReadInput<'_>) -> Reading {
    let mut reading = Reading::default();
    if let Some(task) = subject::named_by_owner(input) {
        reading.ai_task = Some(task);
        return reading;
    }
    if let Some(tasks) = subject::behind_trouble(input) {
        reading.ai_task = tasks.first().copied();
        reading.doubts = tasks.to_vec();
        return reading;
    }
    answer_pending(input, &mut reading);
    let of_the_need = input
        .dossier
        .pending
        .as_ref()
        .is_some_and(|question| question.criterion.is_none() && input.dossier.ai_task.is_none());
    if of_the_need && !reading.not_known {
        let found = input.lexicon.find(input.message);
        read_need(input, &found, &mut reading);
    }
    guard(input, &mut reading);
    reading
}

fn read_statements(input: &ReadInput<'_>, found: &[Found<'_>], reading: &mut Reading) {
    answer_pending(input, reading);
    reading.facts.extend(stated::facts(found, input, &reading.acts));
    // Every message may tell more of what the need is.
    read_need(input, found, reading);
    volunteered(input, reading);
    if !input.dossier.names_a_need() {
        reading.needs = needs::needs(input.lexicon, input.message, reading.sector.as_ref());
    }
}

/// An angry message of so few characters answers nothing.
const CURSE: usize = 14;

/// Takes the message as an answer to the question asked last.
fn answer_pending(input: &ReadInput<'_>, reading: &mut Reading) {
    let Some(question) = &input.dossier.pending else { return };
    let tapped = answers::is_tap(input);
    let curses = reading.acts.contains(&Act::Angry) && input.message.chars().count() <= CURSE;
    if (curses || reading.acts.iter().any(|act| *act != Act::Corrects && *act != Act::Angry)) && !tapped {
        return;
    }
    if !tapped && question.criterion.as_ref().is_some_and(|asked| answers::strays(input, asked, input.message)) {
        return;
    }
    let Some(heard) = answers::answer(input, question) else {
        let says_something = !figures_in(input.message).is_empty()
            || !input.lexicon.find(input.message).is_empty()
            || !input.lexicon.about(input.message).is_empty();
        let fact = answers::asked_fact(input, question).filter(|_| says_something);
        reading.facts.extend(fact.map(|fact| told(fact, input.message)));
        return;
    };
    match heard {
        Heard::NotKnown => reading.not_known = true,
        Heard::Means(choice) => {
            if let Some(fact) = answers::asked_fact(input, question) {
                reading.facts.push(told(fact, input.message));
            }
            if let Some(criterion) = question.criterion.clone().filter(|_| choice.score.is_some()) {
                reading.answers.insert(criterion, answers::of(choice, input.message));
            }
        }
    }
}

/// Shortest clause that can answer a criterion unasked.
const CLAUSE: usize = 5;

/// What the owner tells of the criteria without being asked, clause by clause; what is known already stands.
fn volunteered(input: &ReadInput<'_>, reading: &mut Reading) {
    for clause in input.message.split(|c| "，。！？；,!?;\n".contains(c)).filter(|c| c.chars().count() >= CLAUSE) {
        if let Some((criterion, answer)) = answers::volunteered(input, clause.trim()) {
            let known = input.dossier.answers.get(&criterion).is_some_and(|known| known.score.is_some());
            if !known {
                reading.answers.entry(criterion).or_insert(answer);
            }
        }
    }
}

/// An answer to a question of the playbook, as the owner gave it.
fn told(fact: &crate::domain::FactToAsk, message: &str) -> Fact {
    Fact {
        key: fact.key.clone(),
        label: fact.label.clone(),
        value: Some(message.trim().to_owned()),
        unit: None,
        state: FactState::Proposed,
        quote: Some(message.trim().to_owned()),
    }
}

/// What the need is about: trade, task, and what could rule AI out.
fn read_need(input: &ReadInput<'_>, found: &[Found<'_>], reading: &mut Reading) {
    let known = input.dossier.sector.as_ref();
    reading.sector = subject::sector(input.lexicon, found).filter(|_| known.is_none()).or_else(|| known.cloned());
    let before = acts::told(input.dossier);
    let before_empty = before.is_empty();
    let now = acts::without_orders(input.message).into_owned();
    let said = before.into_iter().chain([now]).collect::<Vec<_>>().join("\n");
    let only_ai = reading.acts.contains(&Act::WantsAi) && !subject::names_a_need(input.lexicon, input.message);
    let likely = input.lexicon.learned().tasks(&said);
    let task = subject::task_among(input.lexicon, &said, reading.sector.as_ref(), &likely);
    let sure = likely.first().map_or(0.0, |(_, sure)| *sure);
    reading.ai_task = task.filter(|_| (!only_ai || !before_empty) && sure >= enough_for_a_task(input));
    if reading.ai_task.is_some() && before_empty {
        reading.doubts = subject::doubts(&likely, input.message);
    }
    if input.dossier.pending.is_none() || reading.acts.contains(&Act::Corrects) {
        reading.answers.extend(corrections(input));
    }
    let tried = remedies::tried_in_vain(input.message);
    let said_now = reading.answers.get("F2").and_then(|answer| answer.score);
    let failed_before =
        said_now.or(input.dossier.answers.get("F2").and_then(|a| a.score)).is_some_and(|score| score >= 2);
    if tried && input.dossier.remedy.is_some() {
        reading.answers.extend(answers::scored(input, "F2", 2, input.message));
    }
    if !answers::is_tap(input) {
        remedies::doubt(&input.knowledge.rubric, &likely, reading);
    }
    if let Some(remedy) = remedies::wanted(input, &said, reading.ai_task, &likely).filter(|_| !tried && !failed_before)
    {
        remedies::knock_out(&input.knowledge.rubric, remedy, reading);
    }
    if let Some(clarity) = clarity(input, reading) {
        reading.answers.entry(CriterionId::from("F1")).or_insert(clarity);
    }
}

/// How sure the examples must be of a task that nobody has named yet, in an answer that was asked for something else.
const SURE_IN_TRADE: f32 = 0.75;
const SURE_IN_TROUBLE: f32 = 0.55;

/// How sure the examples must be of a task: who says what he makes, or that nothing troubles him, names none.
fn enough_for_a_task(input: &ReadInput<'_>) -> f32 {
    let asked = input.dossier.pending.as_ref().filter(|_| input.dossier.ai_task.is_none()).map(|pending| &pending.asks);
    match asked {
        Some(Asks::Trade) => SURE_IN_TRADE,
        Some(Asks::Trouble | Asks::Detail) => SURE_IN_TROUBLE,
        _ => 0.0,
    }
}

/// A danger in this message stands above everything else; a guard that is kept lifts the one named before.
fn guard(input: &ReadInput<'_>, reading: &mut Reading) {
    if let Some(danger) = remedies::hazard(input.knowledge, input.message) {
        reading.answers.retain(|_, answer| answer.knock_out.is_none());
        remedies::knock_out(&input.knowledge.rubric, danger, reading);
        return;
    }
    let in_danger = input.dossier.remedy.as_ref().is_some_and(|r| r.knock_out.as_str() == remedies::DANGER);
    let kept = GUARD_KEPT.iter().any(|words| says(input.message, words));
    if let Some(criterion) = input.knowledge.rubric.criterion("F4").filter(|_| in_danger && kept) {
        let option = criterion.options.iter().max_by_key(|option| option.score);
        let answer = option.map(|option| (criterion.id.clone(), answers::of(option.into(), input.message)));
        reading.answers.extend(answer);
    }
}

/// Answers that a message behind the verdict changes.
fn corrections(input: &ReadInput<'_>) -> Vec<(CriterionId, Answer)> {
    let known = input.dossier.answers.iter();
    let criteria = known.filter_map(|(id, answer)| Some((input.knowledge.rubric.criterion(id.as_str())?, answer)));
    criteria
        .filter_map(|(criterion, answer)| {
            Some((criterion.id.clone(), answers::corrected(criterion, answer, input.message)?))
        })
        .collect()
}

/// How clearly the need is stated (F1), by whether it names a trouble and a number.
fn clarity(input: &ReadInput<'_>, reading: &Reading) -> Option<Answer> {
    let known = input.dossier.answers.get("F1").map(|answer| answer.score);
    let criterion = input.knowledge.rubric.criterion("F1")?;
    let number = reading.facts.iter().find(|fact| ["loss", "returns", "output"].contains(&fact.key.as_str()));
    let (score, quote) = match (number, reading.ai_task) {
        (Some(fact), _) => (2, fact.quote.clone().unwrap_or_default()),
        (None, Some(_)) => {
            // The words that name the trouble, not the whole message with all that stands beside it.
            let trouble = reading.facts.iter().find(|fact| ["defects", "process"].contains(&fact.key.as_str()));
            let quote = trouble.and_then(|fact| fact.quote.clone());
            (1, quote.unwrap_or_else(|| quantities::clause_of(input.message, 0).to_owned()))
        }
        (None, None) => return None,
    };
    // What was said before stands, unless a number came to it.
    if known.is_some_and(|known| known.is_none_or(|known| known >= score)) {
        return None;
    }
    let option = criterion.options.iter().find(|option| option.score == score)?;
    Some(answers::of(option.into(), &quote))
}
