//! Asks a model for the fields of a document's form. The document is data to it, and what it says is only proposed.

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use crate::domain::proposing::{Proposal, proposable};
use crate::domain::tabular::{Column, Shape};
use crate::domain::{ModelCall, PromptUse};
use crate::llm::{Chat, ChatRequest, LlmError, count_tokens, fitting, no_check, structured};
use crate::prompts::{FieldForPrompt, Prompts, ProposeFieldsInput};
use crate::redaction::Masked;
use crate::service::{model_call, model_messages};

/// Tokens of a document that a model is given at most.
const DOCUMENT_TOKENS: usize = 14_000;
/// Tokens that a reply may have: some thirty fields, each with its passage.
const REPLY_TOKENS: u32 = 5_000;
/// Tokens that are given up beside what was too much, for lines are not cut through.
const SPARE: usize = 200;

/// Why a model proposed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ModelFault {
    /// None is configured.
    #[error("no language model is configured")]
    Absent,
    /// The tokens of the day are used up.
    #[error("the tokens of the day are used up")]
    Spent,
    /// It refused, or its provider stopped it.
    #[error("the language model refused")]
    Refused,
    /// It takes no more requests for now.
    #[error("the language model is busy")]
    Busy,
    /// It did not answer in time.
    #[error("the language model is too slow")]
    Slow,
    /// What it answered cannot be read.
    #[error("the language model's answer cannot be read")]
    Unreadable,
    /// Its answer broke off.
    #[error("the language model's answer broke off")]
    Broken,
    /// It cannot take even a page of the document.
    #[error("the language model takes too little at once")]
    Narrow,
    /// It cannot be reached, or its server failed.
    #[error("the language model does not answer")]
    Down,
}

impl From<&LlmError> for ModelFault {
    fn from(error: &LlmError) -> Self {
        match error {
            LlmError::Unconfigured => Self::Absent,
            LlmError::Refusal | LlmError::ContentFilter => Self::Refused,
            LlmError::RateLimited { .. } => Self::Busy,
            LlmError::Timeout(_) => Self::Slow,
            LlmError::Malformed(_) | LlmError::Empty | LlmError::Blanks => Self::Unreadable,
            LlmError::Cut | LlmError::CutByLength => Self::Broken,
            LlmError::TooLarge { .. } => Self::Narrow,
            LlmError::Resting
            | LlmError::Connect
            | LlmError::Denied { .. }
            | LlmError::Server { .. }
            | LlmError::BadRequest { .. }
            | LlmError::Schema
            | LlmError::Cancelled => Self::Down,
        }
    }
}

/// The shape of the model's reply.
#[derive(Debug, Deserialize, JsonSchema)]
struct Reply {
    /// One for each field that the document tells something of.
    fields: Vec<ReplyField>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(inline)]
struct ReplyField {
    /// One of the keys listed.
    key: String,
    value: String,
    /// A passage of the document, word for word.
    quote: String,
}

/// What the model is asked.
pub(super) struct Form<'a> {
    /// What the document becomes, in the words of people.
    pub(super) kind: &'a str,
    pub(super) columns: &'a [Column],
    /// The trades: code and name.
    pub(super) sectors: Vec<(String, String)>,
    /// The whole document.
    pub(super) text: &'a Masked,
}

/// What the model answered; everything in it is masked.
pub(super) struct Answered {
    pub(super) proposals: Vec<Proposal>,
    /// As much of the document as it was given.
    pub(super) read: Masked,
    pub(super) call: ModelCall,
    pub(super) prompt: PromptUse,
}

/// Asks.
pub(super) struct Asker<'a> {
    pub(super) chat: &'a dyn Chat,
    pub(super) prompts: &'a Prompts,
    pub(super) stop: &'a CancellationToken,
}

