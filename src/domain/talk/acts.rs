//! What an owner does by saying something, and what that asks of us.

use super::{Effect, Remark};
use crate::domain::{Act, Dossier, Reading};

/// Acts that need words of ours before the thread goes on, the most pressing first.
const ANSWERED: [Act; 15] = [
    Act::Orders,
    Act::AsksHuman,
    Act::WantsPerson,
    Act::Angry,
    Act::OffTopic,
    Act::OnlyPicture,
    Act::AsksPrivacy,
    Act::AsksPrice,
    Act::AsksTime,
    Act::AsksPolicy,
    Act::AsksPrecedent,
    Act::AsksService,
    Act::Enough,
    Act::Greets,
    Act::WantsAi,
];
/// How many remarks one reply bears.
const AT_MOST: usize = 2;

/// Answers side questions and remarks; the thread goes on behind them.
pub(super) fn answer(dossier: &mut Dossier, reading: &Reading, effects: &mut Vec<Effect>) {
    let said_something = says_something(reading);
    let mut remarks = 0;
    for act in ANSWERED.into_iter().filter(|act| reading.acts.contains(act)) {
        match act {
            Act::WantsPerson => hand_over(dossier, effects),
            // Nothing can be told of a need of which nothing is known: he is asked what matters most.
            Act::Enough if dossier.asked.is_empty() => {
                dossier.hurried = true;
                effects.push(Effect::Say(Remark::FewQuestions));
            }
            Act::Enough => {
                dossier.enough = true;
                effects.push(Effect::Say(Remark::Aside(act)));
            }
            // A greeting before a need, or a wish for AI beside one, needs no answer of its own.
            Act::Greets | Act::WantsAi if said_something => continue,
            _ => effects.push(Effect::Say(Remark::Aside(act))),
        }
        remarks += 1;
        if remarks == AT_MOST {
            break;
        }
    }
}

/// Whether the message is no part of the need: it only asks, greets, or orders.
pub(super) fn is_aside(reading: &Reading) -> bool {
    let of_the_need = [Act::Corrects, Act::WantsAi];
    reading.acts.contains(&Act::Orders)
        || (reading.acts.iter().any(|act| !of_the_need.contains(act)) && !says_something(reading))
}

/// Whether a message states anything of a need.
fn says_something(reading: &Reading) -> bool {
    reading.ai_task.is_some()
        || reading.sector.is_some()
        || !reading.facts.is_empty()
        || !reading.answers.is_empty()
        || !reading.needs.is_empty()
        || reading.remedy.is_some()
}

fn hand_over(dossier: &mut Dossier, effects: &mut Vec<Effect>) {
    if !dossier.wants_person {
        dossier.wants_person = true;
        effects.push(Effect::HandOver);
    }
    effects.push(Effect::Say(Remark::HandedOver));
}
