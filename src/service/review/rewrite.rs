//! Writes one line of the form anew, as its translator asks. It only proposes: the line changes when the translator edits it.

use serde::Serialize;
use utoipa::ToSchema;

use super::case::{Case, actor};
use crate::domain::review::{Field, FieldId, Refusal};
use crate::domain::spec_check::{Grounds, cited};
use crate::domain::{AuditNote, ConversationId, Item, ModelCall, Origin, PromptUse, SECTION_TITLES, Translate};
use crate::prompts::RewriteFieldInput;
use crate::redaction::{Masked, Vault};
use crate::service::afterwards::AfterwardsError;
use crate::service::drafting::{LineWriter, NewLine, RewriteError};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::StoreError;

/// Longest feedback, in characters.
const LONGEST: usize = 500;

/// A line as it could be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rewritten {
    /// What it could say.
    pub text: String,
    /// Whether the feedback was met.
    pub met: bool,
    /// What was changed, or why the feedback could not be met.
    pub why: String,
    /// The model that wrote it.
    pub call: ModelCall,
    /// The prompt.
    pub prompt: PromptUse,
}

impl Service {
    /// Whether a model can write a line of the case anew: one is configured, and law or secrecy has not stopped the talk.
    pub(super) fn rewrites(&self, case: &Case) -> bool {
        self.parts.chat.is_some() && case.conversation.dossier.stopped.is_none()
    }

    /// Writes a line anew, on the version of the case that was seen.
    ///
    /// # Errors
    /// [`ServiceError::Afterwards`] without a model, after a stop sign, or when the model's line cannot be used;
    /// [`ServiceError::StaleReview`], [`ServiceError::ReviewRefused`], [`ServiceError::NoReview`], or the database's.
    pub async fn rewrite_field(
        &self,
        may: &May<Translate>,
        id: ConversationId,
        seen: u32,
        field: FieldId,
        feedback: &str,
    ) -> Result<Rewritten, ServiceError> {
        let case = self.case(id).await?;
        let chat = self.parts.chat.clone().ok_or(RewriteError::NoModel)?;
        if case.review.version != seen {
            return Err(self.conflict(id, seen).await?);
        }
        case.review.must_hold(actor(may), self.parts.clock.now())?;
        let line = case.review.work.sheet.as_ref().and_then(|sheet| sheet.field(field)).ok_or(Refusal::NoField)?;
        let feedback = feedback.trim();
        if feedback.is_empty() {
            return Err(Refusal::NoText.into());
        }
        if feedback.chars().count() > LONGEST {
            return Err(Refusal::TooLong(LONGEST).into());
        }
        // After a stop sign nothing at all goes to a model.
        if !self.rewrites(&case) || case.knowing.knowledge.rubric.stop_sign(feedback).is_some() {
            return Err(RewriteError::Stopped.into());
        }
        let (new, vault) = self.new_line(&case, line, feedback)?;
        let writer = LineWriter { chat: &*chat, prompts: &self.parts.prompts, stop: &self.stopping };
        let written = writer.write(&new).await?;
        let shown = |text: &str| self.parts.redactor.blank(text.trim(), &vault);
        let rewritten = Rewritten {
            text: shown(&written.text),
            met: written.met,
            why: shown(&written.why),
            call: written.call,
            prompt: written.prompt,
        };
        self.parts.store.audit(&self.rewrite_note(may, id, seen, field, &rewritten)).await?;
        Ok(rewritten)
    }

    /// What the model is given, everything of the owner's and of the translator's masked.
    fn new_line(&self, case: &Case, line: &Field, feedback: &str) -> Result<(NewLine, Vault), ServiceError> {
        let dossier = &case.conversation.dossier;
        let mut vault: Vault = serde_json::from_str(&case.conversation.vault).map_err(|_| StoreError::Corrupt {
            what: "conversations.vault",
            reason: "it does not read back".to_owned(),
        })?;
        let mut masked = |text: &str| self.parts.redactor.mask_known(text, &mut vault);
        let said: Vec<Masked> = dossier.said.iter().map(|said| masked(said)).collect();
        let (label, text, feedback) = (masked(&line.label), masked(&line.text), masked(feedback));
        let grounds = Grounds { dossier, knowledge: &case.knowing.knowledge, verdict: &case.verdict };
        let item = Item {
            label: line.label.clone(),
            text: line.text.clone(),
            origin: line.origin.clone(),
            doubtful: line.doubtful,
        };
        let cited = cited(&grounds, &item);
        let quote =
            if let Origin::Owner { quote } = &line.origin { masked(quote).as_str().to_owned() } else { String::new() };
        let section = SECTION_TITLES.get(usize::from(line.section)).map(|title| (*title).to_owned());
        let sources = match &line.origin {
            Origin::Case { .. } | Origin::Policy { .. } => vec![cited.clone()],
            _ => Self::indicators(case),
        };
        let input = RewriteFieldInput { section: section.unwrap_or_default(), label, text, feedback, sources };
        Ok((NewLine { input, said, quote, cited }, vault))
    }

    /// What the playbook of the task measures, a line each.
    fn indicators(case: &Case) -> Vec<String> {
        let task = case.conversation.dossier.ai_task;
        let book = task.and_then(|task| case.knowing.knowledge.playbook(task));
        let lines = book.into_iter().flat_map(|book| &book.indicators);
        lines.map(|one| format!("{}（{}）：{}", one.name, one.unit, one.definition)).collect()
    }

    /// Which line, which model, which prompt: no words of anyone.
    fn rewrite_note(
        &self,
        may: &May<Translate>,
        id: ConversationId,
        version: u32,
        field: FieldId,
        rewritten: &Rewritten,
    ) -> AuditNote {
        let detail = serde_json::json!({
            "version": version,
            "field": field,
            "met": rewritten.met,
            "model": rewritten.call.model,
            "prompt": rewritten.prompt.hash,
        });
        AuditNote {
            at: self.parts.clock.now(),
            staff: Some(may.staff().id),
            action: "review.rewrite".to_owned(),
            subject: Some(id.to_string()),
            detail: detail.to_string(),
        }
    }
}

impl From<RewriteError> for ServiceError {
    fn from(error: RewriteError) -> Self {
        AfterwardsError::from(error).into()
    }
}
