//! The walk of one turn: redaction, understanding beside retrieval, dossier, rubric, reply.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::live::LiveTurn;
use crate::domain::talk::{Event, is_settled};
use crate::domain::{Conversation, Outcome, Provenance, Question, Site, Stage, TurnEvent, Wish};
use crate::llm::Chat;
use crate::redaction::{Masked, Picture, Vault};
use crate::service::{Knowing, Service};

/// Why the rules stood in for a model that would have answered.
const NO_TOKENS: &str = "budget: the site's tokens of the day are used up";

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
    pub(super) service: Arc<Service>,
    pub(super) knowing: Arc<Knowing>,
    pub(super) live: Arc<LiveTurn>,
    pub(super) message: String,
    /// The site that the talk is on.
    pub(super) site: Site,
    /// The model, when there is one and the site has tokens left for it.
    pub(super) chat: Option<Arc<dyn Chat>>,
    pub(super) vault: Vault,
    /// How many photos came with the message.
    pub(super) photos: usize,
    /// Those of them that a model may see.
    pub(super) pictures: Vec<Picture>,
    /// The rules stood in for the model somewhere.
    pub(super) model_failed: bool,
    /// What the owner is told when the talk may not go on.
    stopped: Option<String>,
    /// The line of the read-back card that the message corrects.
    pub(super) correction: Option<String>,
    /// The question that was open before this turn, and how often each was asked.
    asked_before: (Option<Question>, BTreeMap<String, u8>),
    /// Something that a model read or wrote is in the result.
    pub(super) model_used: bool,
    /// The conversation, its dossier growing.
    pub(super) conversation: Conversation,
    /// True once the dossier has taken the message in.
    pub(super) learnt: bool,
    /// What the owner asked of people just now.
    pub(super) wish: Option<Wish>,
    /// What produced the result.
    pub(super) provenance: Provenance,
}

impl Walk {
    pub(super) fn new(
        service: &Arc<Service>,
        conversation: Conversation,
        (message, site): (String, Site),
        (stopped, correction): (Option<String>, Option<String>),
        live: Arc<LiveTurn>,
    ) -> Result<Self, WalkError> {
        let vault = serde_json::from_str(&conversation.vault).map_err(|_| WalkError::Vault)?;
        let knowing = service.knowing();
        let provenance =
            Provenance { rubric_version: knowing.knowledge.rubric.version.clone(), ..Provenance::default() };
        Ok(Self {
            service: Arc::clone(service),
            knowing,
            live,
            message,
            chat: service.parts.chat.clone(),
            site,
            vault,
            photos: 0,
            pictures: vec![],
            model_failed: false,
            asked_before: (conversation.dossier.pending.clone(), conversation.dossier.asked.clone()),
            stopped,
            correction,
            model_used: false,
            conversation,
            learnt: false,
            wish: None,
            provenance,
        })
    }

    /// The vault as it is stored.
    pub(super) fn stored_vault(&self) -> String {
        serde_json::to_string(&self.vault).unwrap_or_else(|_| self.conversation.vault.clone())
    }

    /// For a turn that gave no outcome: the question that it would have put was never seen, but the message was said.
    pub(super) fn take_back_question(&mut self) {
        let dossier = &mut self.conversation.dossier;
        if !self.learnt {
            dossier.said.push(self.message.clone());
        }
        dossier.pending = self.asked_before.0.take().filter(|question| !is_settled(dossier, question));
        dossier.asked = std::mem::take(&mut self.asked_before.1);
    }

    /// Leaves the model out, because the site has used up the tokens of the day: the rules do the whole job.
    pub(super) fn without_model(&mut self) {
        if self.chat.take().is_some() {
            self.provenance.fallbacks.push(NO_TOKENS.to_owned());
        }
    }

    /// Walks to the outcome, telling every step.
    pub(super) async fn run(&mut self) -> Result<Outcome, WalkError> {
        // A stop sign: nothing of the message may go to a model or an index.
        let why = self.stopped.take().or_else(|| self.conversation.dossier.stopped.clone());
        let learnt = match why {
            Some(why) => self.take_in(Event::Stopped { message: self.message.clone(), why }),
            None => self.learn().await,
        };
        self.stage(Stage::Judging);
        self.draft(learnt).await
    }

    /// Everything said so far as a model may see it.
    pub(super) fn masked_history(&mut self) -> Vec<Masked> {
        let Self { service, conversation, vault, .. } = self;
        conversation.dossier.said.iter().map(|said| service.parts.redactor.mask_known(said, vault)).collect()
    }

    pub(super) fn mask_message(&mut self) -> Masked {
        self.service.parts.redactor.mask_known(&self.message, &mut self.vault)
    }

    pub(super) fn stage(&self, stage: Stage) {
        self.live.emit(TurnEvent::Stage { stage });
    }
}
