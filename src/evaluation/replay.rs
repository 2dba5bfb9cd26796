//! Replays one need as a real talk: what the owner says, what is asked, what it ends with.

use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;

use super::matching::{Answered, Known, SimulatedOwner};
use super::need::Need;
use super::recorder::{Recorded, Recorder};
use crate::domain::{ConversationId, Locale, Outcome, OwnerMessage, Question, TurnEvent};
use crate::service::{Service, ServiceError};

/// Most turns of one talk.
const TURNS: usize = 12;

/// A service of its own for one need at a time, with the record of what its model was told.
pub struct Stage {
    /// The service.
    pub service: Arc<Service>,
    /// The record; nothing when no model is asked.
    pub recorder: Option<Arc<Recorder>>,
}

/// One turn of a talk.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The question that the owner answered; nothing at the first turn.
    pub question: Option<Question>,
    /// The key of the fact that the answer was taken from.
    pub fact: Option<String>,
    /// What the owner said.
    pub said: String,
    /// What came of it; nothing when the turn failed.
    pub outcome: Option<Outcome>,
}

/// One replayed need.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// The turns, in order.
    pub exchanges: Vec<Exchange>,
    /// Why the talk broke off, when it did.
    pub error: Option<String>,
    /// How long it took.
    pub seconds: f64,
    /// What the model was told.
    pub recorded: Recorded,
}

impl Replayed {
    /// The last outcome.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.exchanges.iter().rev().find_map(|exchange| exchange.outcome.as_ref())
    }

    /// Everything the owner said, a line a turn.
    pub fn words(&self) -> String {
        self.exchanges.iter().map(|exchange| exchange.said.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Every question that was put, the one that the talk ended with included.
    pub fn questions(&self) -> Vec<&Question> {
        self.exchanges.iter().filter_map(|exchange| exchange.outcome.as_ref()?.question.as_ref()).collect()
    }
}

/// Replays a need to its end: no question is left, or the turns are used up, or a turn failed.
pub async fn replay(stage: &Stage, need: &Need) -> Replayed {
    let began = Instant::now();
    if let Some(recorder) = &stage.recorder {
        recorder.take();
    }
    let mut replayed = Replayed::default();
    if let Err(error) = talk(stage, need, &mut replayed.exchanges).await {
        replayed.error = Some(error.to_string());
    }
    replayed.seconds = began.elapsed().as_secs_f64();
    replayed.recorded = stage.recorder.as_ref().map(|recorder| recorder.take()).unwrap_or_default();
    replayed
}

async fn talk(stage: &Stage, need: &Need, exchanges: &mut Vec<Exchange>) -> anyhow::Result<()> {
    let service = &stage.service;
    let begun = service.start_own_conversation(Locale::ZhCn).await?;
    let (id, token) = (begun.access.conversation().id, begun.owner_token);
    let knowing = service.knowing();
    let known = need.follow_up_facts.iter().filter_map(|(key, answer)| {
        let answer = answer.as_str()?;
        Some(Known { key, answer, about: knowing.lexicon.about(&format!("{key}，{answer}")) })
    });
    let mut owner = SimulatedOwner::new(known);
    let mut said = Answered { words: need.owner_message.clone(), fact: None };
    let mut asked = None;
    for _ in 0..TURNS {
        let outcome = turn(service, (id, &token), &said.words).await?;
        let next = outcome.as_ref().and_then(|outcome| outcome.question.clone());
        let failed = outcome.is_none();
        exchanges.push(Exchange { question: asked.take(), fact: said.fact.take(), said: said.words, outcome });
        anyhow::ensure!(!failed, "the turn has no outcome");
        let Some(question) = next else { return Ok(()) };
        said = owner.answer(&question);
        asked = Some(question);
    }
    Ok(())
}

/// One turn, as the page does it: opened anew by its token, because what is known has grown.
async fn turn(
    service: &Arc<Service>,
    (id, token): (ConversationId, &str),
    words: &str,
) -> anyhow::Result<Option<Outcome>> {
    let access = service.authorize(id, token).await?;
    let turn = service.start_turn(&access, OwnerMessage::parse(words)?.into()).await?.id;
    let turn = service.turn(&access, turn).await?;
    let mut events = std::pin::pin!(service.follow_turn(turn, 0));
    while let Some(event) = events.next().await {
        let event: Result<_, ServiceError> = event;
        match event?.event {
            TurnEvent::Error { code, .. } => anyhow::bail!("the turn failed: {code}"),
            TurnEvent::Finished { outcome, .. } => return Ok(outcome.map(|outcome| *outcome)),
            _ => {}
        }
    }
    Ok(None)
}
