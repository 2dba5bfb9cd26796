//! The second half of the walk: verdict, reply and specification, by the model or, where it fails, by the rules.

use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::learn::Learnt;
use super::live::LiveTurn;
use super::walk::{Walk, WalkError};
use crate::domain::talk::read_back;
use crate::domain::{AnsweredBy, Outcome, Outlook, Specification, Stage, TurnEvent, Verdict, VerdictCode};
use crate::messages::say;
use crate::service::drafting::{
    ModelWriter, RuleWriter, Used, WriteError, WriteInput, Writer, outlook_for, remarks, verdict_for,
};

impl Walk {
    /// Writes reply and specification, by the model when there is one and by the rules when it fails.
    pub(super) async fn draft(&mut self, learnt: Learnt) -> Result<Outcome, WalkError> {
        let Learnt { news, found, first, remarks, question } = learnt;
        let (knowing, locale) = (Arc::clone(&self.knowing), self.conversation.locale);
        let verdict = verdict_for(&knowing.knowledge, &self.conversation.dossier, locale);
        self.live.emit(TurnEvent::Verdict { verdict: Box::new(verdict.clone()) });
        let outlook = if question.is_none() { self.outlook(&verdict).await } else { None };
        self.stage(Stage::Drafting);
        let history = self.masked_history();
        let masked = history.last().cloned().unwrap_or_else(|| self.mask_message());
        let conversation = self.conversation.clone();
        let service = Arc::clone(&self.service);
        let vault = self.vault.clone();
        let input = WriteInput {
            masked: &masked,
            history: &history,
            dossier: &conversation.dossier,
            news: &news,
            knowledge: &knowing.knowledge,
            lexicon: &knowing.lexicon,
            cases: &found.cases,
            policies: &found.policies,
            verdict: &verdict,
            outlook: outlook.as_ref(),
            question: question.as_ref(),
            remarks: &remarks,
            first,
            index_down: found.index_down,
            provider: &service.parts.provider,
            vault: &vault,
            redactor: &service.parts.redactor,
            case_code: &conversation.case_code.0,
            locale,
        };
        let reply = self.reply(&input).await?;
        if let Some(question) = &question {
            self.live.emit(TurnEvent::Question { question: question.clone() });
        }
        // A verdict comes with its specification, even while a question or two still completes it.
        let undecided = verdict.code == VerdictCode::NotEnoughInfo;
        let named = conversation.dossier.ai_task.is_some();
        let wanted = verdict.code != VerdictCode::Stop && named && (question.is_none() || !undecided);
        let specification = if wanted { Some(self.specification(&input).await?) } else { None };
        let dossier = &conversation.dossier;
        Ok(Outcome {
            reply,
            cases: found.cases.clone(),
            policies: found.policies.clone(),
            dossier: dossier.facts.clone(),
            ai_task: dossier.ai_task,
            sector: dossier.sector.clone(),
            verdict: verdict.clone(),
            outlook,
            question: question.clone(),
            read_back: read_back(&knowing.knowledge, dossier),
            wants_person: dossier.wants_person,
            specification,
            answered_by: self.answered_by(verdict.code),
            label: self.label(),
        })
    }

    /// What needs like this one were judged as, for a talk that has ended.
    async fn outlook(&self, verdict: &Verdict) -> Option<Outlook> {
        self.knowing.lexicon.prepare_all().await;
        outlook_for(&self.knowing, &self.conversation.dossier, verdict, self.conversation.locale)
    }

    /// Who did the work of the turn: after a failure, or at a stop sign, the rules.
    fn answered_by(&self, code: VerdictCode) -> AnsweredBy {
        let by_model = self.chat.is_some() && !self.model_failed && code != VerdictCode::Stop;
        if by_model { AnsweredBy::Model } else { AnsweredBy::Rules }
    }

    async fn reply(&mut self, input: &WriteInput<'_>) -> Result<String, WalkError> {
        let model = self.writer().filter(|_| input.verdict.code != VerdictCode::Stop && !self.model_failed);
        let mut said = remarks::words(input);
        let opening = said.len();
        if opening > 0 {
            said.push('\n');
            self.live.emit(TurnEvent::TextDelta { text: said.clone() });
        }
        if let Some(writer) = model {
            let (written, reply) = self.write_with(&writer, input).await;
            // Sentences that were heard before the failure stay: nothing is taken back from an owner.
            self.model_used |= !reply.is_empty();
            said.push_str(&reply);
            match written {
                Ok(used) => {
                    self.note_writing(used);
                    return Ok(said);
                }
                Err(error) => self.note_failure(error.to_string()),
            }
        }
        if !said.is_empty() && !said.ends_with('\n') {
            self.live.emit(TurnEvent::TextDelta { text: "\n".to_owned() });
            said.push('\n');
        }
        let (written, reply) = self.write_with(&RuleWriter, input).await;
        written.map_err(|error| WalkError::Writing(error.to_string()))?;
        Ok(said + &reply)
    }

    /// Lets one writer write, sending on what it says; also all that it said.
    async fn write_with(&self, writer: &dyn Writer, input: &WriteInput<'_>) -> (Result<Used, WriteError>, String) {
        let (sender, pieces) = unbounded_channel();
        let write = async {
            let written = writer.reply(input, &sender).await;
            drop(sender);
            written
        };
        tokio::join!(write, collect(pieces, Arc::clone(&self.live)))
    }

    async fn specification(&mut self, input: &WriteInput<'_>) -> Result<Specification, WalkError> {
        let by_model = match self.writer().filter(|_| !self.model_failed) {
            Some(writer) => Some(writer.specification(input).await),
            None => None,
        };
        let mut draft = match by_model {
            Some(Ok((draft, used))) => {
                self.note_writing(used);
                draft
            }
            other => {
                self.note_failure(other.and_then(Result::err).map(|error| error.to_string()).unwrap_or_default());
                let drafted = RuleWriter.specification(input).await;
                drafted.map_err(|error| WalkError::Writing(error.to_string()))?.0
            }
        };
        draft.label = self.label();
        self.live.emit(TurnEvent::Specification { specification: Box::new(draft.clone()) });
        Ok(draft)
    }

    fn writer(&self) -> Option<ModelWriter> {
        let parts = &self.service.parts;
        self.chat.as_ref().map(|chat| {
            let (prompts, redactor) = (Arc::clone(&parts.prompts), Arc::clone(&parts.redactor));
            ModelWriter::new(Arc::clone(chat), prompts, redactor, self.live.stop.clone())
        })
    }

    /// The label that the law asks for: it denies a model only where none took part in the turn.
    fn label(&self) -> String {
        let key = if self.model_used { "label.draft" } else { "label.rules" };
        say(self.conversation.locale, key, &[])
    }

    fn note_writing(&mut self, used: Used) {
        self.model_used = true;
        self.provenance.prompts.extend(used.prompt);
        self.provenance.calls.extend(used.calls);
    }

    /// An empty reason means that no model was asked.
    fn note_failure(&mut self, reason: String) {
        if !reason.is_empty() {
            self.model_failed = true;
            self.provenance.fallbacks.push(reason);
        }
    }
}

/// Sends the pieces of the reply on as events; returns the whole.
async fn collect(mut pieces: UnboundedReceiver<String>, live: Arc<LiveTurn>) -> String {
    let mut reply = String::new();
    while let Some(piece) = pieces.recv().await {
        reply.push_str(&piece);
        live.emit(TurnEvent::TextDelta { text: piece });
    }
    reply
}
