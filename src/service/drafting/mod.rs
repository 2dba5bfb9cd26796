//! What is said and written: two writers behind one trait, one asks a language model, one works by templates.

mod by_model;
mod by_rules;
mod explain;
mod gate;
mod line;
mod outlook;
pub(in crate::service) mod remarks;
mod translator;
mod verdict;

use async_trait::async_trait;
use tokio::sync::mpsc::UnboundedSender;

use crate::domain::talk::Remark;
use crate::domain::{
    CaseHit, Dossier, Fact, Knowledge, Locale, ModelCall, Outlook, PolicyHit, PromptUse, Question, Specification,
    Verdict,
};
use crate::redaction::{Masked, Redactor, Vault};
use crate::service::understanding::Lexicon;

pub use by_model::ModelWriter;
pub use by_rules::RuleWriter;
pub(in crate::service) use line::{LineWriter, NewLine};
pub use line::{RewriteError, Unfit};
pub use outlook::outlook_for;
pub use verdict::verdict_for;

/// Everything that a writer may look at.
pub struct WriteInput<'a> {
    /// The message as a model may see it.
    pub masked: &'a Masked,
    /// Everything said so far as a model may see it, oldest first, this message last.
    pub history: &'a [Masked],
    /// What is known.
    pub dossier: &'a Dossier,
    /// The facts that this message added or changed.
    pub news: &'a [Fact],
    /// The knowledge in force.
    pub knowledge: &'a Knowledge,
    /// Its words.
    pub lexicon: &'a Lexicon,
    /// Similar cases.
    pub cases: &'a [CaseHit],
    /// Policies in force.
    pub policies: &'a [PolicyHit],
    /// Where the verdict stands.
    pub verdict: &'a Verdict,
    /// What needs like this one were judged as.
    pub outlook: Option<&'a Outlook>,
    /// The one next question.
    pub question: Option<&'a Question>,
    /// What is to be said whatever the verdict, before anything else.
    pub remarks: &'a [Remark],
    /// True for the first message, or the first that names a need.
    pub first: bool,
    /// True when the index did not answer.
    pub index_down: bool,
    /// Who provides the service, for the label.
    pub provider: &'a str,
    /// Turns placeholders back into the owner's words.
    pub vault: &'a Vault,
    /// Takes identifiers out of what others will read.
    pub redactor: &'a Redactor,
    /// The short code of the conversation, which numbers the specification.
    pub case_code: &'a str,
    /// The owner's language.
    pub locale: Locale,
}

/// What a writer used.
#[derive(Debug, Default)]
pub struct Used {
    /// The prompt.
    pub prompt: Option<PromptUse>,
    /// The calls.
    pub calls: Vec<ModelCall>,
}

/// Why a writer could not write; the rules stand in.
#[derive(Debug, thiserror::Error)]
#[error("the text could not be written: {0}")]
pub struct WriteError(pub String);

/// Writes the reply and the specification.
#[async_trait]
pub trait Writer: Send + Sync {
    /// Writes the reply, sending it piece by piece; the pieces together are the reply.
    ///
    /// # Errors
    /// [`WriteError`] when the writer failed before it had said anything whole.
    async fn reply(&self, input: &WriteInput<'_>, pieces: &UnboundedSender<String>) -> Result<Used, WriteError>;

    /// Drafts the specification, every figure in it said by the owner, cited, or 待确认.
    ///
    /// # Errors
    /// [`WriteError`] when the writer failed.
    async fn specification(&self, input: &WriteInput<'_>) -> Result<(Specification, Used), WriteError>;
}
