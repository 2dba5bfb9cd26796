//! Asks a model for one line of the specification and holds what it says against the rules before anyone sees it.

use std::sync::{Mutex, PoisonError};

use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::gate;
use crate::domain::numbers::unsupported;
use crate::domain::{ModelCall, PromptUse, spec_check};
use crate::llm::{Chat, ChatRequest, LlmError, structured};
use crate::prompts::{Prompts, RewriteFieldInput};
use crate::redaction::Masked;
use crate::service::{model_call, model_messages};

/// Longest line, in characters.
const LONGEST: usize = 600;

/// Why a line was not written anew.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RewriteError {
    /// No model is configured.
    #[error("no language model is configured")]
    NoModel,
    /// Law or secrecy forbids to give it to a model.
    #[error("law or secrecy forbids it")]
    Stopped,
    /// The model's line breaks a rule, the second one too.
    #[error("the line breaks a rule: {0:?}")]
    Unfit(Unfit),
    /// The model refused, or its provider stopped it.
    #[error("the language model refused")]
    Refused,
    /// The model did not answer, or nothing that could be read.
    #[error("the language model did not answer")]
    Failed,
}

/// The rule that a line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It is empty.
    Empty,
    /// It is too long.
    Long,
    /// It says what was there before.
    Same,
    /// A figure that nobody said.
    Figure(String),
    /// A word that says nothing or promises too much.
    Word(&'static str),
    /// A vendor or a model.
    Brand(&'static str),
    /// It does not say why the feedback was not met.
    NoWhy,
}

impl Unfit {
    /// What the model is told; made of its own words and fixed ones.
    fn told(&self) -> String {
        match self {
            Self::Empty => "text 是空的".to_owned(),
            Self::Long => format!("text 太长，不超过{LONGEST}个字"),
            Self::Same => "text 和原来一样，没有改".to_owned(),
            Self::Figure(figure) => format!("text 里的数“{figure}”没有出处，改成待确认"),
            Self::Word(word) => format!("text 里不能用“{word}”"),
            Self::Brand(name) => format!("text 不能写死品牌或型号“{name}”"),
            Self::NoWhy => "met 是 false，why 要说明为什么做不到".to_owned(),
        }
    }
}

/// What the model is asked.
pub(in crate::service) struct NewLine {
    /// The line, the feedback and what is cited.
    pub(in crate::service) input: RewriteFieldInput,
    /// What the owner said, the earliest first.
    pub(in crate::service) said: Vec<Masked>,
    /// The owner's words that the line rests on, masked.
    pub(in crate::service) quote: String,
    /// Everything published that the line may take figures from.
    pub(in crate::service) cited: String,
}

/// A line that holds.
pub(in crate::service) struct WrittenLine {
    pub(in crate::service) text: String,
    pub(in crate::service) met: bool,
    pub(in crate::service) why: String,
    pub(in crate::service) call: ModelCall,
    pub(in crate::service) prompt: PromptUse,
}

/// The shape of the model's reply.
#[derive(Debug, Deserialize, JsonSchema)]
struct Reply {
    text: String,
    met: bool,
    why: String,
}

/// Asks a model.
pub(in crate::service) struct LineWriter<'a> {
    pub(in crate::service) chat: &'a dyn Chat,
    pub(in crate::service) prompts: &'a Prompts,
    pub(in crate::service) stop: &'a CancellationToken,
}

impl LineWriter<'_> {
    /// The line anew; one that breaks a rule is sent back once.
    pub(in crate::service) async fn write(&self, new: &NewLine) -> Result<WrittenLine, RewriteError> {
        let prompt = self.prompts.render(&new.input).map_err(|error| {
            tracing::error!(%error, "the line could not be asked for");
            RewriteError::Failed
        })?;
        let request =
            ChatRequest { messages: model_messages(&prompt, &new.said), max_tokens: None, temperature: Some(0.2) };
        let broken = Mutex::new(None);
        let check = |reply: &Reply| {
            let unfit = unfit(reply, new);
            let told = unfit.as_ref().map(Unfit::told);
            *broken.lock().unwrap_or_else(PoisonError::into_inner) = unfit;
            told.map_or(Ok(()), Err)
        };
        let reply = structured::<Reply>(self.chat, &request, check, self.stop).await;
        let reply = reply.map_err(|error| {
            tracing::warn!(%error, "a line was not written anew");
            let unfit = broken.lock().unwrap_or_else(PoisonError::into_inner).take();
            failure(&error, unfit)
        })?;
        let Reply { text, met, why } = reply.value;
        Ok(WrittenLine {
            text,
            met,
            why,
            call: model_call(&reply.meta),
            prompt: PromptUse { name: prompt.name.to_owned(), hash: prompt.hash },
        })
    }
}

