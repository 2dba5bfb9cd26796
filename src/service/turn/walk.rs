//! The walk of one turn: redaction, understanding beside retrieval, dossier, rubric, reply.

use std::sync::Arc;

use thiserror::Error;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::live::LiveTurn;
use crate::domain::{
    AnsweredBy, Conversation, DO_NOT_KNOW, Fact, Outcome, Provenance, Question, Stage, TurnEvent, VerdictCode,
};
use crate::messages::say;
use crate::redaction::{Masked, Vault};
use crate::service::drafting::{ModelWriter, RuleWriter, Used, WriteInput, Writer, question_for, verdict_for};
use crate::service::understanding::{ModelReader, ReadInput, Reader, Understood, understand};
use crate::service::{Found, Knowing, Service};

/// Cases and policies shown to an owner.
const CASES: usize = 4;
const POLICIES: usize = 3;

/// Why a walk could not go on; holds no words of the owner.
#[derive(Debug, Error)]
pub(super) enum WalkError {
    /// The stored vault does not read.
    #[error("the vault does not read back")]
    Vault,
    /// The rule-based writer failed, which it never should.
    #[error("nothing could be written: {0}")]
    Writing(String),
}

/// One turn on its way.
pub(super) struct Walk {
    service: Arc<Service>,
    knowing: Arc<Knowing>,
    live: Arc<LiveTurn>,
    message: String,
    vault: Vault,
    model_failed: bool,
    /// The conversation, its dossier growing.
    pub(super) conversation: Conversation,
    /// True once the dossier has taken the message in.
    pub(super) learnt: bool,
    /// What produced the result.
    pub(super) provenance: Provenance,
}

impl Walk {
    pub(super) fn new(
        service: &Arc<Service>,
        conversation: Conversation,
        message: String,
        live: Arc<LiveTurn>,
    ) -> Result<Self, WalkError> {
        let vault = serde_json::from_str(&conversation.vault).map_err(|_| WalkError::Vault)?;
        let knowing = service.knowing();
        let provenance =
            Provenance { rubric_version: knowing.knowledge.rubric.version.clone(), ..Provenance::default() };
        let service = Arc::clone(service);
        Ok(Self {
            service,
            knowing,
            live,
            message,
            vault,
            model_failed: false,
            conversation,
            learnt: false,
            provenance,
        })
    }

    /// The vault as it is stored.
    pub(super) fn stored_vault(&self) -> String {
        serde_json::to_string(&self.vault).unwrap_or_else(|_| self.conversation.vault.clone())
    }

    /// Walks to the outcome, telling every step.
    pub(super) async fn run(&mut self) -> Result<Outcome, WalkError> {
        let knowing = Arc::clone(&self.knowing);
        if let Some((sign, _)) = knowing.knowledge.rubric.stop_sign(&crate::text::simplified(&self.message)) {
            // Nothing of it may go to a model or an index.
            self.conversation.dossier.stopped = Some(sign.message.clone());
        }
        let (news, found, once_more) = if self.conversation.dossier.stopped.is_some() {
            self.conversation.dossier.said.push(self.message.clone());
            self.learnt = true;
            (vec![], Found::default(), false)
        } else {
            self.learn().await
        };
        self.stage(Stage::Judging);
        let dossier = &mut self.conversation.dossier;
        let question = question_for(&knowing.knowledge.rubric, dossier);
        dossier.pending = question.as_ref().map(|question| question.criterion.clone());
        if let Some(criterion) = &dossier.pending {
            *dossier.asked.entry(criterion.clone()).or_default() += 1;
        }
        self.draft(news, found, question, once_more).await
    }

    /// Masks, reads and retrieves side by side, and takes what was read into the dossier.
    async fn learn(&mut self) -> (Vec<Fact>, Found, bool) {
        self.stage(Stage::Understanding);
        let masked = self.service.parts.redactor.mask(&self.message, &mut self.vault);
        let history = self.masked_history();
        let knowing = Arc::clone(&self.knowing);
        let (service, stop) = (Arc::clone(&self.service), self.live.stop.clone());
        let query = self.search_text();
        let (understood, fallback, found) = {
            let input = ReadInput {
                message: &self.message,
                masked: &masked,
                history: &history,
                dossier: &self.conversation.dossier,
                knowledge: &knowing.knowledge,
                lexicon: &knowing.lexicon,
                vault: &self.vault,
                locale: self.conversation.locale,
            };
            let parts = &service.parts;
            let model =
                parts.chat.as_ref().map(|chat| ModelReader::new(Arc::clone(chat), Arc::clone(&parts.prompts), stop));
            let model = model.as_ref().map(|reader| reader as &dyn Reader);
            let ((understood, fallback), found) =
                tokio::join!(understand(model, &input), service.search(&query, usize::MAX));
            (understood, fallback, found)
        };
        self.note_reading(&understood, fallback);
        let pending = self.conversation.dossier.pending.clone();
        let once_more = pending.as_ref().is_some_and(|id| !understood.reading.answers.contains_key(id));
        let news = self.conversation.dossier.take(&self.message, understood.reading);
        self.learnt = true;
        for fact in &news {
            self.live.emit(TurnEvent::FactUpdated { fact: fact.clone() });
        }
        let found = self.choose(found).await;
        (news, found, once_more)
    }

    fn note_reading(&mut self, understood: &Understood, fallback: Option<String>) {
        self.provenance.prompts.extend(understood.prompt.clone());
        self.provenance.calls.extend(understood.calls.clone());
        self.model_failed |= fallback.is_some();
        self.provenance.fallbacks.extend(fallback);
    }