impl Asker<'_> {
    /// What the model proposes. A model that takes less than is asked is asked once more with less of the document.
    pub(super) async fn ask(&self, form: &Form<'_>) -> Result<Answered, ModelFault> {
        let read = form.text.beginning(fitting(form.text.as_str(), DOCUMENT_TOKENS));
        match self.try_with(form, read.clone()).await {
            Err(LlmError::TooLarge { needed, limit }) => {
                let room = count_tokens(read.as_str()).saturating_sub(needed.saturating_sub(limit) + SPARE);
                let less = read.beginning(fitting(read.as_str(), room));
                if less.as_str().is_empty() {
                    return Err(ModelFault::Narrow);
                }
                self.try_with(form, less).await
            }
            tried => tried,
        }
        .map_err(|error| {
            // Its words are ours: no message of a model's error holds any text of a request or a reply.
            tracing::warn!(%error, "no fields were proposed");
            ModelFault::from(&error)
        })
    }

    async fn try_with(&self, form: &Form<'_>, read: Masked) -> Result<Answered, LlmError> {
        let input = ProposeFieldsInput {
            kind: form.kind.to_owned(),
            fields: form.columns.iter().filter(|column| proposable(column)).map(field).collect(),
            sectors: form.sectors.clone(),
            cut: read.as_str().len() < form.text.as_str().len(),
            text: read.clone(),
        };
        let prompt = self.prompts.render(&input).map_err(|error| {
            tracing::error!(%error, "the fields could not be asked for");
            LlmError::Schema
        })?;
        let request = ChatRequest {
            messages: model_messages(&prompt, &[]),
            max_tokens: Some(REPLY_TOKENS),
            temperature: Some(0.0),
        };
        let reply = structured::<Reply>(self.chat, &request, no_check, self.stop).await?;
        let proposal = |field: ReplyField| Proposal { key: field.key, value: field.value, quote: field.quote };
        Ok(Answered {
            proposals: reply.value.fields.into_iter().map(proposal).collect(),
            read,
            call: model_call(&reply.meta),
            prompt: PromptUse { name: prompt.name.to_owned(), hash: prompt.hash },
        })
    }
}

fn field(column: &Column) -> FieldForPrompt {
    let choices = match column.shape {
        Shape::Choice(choices) | Shape::Choices(choices) => {
            choices.iter().map(|(_, label)| (*label).to_owned()).collect()
        }
        _ => vec![],
    };
    FieldForPrompt { key: column.key.clone(), head: column.head.clone(), note: column.note.to_owned(), choices }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tabular::{TableKind, columns};
    use crate::llm::{ScriptedChat, ScriptedReply};
    use crate::redaction::{Redactor, Vault};

    fn long() -> Masked {
        let line = "某区对规模以上工业企业的设备投入给予补助，联系电话13812345678。\n";
        Redactor::new().mask(&line.repeat(2_000), &mut Vault::default())
    }

    async fn asked(replies: Vec<ScriptedReply>) -> (Result<Answered, ModelFault>, Vec<usize>) {
        let chat = ScriptedChat::new(replies);
        let (prompts, stop, text) = (Prompts::load().unwrap(), CancellationToken::new(), long());
        let columns = columns(TableKind::Policy, 2);
        let form = Form { kind: "政策", columns: &columns, sectors: vec![], text: &text };
        let answered = Asker { chat: &chat, prompts: &prompts, stop: &stop }.ask(&form).await;
        let tokens = chat.asked().iter().map(|messages| count_tokens(&messages[1].1)).collect();
        (answered, tokens)
    }

    #[tokio::test]
    async fn a_long_document_is_cut_by_tokens_and_shorter_where_the_window_is_small() {
        let good = || ScriptedReply::json(&serde_json::json!({ "fields": [] }));
        let (answered, tokens) = asked(vec![good()]).await;
        let read = answered.unwrap().read;
        assert!(read.as_str().ends_with("。\n") && !read.as_str().contains("13812345678"));
        // Counted sentence by sentence it is rather too much than too little.
        assert!((DOCUMENT_TOKENS * 9 / 10..DOCUMENT_TOKENS + 100).contains(&tokens[0]), "{tokens:?}");
        let small = ScriptedReply::Fail(LlmError::TooLarge { needed: 18_000, limit: 6_000 });
        let (answered, tokens) = asked(vec![small, good()]).await;
        assert!(answered.is_ok() && tokens[1] < 2_000, "{tokens:?}");
        let tiny = ScriptedReply::Fail(LlmError::TooLarge { needed: 18_000, limit: 1_000 });
        let (answered, tokens) = asked(vec![tiny]).await;
        assert_eq!((answered.err(), tokens.len()), (Some(ModelFault::Narrow), 1));
    }

    #[tokio::test]
    async fn a_failure_is_told_by_its_kind() {
        for (error, fault) in [
            (LlmError::Refusal, ModelFault::Refused),
            (LlmError::RateLimited { retry_after: None }, ModelFault::Busy),
            (LlmError::Cut, ModelFault::Broken),
            (LlmError::Resting, ModelFault::Down),
            (LlmError::Unconfigured, ModelFault::Absent),
        ] {
            let (answered, _) = asked(vec![ScriptedReply::Fail(error)]).await;
            assert_eq!(answered.err(), Some(fault));
        }
    }
}
