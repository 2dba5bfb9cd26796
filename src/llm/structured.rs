//! A structured reply as a checked Rust value: ask, read, check, ask once more with the checker's words, then give up.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

use crate::llm::chat::{Chat, ChatRequest, Completion, Message, Meta, Priority, Role, StructuredRequest};
use crate::llm::error::LlmError;
use crate::llm::json::find_object;
use crate::llm::schema::ReplySchema;

/// The word that `reply` puts as the finish reason when it ended endless whitespace itself.
pub(in crate::llm) const ENDED_BLANKS: &str = "whitespace";

/// Most characters of a bad reply that are shown to the model again.
const SHOWN_BACK: usize = 8_000;

/// A checked reply.
#[derive(Debug, Clone)]
pub struct Structured<T> {
    /// The value; its type and the caller's check hold.
    pub value: T,
    /// How it came about; the attempts and tokens of a repair round are added.
    pub meta: Meta,
    /// Whether the first reply was unusable and the model was asked once more.
    pub repaired: bool,
}

/// For callers whose type says everything.
pub fn no_check<T>(_: &T) -> Result<(), String> {
    Ok(())
}

/// Asks for a `T`. `check` says in the model's language what is wrong with a well-typed value; its message goes to the
/// model, so it must be made of the reply and fixed words only.
///
/// # Errors
/// [`LlmError::Malformed`] when the second reply is unusable too; any other [`LlmError`] as it comes.
pub async fn structured<T>(
    chat: &dyn Chat,
    request: &ChatRequest,
    check: impl Fn(&T) -> Result<(), String> + Send + Sync,
    stop: &CancellationToken,
) -> Result<Structured<T>, LlmError>
where
    T: DeserializeOwned + JsonSchema + Send,
{
    let mut ask = StructuredRequest { chat: request.clone(), schema: ReplySchema::of::<T>()? };
    let (reply, fault) = match chat.structured(&ask, stop).await {
        Ok(reply) => match read(&reply, &check) {
            Ok(value) => {
                return Ok(Structured { value, meta: reply.meta, repaired: false });
            }
            Err(fault) => {
                tell(chat, &reply.meta, &fault);
                (Some(reply), fault)
            }
        },
        Err(error) if error.is_spoilt_reply() => (None, Fault::Spoilt(error)),
        Err(error) => return Err(error),
    };
    ask.chat.messages.extend(repair_messages(reply.as_ref(), &fault));
    let second = chat.structured(&ask, stop).await?;
    match read(&second, &check) {
        Ok(value) => Ok(Structured { value, meta: joined(reply.map(|r| r.meta), second.meta), repaired: true }),
        Err(fault) => {
            tell(chat, &second.meta, &fault);
            Err(LlmError::Malformed(fault.word()))
        }
    }
}

/// What is wrong with a reply.
enum Fault {
    /// Not one JSON object.
    Json(String),
    /// An object, but not of the type.
    Shape(String),
    /// Of the type, but the caller's check says no.
    Check(String),
    /// No usable text at all.
    Spoilt(LlmError),
}

impl Fault {
    fn word(&self) -> &'static str {
        match self {
            Self::Json(_) => "no JSON",
            Self::Shape(_) => "wrong shape",
            Self::Check(_) => "failed check",
            Self::Spoilt(_) => "no text",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Json(m) | Self::Check(m) => m.clone(),
            Self::Shape(m) => format!("字段不符合要求：{m}"),
            Self::Spoilt(LlmError::CutByLength) => "回复太长，被截断了，请写短一些".to_owned(),
            Self::Spoilt(_) => "回复是空白的".to_owned(),
        }
    }
}

/// A check of the caller's has nothing to do with the schema; the other faults do.
fn tell(chat: &dyn Chat, meta: &Meta, fault: &Fault) {
    tracing::warn!(endpoint = %meta.endpoint, mode = ?meta.mode, fault = fault.word(), "unusable structured reply");
    if matches!(fault, Fault::Json(_) | Fault::Shape(_)) {
        chat.schema_broken(meta);
    }
}

fn read<T: DeserializeOwned>(reply: &Completion, check: impl Fn(&T) -> Result<(), String>) -> Result<T, Fault> {
    // A reply that we cut ourselves is not mended: it must be whole as it stands.
    let mend = reply.meta.finish_reason.as_deref() != Some(ENDED_BLANKS);
    let value = find_object(&reply.text, mend).map_err(|e| Fault::Json(e.to_string()))?;
    let value: T = serde_path_to_error::deserialize(value).map_err(|e| Fault::Shape(e.to_string()))?;
    check(&value).map_err(Fault::Check)?;
    Ok(value)
}

fn repair_messages(reply: Option<&Completion>, fault: &Fault) -> Vec<Message> {
    let shown = reply.map(|r| {
        let text = r.text.chars().take(SHOWN_BACK).collect();
        Message::internal(Role::Assistant, text, Priority::Keep)
    });
    let words =
        format!("你上一条回复不能用：{}。请重新回复改正后的完整 JSON 对象，只写 JSON，不要解释。", fault.message());
    shown.into_iter().chain([Message::internal(Role::User, words, Priority::Keep)]).collect()
}

/// The second reply's story with the first one's costs added; an unknown cost makes the sum unknown.
fn joined(first: Option<Meta>, second: Meta) -> Meta {
    let Some(first) = first else {
        return Meta { attempts: second.attempts + 1, prompt_tokens: None, completion_tokens: None, ..second };
    };
    Meta {
        attempts: first.attempts + second.attempts,
        prompt_tokens: first.prompt_tokens.zip(second.prompt_tokens).map(|(a, b)| a + b),
        completion_tokens: first.completion_tokens.zip(second.completion_tokens).map(|(a, b)| a + b),
        ..second
    }
}
