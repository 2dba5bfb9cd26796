//! The writer that asks a language model: what it says is let through sentence by sentence, once it is checked.

use std::sync::Arc;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::gate::{Gate, forbidden};
use super::{Used, WriteError, WriteInput, Writer};
use crate::domain::numbers::unsupported;
use crate::domain::spec_check::{self, case_text};
use crate::domain::{AnsweredBy, Item, Locale, Origin, PromptUse, SECTION_TITLES, Specification};
use crate::llm::{Chat, ChatRequest, structured};
use crate::prompts::{CaseForPrompt, FactForPrompt, PlaybookForPrompt, Prompts, Rendered, ReplyInput, SpecifyInput};
use crate::redaction::{Masked, Redactor, Vault};
use crate::service::understanding::Meaning;
use crate::service::{model_call, model_messages, specification};

/// Cases shown to the model.
const CASES: usize = 3;
/// Sections that the model may write; the others come from playbook and rubric alone.
const SECTIONS: [u8; 7] = [1, 2, 3, 4, 6, 8, 10];

/// Asks a model to write.
pub struct ModelWriter {
    chat: Arc<dyn Chat>,
    prompts: Arc<Prompts>,
    redactor: Arc<Redactor>,
    stop: CancellationToken,
}

/// The shape of the model's specification.
#[derive(Debug, Deserialize, JsonSchema)]
struct Reply {
    items: Vec<ReplyItem>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct ReplyItem {
    section: u8,
    label: String,
    text: String,
    origin: ReplyOrigin,
    /// The owner's words, for origin owner.
    quote: Option<String>,
    /// The id of the case, for origin case.
    source: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum ReplyOrigin {
    Owner,
    Case,
    Playbook,
    ToConfirm,
}

impl ModelWriter {
    /// A writer that asks `chat`; `stop` ends its calls.
    pub fn new(chat: Arc<dyn Chat>, prompts: Arc<Prompts>, redactor: Arc<Redactor>, stop: CancellationToken) -> Self {
        Self { chat, prompts, redactor, stop }
    }

    fn facts(&self, input: &WriteInput<'_>) -> Vec<FactForPrompt> {
        // What the vault knows is masked wherever it stands; what a copy adds need not be restored.
        let mut vault: Vault = input.vault.clone();
        let known = input.dossier.facts.iter().filter_map(|fact| Some((fact, fact.value.as_ref()?)));
        known
            .map(|(fact, value)| FactForPrompt {
                key: fact.key.clone(),
                label: fact.label.clone(),
                value: self
                    .redactor
                    .mask_known(&format!("{value}{}", fact.unit.as_deref().unwrap_or_default()), &mut vault),
            })
            .collect()
    }
}

#[async_trait]
impl Writer for ModelWriter {
    async fn reply(&self, input: &WriteInput<'_>, pieces: &UnboundedSender<String>) -> Result<Used, WriteError> {
        let prompt = self
            .prompts
            .render(&ReplyInput {
                message: input.masked.clone(),
                facts: self.facts(input),
                cases: cases(input),
                verdict: input.verdict.into(),
                question: input.question.map(|question| question.text.clone()),
                language: if input.locale == Locale::En { "English" } else { "简体中文" }.to_owned(),
            })
            .map_err(|error| WriteError(error.to_string()))?;
        let (sender, mut deltas) = mpsc::channel(64);
        let mut gate = Gate::new(input, prompt.system.as_str(), pieces);
        let request = request(&prompt, before(input), Some(0.3));
        let call = self.chat.stream(&request, sender, &self.stop);
        let listen = async {
            while let Some(delta) = deltas.recv().await {
                gate.hear(&delta);
            }
            gate.end()
        };
        let (completion, said) = tokio::join!(call, listen);
        let completion = completion.map_err(|error| WriteError(error.to_string()))?;
        if said == 0 {
            return Err(WriteError("no sentence of the reply could be kept".to_owned()));
        }
        Ok(used(&prompt, &completion.meta))
    }

    async fn specification(&self, input: &WriteInput<'_>) -> Result<(Specification, Used), WriteError> {
        let prompt = self.prompts.render(&self.specify_input(input)).map_err(|error| WriteError(error.to_string()))?;
        let check = |reply: &Reply| check(reply, input);
        let reply =
            structured::<Reply>(self.chat.as_ref(), &request(&prompt, before(input), Some(0.0)), check, &self.stop)
                .await
                .map_err(|error| WriteError(error.to_string()))?;
        let mut draft = specification::sketch(input, AnsweredBy::Model);
        for item in reply.value.items.into_iter().rev() {
            if let Some(section) = draft.sections.iter_mut().find(|section| section.number == item.section) {
                section.items.insert(0, own(item, input));
            }
        }
        Ok((specification::finished(draft, input), used(&prompt, &reply.meta)))
    }
}

impl ModelWriter {
    fn specify_input(&self, input: &WriteInput<'_>) -> SpecifyInput {
        let playbook = input.dossier.ai_task.and_then(|task| input.knowledge.playbook(task));
        SpecifyInput {
            message: input.masked.clone(),
            facts: self.facts(input),
            cases: cases(input),
            playbook: playbook.map(|book| PlaybookForPrompt {
                name: book.name.clone(),
                indicators: book.indicators.iter().map(|i| format!("{}（{}）", i.name, i.unit)).collect(),
                data: book.data.clone(),
                traps: book.traps.clone(),
            }),
            verdict: input.verdict.into(),
            sections: SECTIONS
                .iter()
                .filter_map(|n| Some((*n, (*SECTION_TITLES.get(usize::from(*n))?).to_owned())))
                .collect(),
            terms: terms(input),
        }
    }
}

fn request(prompt: &Rendered, before: &[Masked], temperature: Option<f32>) -> ChatRequest {
    ChatRequest { messages: model_messages(prompt, before), max_tokens: None, temperature }
}

/// Everything that the owner said before this message.
fn before<'a>(input: &WriteInput<'a>) -> &'a [Masked] {
    input.history.split_last().map_or(&[], |(_, before)| before)
}

