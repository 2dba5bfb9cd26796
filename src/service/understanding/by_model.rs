//! The reader that asks a language model: it proposes, every proposal is checked against the owner's words.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use super::{ReadError, ReadInput, Reader, Understood, remedies};
use crate::domain::{
    Act, AiTask, Answer, CriterionId, Evidence, Fact, FactState, Mention, ModelCall, PromptUse, Reading, SectorRef,
};
use crate::llm::{Chat, ChatRequest, no_check, structured};
use crate::prompts::{CriterionForPrompt, Prompts, UnderstandInput};
use crate::service::{model_call, model_messages};

/// How many criteria the same words may prove: whoever quotes one sentence for all of them proves none.
const PROVES: usize = 2;

/// Asks a model to read.
pub struct ModelReader {
    chat: Arc<dyn Chat>,
    prompts: Arc<Prompts>,
    stop: CancellationToken,
}

/// The shape of the model's reply.
#[derive(Debug, Deserialize, JsonSchema)]
struct Reply {
    /// One of the tasks listed, or null.
    ai_task: Option<AiTask>,
    /// One of the codes listed, or null.
    sector_code: Option<String>,
    /// Facts that the owner stated.
    facts: Vec<ReplyFact>,
    /// Answers to criteria.
    answers: Vec<ReplyAnswer>,
    /// Criteria that the owner says he knows nothing of.
    unknown: Vec<String>,
    /// A conventional way from the list, or null.
    remedy: Option<String>,
    /// The owner's words that point to it, or null.
    remedy_quote: Option<String>,
    /// What the owner does beside stating facts.
    #[serde(default)]
    acts: Vec<Act>,
    /// When the message names two or more needs of different kinds: each in the owner's words.
    #[serde(default)]
    needs: Vec<ReplyNeed>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct ReplyNeed {
    ai_task: Option<AiTask>,
    quote: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct ReplyFact {
    key: String,
    label: String,
    value: String,
    unit: Option<String>,
    quote: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct ReplyAnswer {
    criterion: String,
    /// The number of the option, from 1.
    option: usize,
    quote: String,
}

impl ModelReader {
    /// A reader that asks `chat`; `stop` ends its call.
    pub fn new(chat: Arc<dyn Chat>, prompts: Arc<Prompts>, stop: CancellationToken) -> Self {
        Self { chat, prompts, stop }
    }
}

#[async_trait]
impl Reader for ModelReader {
    async fn read(&self, input: &ReadInput<'_>) -> Result<Understood, ReadError> {
        let prompt = self.prompts.render(&prompt_input(input)).map_err(|error| ReadError(error.to_string()))?;
        let mut messages = model_messages(&prompt, input.history);
        if let Some(last) = messages.pop() {
            messages.push(last.showing(input.pictures));
        }
        let request = ChatRequest { messages, max_tokens: None, temperature: Some(0.0) };
        let reply = structured::<Reply>(self.chat.as_ref(), &request, no_check, &self.stop)
            .await
            .map_err(|error| ReadError(error.to_string()))?;
        let calls: Vec<ModelCall> = vec![model_call(&reply.meta)];
        let prompt = Some(PromptUse { name: prompt.name.to_owned(), hash: prompt.hash });
        Ok(Understood { reading: checked(reply.value, input), prompt, calls })
    }
}

fn prompt_input(input: &ReadInput<'_>) -> UnderstandInput {
    let knowledge = input.knowledge;
    UnderstandInput {
        message: input.masked.clone(),
        pending: input.dossier.pending.as_ref().map(|question| question.text.clone()),
        criteria: knowledge
            .rubric
            .criteria
            .iter()
            .map(|criterion| CriterionForPrompt {
                id: criterion.id.to_string(),
                name: criterion.name.clone(),
                question: criterion.question.clone(),
                options: criterion.options.iter().map(|option| option.text.clone()).collect(),
            })
            .collect(),
        tasks: knowledge.playbooks.iter().map(|p| (p.task, p.name.clone())).collect(),
        sectors: sectors(input).into_iter().map(|sector| (sector.code, sector.name)).collect(),
        fact_keys: fact_keys(input),
        remedies: knowledge.playbooks.iter().flat_map(|p| &p.conventional).map(|way| way.name.clone()).collect(),
    }
}

fn sectors(input: &ReadInput<'_>) -> Vec<SectorRef> {
    input.lexicon.sectors().cloned().collect()
}

fn fact_keys(input: &ReadInput<'_>) -> Vec<(String, String)> {
    let own = input.dossier.ai_task.and_then(|task| input.knowledge.playbook(task));
    let general = [
        ("object", "对象"),
        ("process", "工序"),
        ("defects", "毛病"),
        ("people", "人数"),
        ("shifts", "班次"),
        ("output", "产量"),
        ("loss", "损失"),
        ("returns", "退货返工"),
        ("budget", "打算花多少"),
        ("machines", "设备台数"),
        ("cycle_time", "每件用时"),
    ];
    let general = general.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned()));
    let own = own.into_iter().flat_map(|book| &book.facts).map(|fact| (fact.key.clone(), fact.label.clone()));
    general.chain(own).collect()
}

/// Keeps what rests on words that are really there; placeholders become the owner's words again.
fn checked(reply: Reply, input: &ReadInput<'_>) -> Reading {
    let mut reading = Reading {
        doubts: vec![],
        ai_task: reply.ai_task,
        sector: reply.sector_code.and_then(|code| sectors(input).into_iter().find(|sector| sector.code == code)),
        facts: reply.facts.into_iter().filter_map(|fact| checked_fact(fact, input)).collect(),
        answers: BTreeMap::new(),
        not_known: false,
        remedy: None,
        acts: reply.acts,
        needs: needs(reply.needs, input),
    };
    for answer in reply.answers {
        if let Some((criterion, answer)) = checked_answer(&answer, input) {
            reading.answers.insert(criterion, answer);
        }
    }
    keep_proven(&mut reading.answers);
    let pending = input.dossier.pending.as_ref().and_then(|question| question.criterion.as_ref());
    reading.not_known = pending.is_some_and(|id| reply.unknown.iter().any(|name| name == id.as_str()));
    let proposed = reply.remedy.zip(reply.remedy_quote.and_then(|quote| owner_words(&quote, input)));
    if let Some((remedy, quote)) = proposed
        && let Some(remedy) = remedies::named(input.knowledge, &remedy, &quote)
    {
        remedies::knock_out(&input.knowledge.rubric, remedy, &mut reading);
    }
    reading
}

/// Drops the answers whose words are quoted, wholly or in part, for more than [`PROVES`] criteria.
fn keep_proven(answers: &mut BTreeMap<CriterionId, Answer>) {
    let quotes: Vec<String> = answers.values().map(|answer| answer.quote.clone()).collect();
    let same = |a: &str, b: &str| a.contains(b) || b.contains(a);
    answers.retain(|_, answer| quotes.iter().filter(|quote| same(quote, &answer.quote)).count() <= PROVES);
}

/// The needs whose words are really there; one need is none of several.
fn needs(named: Vec<ReplyNeed>, input: &ReadInput<'_>) -> Vec<Mention> {
    let there = named
        .into_iter()
        .filter_map(|need| Some(Mention { text: owner_words(&need.quote, input)?, task: need.ai_task }));
    let needs: Vec<Mention> = there.collect();
    if needs.len() > 1 { needs } else { vec![] }
}

/// The quote as the owner wrote it, when it is part of the message.
fn owner_words(quote: &str, input: &ReadInput<'_>) -> Option<String> {
    let quote = quote.trim();
    let there = quote.chars().count() >= 2 && input.masked.as_str().contains(quote);
    there.then(|| input.vault.restore(quote))
}

fn checked_fact(fact: ReplyFact, input: &ReadInput<'_>) -> Option<Fact> {
    let quote = owner_words(&fact.quote, input)?;
    let value = input.vault.restore(fact.value.trim());
    // A figure that the quote does not hold is made up, or worked out: neither is the owner's.
    let invented = !crate::domain::numbers::unsupported(&value, &[&quote]).is_empty();
    let named = !fact.key.is_empty() && !fact.key.starts_with("criterion:") && !value.is_empty();
    (named && !invented).then_some(Fact {
        key: fact.key,
        label: fact.label,
        value: Some(value),
        unit: fact.unit.filter(|unit| !unit.is_empty()),
        state: FactState::Proposed,
        quote: Some(quote),
    })
}

fn checked_answer(answer: &ReplyAnswer, input: &ReadInput<'_>) -> Option<(CriterionId, Answer)> {
    let criterion = input.knowledge.rubric.criterion(&answer.criterion)?;
    let option = criterion.options.get(answer.option.checked_sub(1)?)?;
    let quote = owner_words(&answer.quote, input)?;
    let answer = Answer {
        score: Some(option.score),
        knock_out: option.knock_out.clone(),
        reason: option.reason.clone(),
        quote,
        source: None,
        evidence: Evidence::E1,
    };
    Some((criterion.id.clone(), answer))
}
