//! What did the owner say? Two readers behind one trait: one asks a language model, one works by glossary and playbooks.

mod answers;
mod by_model;
mod acts;
mod by_rules;
mod lexicon;
mod needs;
mod quantities;
mod remedies;
mod stated;
mod subject;
#[cfg(test)]
mod tests;

use async_trait::async_trait;

use crate::domain::{Answer, Dossier, Knowledge, Locale, ModelCall, PromptUse, Reading};
use crate::redaction::{Masked, Picture, Vault};

pub use by_model::ModelReader;
pub use by_rules::RuleReader;
pub use lexicon::{Lexicon, Meaning};

/// Everything that a reader may look at.
pub struct ReadInput<'a> {
    /// The message, word for word; it never leaves the machine.
    pub message: &'a str,
    /// The message as a model may see it.
    pub masked: &'a Masked,
    /// Earlier messages as a model may see them, oldest first.
    pub history: &'a [Masked],
    /// Photos that came with the message and that the owner has cleared for a model.
    pub pictures: &'a [Picture],
    /// What is known so far.
    pub dossier: &'a Dossier,
    /// The knowledge in force.
    pub knowledge: &'a Knowledge,
    /// The words of the glossary and the playbooks, ready to be found.
    pub lexicon: &'a Lexicon,
    /// Turns placeholders back into the owner's words.
    pub vault: &'a Vault,
    /// The owner's language.
    pub locale: Locale,
}

/// What a reader understood, and what it used.
#[derive(Debug, Default)]
pub struct Understood {
    /// What was understood.
    pub reading: Reading,
    /// The prompt that was used.
    pub prompt: Option<PromptUse>,
    /// The calls that were made.
    pub calls: Vec<ModelCall>,
}

/// Why a reader could not read; the rules stand in.
#[derive(Debug, thiserror::Error)]
#[error("the message could not be read: {0}")]
pub struct ReadError(pub String);

/// Reads one message.
#[async_trait]
pub trait Reader: Send + Sync {
    /// Says what the message means, every finding with the words that it rests on.
    ///
    /// # Errors
    /// [`ReadError`] when the reader itself failed; a message that means nothing is an empty reading.
    async fn read(&self, input: &ReadInput<'_>) -> Result<Understood, ReadError>;
}

/// Reads by the model when there is one and by the rules otherwise; the rules always guard safety.
///
/// The second value says why the rules stood in for the model.
pub async fn understand(model: Option<&dyn Reader>, input: &ReadInput<'_>) -> (Understood, Option<String>) {
    let by_rules = by_rules::read(input);
    // A tap means exactly one thing: no model needs to read it.
    let Some(model) = model.filter(|_| !answers::is_tap(input)) else {
        return (Understood { reading: by_rules, ..Understood::default() }, None);
    };
    match model.read(input).await {
        Ok(mut understood) => {
            fill_gaps(&mut understood.reading, by_rules);
            (understood, None)
        }
        Err(error) => (Understood { reading: by_rules, ..Understood::default() }, Some(error.to_string())),
    }
}

/// Adds what the rules found and the model did not; a danger to people that the rules see always stands.
fn fill_gaps(reading: &mut Reading, by_rules: Reading) {
    reading.ai_task = reading.ai_task.or(by_rules.ai_task);
    reading.sector = reading.sector.take().or(by_rules.sector);
    reading.not_known |= by_rules.not_known && reading.answers.is_empty();
    reading.acts.extend(by_rules.acts);
    reading.acts.sort_unstable();
    reading.acts.dedup();
    if reading.needs.is_empty() {
        reading.needs = by_rules.needs;
    }
    for fact in by_rules.facts {
        if !reading.facts.iter().any(|known| known.key == fact.key) {
            reading.facts.push(fact);
        }
    }
    let ends = |answer: &Answer| answer.knock_out.as_ref().is_some_and(|k| ["K3", "K5"].contains(&k.as_str()));
    if by_rules.answers.values().any(ends) {
        // What rules AI out for safety or by law stands above what the model proposes.
        reading.answers.retain(|_, answer| answer.knock_out.is_none());
        reading.remedy.clone_from(&by_rules.remedy);
        reading.ai_task = by_rules.ai_task.or(reading.ai_task);
    }
    // A way that the rules know stands where the model has nothing to say about ordinary ways.
    let silent = reading.remedy.is_none() && !reading.answers.contains_key("F2");
    if silent && by_rules.remedy.is_some() {
        reading.remedy.clone_from(&by_rules.remedy);
    }
    for (criterion, answer) in by_rules.answers {
        if ends(&answer) || (silent && criterion.as_str() == "F2") {
            reading.answers.insert(criterion, answer);
        } else if answer.knock_out.is_none() {
            reading.answers.entry(criterion).or_insert(answer);
        }
    }
}