fn used(prompt: &Rendered, meta: &crate::llm::Meta) -> Used {
    let prompt = PromptUse { name: prompt.name.to_owned(), hash: prompt.hash.clone() };
    Used { prompt: Some(prompt), calls: vec![model_call(meta)] }
}

fn cases(input: &WriteInput<'_>) -> Vec<CaseForPrompt> {
    let known = input.cases.iter().take(CASES).filter_map(|hit| input.knowledge.case(&hit.id));
    known
        .map(|case| CaseForPrompt {
            id: case.id.clone(),
            title: case.title.clone(),
            problem: case.problem.clone(),
            approach: case.approach.clone(),
            result: case.result.clone(),
            lessons: case.lessons.clone(),
        })
        .collect()
}

fn terms(input: &WriteInput<'_>) -> Vec<(String, String)> {
    let words = input.history.iter().map(Masked::as_str).collect::<Vec<_>>().join("\n");
    let mut terms: Vec<(String, String)> = vec![];
    for found in input.lexicon.find(&words) {
        let term = found.meanings.iter().find_map(|meaning| match meaning {
            Meaning::Term(_, term) => Some(term.technical.clone()),
            _ => None,
        });
        if let Some(technical) = term.filter(|_| !terms.iter().any(|(plain, _)| plain == found.word)) {
            terms.push((found.word.to_owned(), technical));
        }
    }
    terms
}

/// What is wrong with the first bad line, in the model's language; its words are the reply's own.
fn check(reply: &Reply, input: &WriteInput<'_>) -> Result<(), String> {
    let said = input.history.iter().map(Masked::as_str).collect::<Vec<_>>().join("\n");
    for item in &reply.items {
        let label = &item.label;
        if !SECTIONS.contains(&item.section) {
            return Err(format!("「{label}」的节号不在可写的节里"));
        }
        let cited = item.source.as_deref().and_then(|id| input.cases.iter().find(|hit| hit.id == id));
        if item.origin == ReplyOrigin::Case && cited.is_none() {
            return Err(format!("「{label}」引的案例不在资料里"));
        }
        let quoted = item.quote.as_deref().is_some_and(|quote| !quote.trim().is_empty() && said.contains(quote.trim()));
        if item.origin == ReplyOrigin::Owner && !quoted {
            return Err(format!("「{label}」的 quote 不是老板原话"));
        }
        let source = cited.and_then(|hit| input.knowledge.case(&hit.id)).map(case_text);
        if !unsupported(&item.text, &[&said, source.as_deref().unwrap_or_default()]).is_empty() {
            return Err(format!("「{label}」里有没有出处的数字，改成待确认"));
        }
        if let Some(word) = forbidden(&item.text).or_else(|| spec_check::forbidden(&item.text)) {
            return Err(format!("「{label}」里不能用“{word}”"));
        }
        if let Some(name) = spec_check::brand(&item.text) {
            return Err(format!("「{label}」不能写死品牌或模型“{name}”"));
        }
    }
    if reply.items.is_empty() { Err("items 不能为空".to_owned()) } else { Ok(()) }
}

/// A line of the model as a line of the specification, in the owner's own words again.
fn own(item: ReplyItem, input: &WriteInput<'_>) -> Item {
    let origin = match item.origin {
        ReplyOrigin::Owner => Origin::Owner { quote: input.vault.restore(item.quote.unwrap_or_default().trim()) },
        ReplyOrigin::Case => Origin::Case { id: item.source.unwrap_or_default() },
        ReplyOrigin::Playbook => Origin::Playbook,
        ReplyOrigin::ToConfirm => Origin::ToConfirm,
    };
    Item { label: input.vault.restore(&item.label), text: input.vault.restore(&item.text), origin, doubtful: false }
}