    /// The cases and policies to show, those of the same trade and task first.
    async fn choose(&mut self, found: Result<Found, crate::service::ServiceError>) -> Found {
        self.stage(Stage::Retrieval);
        let dossier = &self.conversation.dossier;
        let mut found = match found {
            Ok(found) => found.prefer(dossier.sector.as_ref(), dossier.ai_task),
            Err(error) => {
                tracing::warn!(%error, "turn goes on without cases");
                self.provenance.fallbacks.push(format!("no cases: {error}"));
                Found::default()
            }
        };
        found.cases.truncate(CASES);
        found.policies.truncate(POLICIES);
        self.provenance.index_version = self.service.parts.index.status().await.ok().and_then(|status| status.version);
        self.live.emit(TurnEvent::Cases { cases: found.cases.clone(), policies: found.policies.clone() });
        found
    }

    /// Writes reply and specification, by the model when there is one and by the rules when it fails.
    async fn draft(
        &mut self,
        news: Vec<Fact>,
        found: Found,
        question: Option<Question>,
        once_more: bool,
    ) -> Result<Outcome, WalkError> {
        let knowing = Arc::clone(&self.knowing);
        let locale = self.conversation.locale;
        let verdict = verdict_for(&knowing.knowledge, &self.conversation.dossier, locale);
        self.live.emit(TurnEvent::Verdict { verdict: Box::new(verdict.clone()) });
        self.stage(Stage::Drafting);
        let history = self.masked_history();
        let masked = history.last().cloned().unwrap_or_else(|| self.mask_again());
        let conversation = self.conversation.clone();
        let vault = self.vault.clone();
        let input = WriteInput {
            message: &self.message.clone(),
            masked: &masked,
            history: &history,
            dossier: &conversation.dossier,
            news: &news,
            knowledge: &knowing.knowledge,
            lexicon: &knowing.lexicon,
            cases: &found.cases,
            policies: &found.policies,
            verdict: &verdict,
            question: question.as_ref(),
            once_more,
            vault: &vault,
            case_code: &conversation.case_code.0,
            locale,
        };
        let reply = self.reply(&input).await?;
        if let Some(question) = &question {
            self.live.emit(TurnEvent::Question { question: question.clone() });
        }
        let wanted = question.is_none() && verdict.code != VerdictCode::Stop;
        let specification = if wanted { Some(self.specification(&input).await?) } else { None };
        let by_model = self.service.parts.chat.is_some() && !self.model_failed && verdict.code != VerdictCode::Stop;
        let answered_by = if by_model { AnsweredBy::Model } else { AnsweredBy::Rules };
        let label = say(locale, if by_model { "label.draft" } else { "label.rules" }, &[]);
        let dossier = &conversation.dossier;
        Ok(Outcome {
            reply,
            cases: found.cases.clone(),
            policies: found.policies.clone(),
            dossier: dossier.facts.clone(),
            ai_task: dossier.ai_task,
            sector: dossier.sector.clone(),
            verdict: verdict.clone(),
            question: question.clone(),
            specification,
            answered_by,
            label,
        })
    }

    async fn reply(&mut self, input: &WriteInput<'_>) -> Result<String, WalkError> {
        let (sender, pieces) = unbounded_channel();
        let live = Arc::clone(&self.live);
        let collect = collect(pieces, live);
        let write = async {
            let model = self.writer().filter(|_| input.verdict.code != VerdictCode::Stop);
            let failed = match model {
                Some(writer) => match writer.reply(input, &sender).await {
                    Ok(used) => {
                        self.note_writing(used);
                        None
                    }
                    Err(error) => Some(error.to_string()),
                },
                None => Some(String::new()),
            };
            if let Some(reason) = failed {
                self.note_failure(reason);
                RuleWriter.reply(input, &sender).await.map_err(|error| WalkError::Writing(error.to_string()))?;
            }
            drop(sender);
            Ok(())
        };
        let (written, reply) = tokio::join!(write, collect);
        written.map(|()| reply)
    }

    async fn specification(&mut self, input: &WriteInput<'_>) -> Result<crate::domain::Specification, WalkError> {
        let by_model = match self.writer().filter(|_| !self.model_failed) {
            Some(writer) => Some(writer.specification(input).await),
            None => None,
        };
        let draft = match by_model {
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
        self.live.emit(TurnEvent::Specification { specification: Box::new(draft.clone()) });
        Ok(draft)
    }

    fn writer(&self) -> Option<ModelWriter> {
        let parts = &self.service.parts;
        parts.chat.as_ref().map(|chat| {
            let (prompts, redactor) = (Arc::clone(&parts.prompts), Arc::clone(&parts.redactor));
            ModelWriter::new(Arc::clone(chat), prompts, redactor, self.live.stop.clone())
        })
    }

    fn note_writing(&mut self, used: Used) {
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

    /// Everything said so far as a model may see it.
    fn masked_history(&mut self) -> Vec<Masked> {
        let Self { service, conversation, vault, .. } = self;
        conversation.dossier.said.iter().map(|said| service.parts.redactor.mask(said, vault)).collect()
    }

    fn mask_again(&mut self) -> Masked {
        self.service.parts.redactor.mask(&self.message, &mut self.vault)
    }

    /// What to look for: everything said that is more than a tap, masked, the newest last.
    fn search_text(&mut self) -> String {
        let rubric = &self.knowing.knowledge.rubric;
        let is_tap = |said: &str| {
            said == DO_NOT_KNOW || rubric.criteria.iter().any(|c| c.options.iter().any(|option| option.text == said))
        };
        let said = self.conversation.dossier.said.iter().chain(std::iter::once(&self.message));
        let words: Vec<String> = said.filter(|said| !is_tap(said)).cloned().collect();
        self.service.parts.redactor.mask(&words.join("\n"), &mut self.vault).to_string()
    }

    fn stage(&self, stage: Stage) {
        self.live.emit(TurnEvent::Stage { stage });
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