fn failure(error: &LlmError, unfit: Option<Unfit>) -> RewriteError {
    match (error, unfit) {
        (LlmError::Malformed(_), Some(unfit)) => RewriteError::Unfit(unfit),
        (LlmError::Refusal | LlmError::ContentFilter, _) => RewriteError::Refused,
        (LlmError::Unconfigured, _) => RewriteError::NoModel,
        _ => RewriteError::Failed,
    }
}

/// The rule that a reply breaks.
fn unfit(reply: &Reply, new: &NewLine) -> Option<Unfit> {
    let (text, old) = (reply.text.trim(), new.input.text.as_str().trim());
    if text.is_empty() {
        return Some(Unfit::Empty);
    }
    if text.chars().count() > LONGEST {
        return Some(Unfit::Long);
    }
    if text == old {
        return Some(Unfit::Same);
    }
    let said = new.said.iter().map(Masked::as_str);
    let known: Vec<&str> = said.chain([old, new.input.feedback.as_str(), &new.cited]).collect();
    if let Some(range) = unsupported(text, &known).into_iter().next() {
        return Some(Unfit::Figure(text[range].to_owned()));
    }
    let own = |word: &&'static str| !new.quote.contains(*word);
    let word = spec_check::forbidden(text).or_else(|| gate::forbidden(text)).filter(own);
    let brand = spec_check::brand(text).filter(own);
    let broken = word.map(Unfit::Word).or(brand.map(Unfit::Brand));
    broken.or_else(|| (!reply.met && reply.why.trim().is_empty()).then_some(Unfit::NoWhy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::{Redactor, Vault};

    fn line(text: &str, feedback: &str, quote: &str) -> NewLine {
        let masked = |text: &str| Redactor::new().mask(text, &mut Vault::default());
        let input = RewriteFieldInput {
            section: "指标".into(),
            label: masked("漏检率"),
            text: masked(text),
            feedback: masked(feedback),
            sources: vec![],
        };
        let said = vec![masked("六个人看，一天一万三千双")];
        NewLine { input, said, quote: quote.into(), cited: "同类案例漏检率3%".into() }
    }

    fn found(text: &str, met: bool, why: &str) -> Option<Unfit> {
        let new = line("漏检率不高于待确认", "写成不高于2%，样品500件", "海康的相机看不清");
        unfit(&Reply { text: text.into(), met, why: why.into() }, &new)
    }

    #[test]
    fn what_nobody_said_or_nobody_should_say_is_found() {
        assert_eq!(found("漏检率不高于2%，样品500件", true, ""), None);
        assert_eq!(found("六个人每天一万三千双，漏检率参照3%", true, ""), None);
        assert_eq!(found(" ", true, ""), Some(Unfit::Empty));
        assert_eq!(found("漏检率不高于待确认", true, ""), Some(Unfit::Same));
        assert_eq!(found("漏检率不高于0.5%", true, ""), Some(Unfit::Figure("0.5".into())));
        assert_eq!(found("准确率要高", true, ""), Some(Unfit::Word("准确率")));
        assert_eq!(found("为企业赋能", true, ""), Some(Unfit::Word("赋能")));
        assert_eq!(found("用YOLO检测", true, ""), Some(Unfit::Brand("YOLO")));
        // The owner's own words stay the owner's.
        assert_eq!(found("现有海康的相机看不清", true, ""), None);
        assert_eq!(found(&"长".repeat(601), true, ""), Some(Unfit::Long));
        assert_eq!(found("漏检率另行约定", false, " "), Some(Unfit::NoWhy));
        assert_eq!(found("漏检率另行约定", false, "资料里没有数"), None);
    }

    #[test]
    fn a_failure_is_told_by_its_kind() {
        let unfit = Some(Unfit::Same);
        assert_eq!(failure(&LlmError::Malformed("failed check"), unfit), RewriteError::Unfit(Unfit::Same));
        assert_eq!(failure(&LlmError::Malformed("no JSON"), None), RewriteError::Failed);
        assert_eq!(failure(&LlmError::Refusal, None), RewriteError::Refused);
        assert_eq!(failure(&LlmError::Cut, Some(Unfit::Same)), RewriteError::Failed);
    }
}
