//! The talk as a pure state machine: an event comes in, the next dossier and what is to be done come out.
//!
//! [`step`] is the one way in. [`hear`] takes a message into the dossier, [`acts`] says what a side remark asks of us,
//! [`choice`] settles questions that only we ask (which need, which of two statements), [`evidence`] drops what rests on no
//! words, [`next`] finds the one next question.

mod acts;
mod choice;
mod evidence;
mod hear;
mod next;
mod precedent;
mod read_back;
#[cfg(test)]
mod script;
#[cfg(test)]
mod tests;
mod worth;

use super::rubric::judge;
use super::{Act, Dossier, Fact, Knowledge, Mention, Question, Reading, VerdictCode};

pub use hear::is_settled;
pub use next::{ENOUGH_QUESTIONS, TROUBLES, next_question};
pub use read_back::{Line, ReadBack, read_back};

/// What came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A message, read.
    Heard {
        /// Word for word.
        message: String,
        /// What it was understood as.
        reading: Reading,
        /// Published cases that resemble the need, best first, by id.
        similar: Vec<String>,
    },
    /// One line of the read-back card, corrected; read as well, since it may answer a criterion.
    Corrected {
        /// The line's fact.
        key: String,
        /// What the owner put in its place.
        value: String,
        /// What that was understood as.
        reading: Reading,
    },
    /// Law or secrecy forbids to go on.
    Stopped {
        /// What is kept of the message.
        message: String,
        /// What the owner is told.
        why: String,
    },
}

/// What is to be done, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A fact is new or changed.
    Learnt(Fact),
    /// Something is to be said before anything else.
    Say(Remark),
    /// The dossier goes to the review queue.
    HandOver,
    /// This question is put.
    Ask(Question),
}

/// Something to say that does not depend on the verdict.
#[derive(Debug, Clone, PartialEq)]
pub enum Remark {
    /// A side question or remark is answered.
    Aside(Act),
    /// What curators have written once for a question that many ask.
    Curated(String),
    /// A correction was taken in.
    Corrected {
        /// What it is about.
        label: String,
        /// What was known before.
        from: String,
        /// What holds now.
        to: String,
    },
    /// Several needs were heard; one is to be chosen.
    Several(Vec<Mention>),
    /// One need was chosen, the others are kept.
    Kept(Vec<Mention>),
    /// The owner wants no questions: only few are put.
    FewQuestions,
    /// The last answer was not understood.
    OnceMore,
    /// The owner does not know: an open point.
    NotKnown,
    /// The verdict is new, or the last word of the talk.
    Verdict,
    /// The verdict stands; what is asked now only completes the specification.
    ForTheSheet,
    /// The whole dossier was handed to people.
    HandedOver,
}

/// Takes an event in.
pub fn step(mut dossier: Dossier, event: Event, knowledge: &Knowledge) -> (Dossier, Vec<Effect>) {
    let mut effects = vec![];
    match event {
        Event::Stopped { message, why } => {
            dossier.said.push(message);
            dossier.stopped = Some(why);
        }
        Event::Heard { message, reading, similar } => {
            hear::message(&mut dossier, &message, reading, knowledge, &mut effects);
            precedent::score(&mut dossier, &similar, knowledge, &mut effects);
        }
        Event::Corrected { key, value, reading } => hear::correction(&mut dossier, &key, &value, reading, &mut effects),
    }
    worth::score(&mut dossier, knowledge, &mut effects);
    ask(&mut dossier, knowledge, &mut effects);
    (dossier, effects)
}

/// Puts the next question, when there is one.
fn ask(dossier: &mut Dossier, knowledge: &Knowledge, effects: &mut Vec<Effect>) {
    let before = dossier.pending.take();
    let question = next_question(knowledge, dossier, before.as_ref());
    let code = judge(&knowledge.rubric, &dossier.scores()).code;
    let decided = code != VerdictCode::NotEnoughInfo;
    let news = decided && dossier.told != Some(code);
    let last_word = question.is_none() && before.is_some();
    if news || last_word || (question.is_none() && dossier.stopped.is_some()) {
        dossier.told = Some(code);
        effects.push(Effect::Say(Remark::Verdict));
    }
    let Some(question) = question else { return };
    let aside = effects.iter().any(|effect| matches!(effect, Effect::Say(Remark::Aside(_))));
    let again = before.is_some_and(|before| before.key == question.key);
    // A side question is no failed answer: it does not use up a try.
    if !(again && aside) {
        *dossier.asked.entry(question.key.clone()).or_default() += 1;
    }
    if again && !aside {
        effects.push(Effect::Say(Remark::OnceMore));
    } else if decided && !again {
        dossier.asked_behind_verdict += 1;
        effects.push(Effect::Say(Remark::ForTheSheet));
    }
    dossier.pending = Some(question.clone());
    effects.push(Effect::Ask(question));
}
