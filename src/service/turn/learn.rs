//! The first half of the walk: mask, read and retrieve side by side, take what was read into the dossier.

use std::sync::Arc;

use super::walk::Walk;
use crate::domain::talk::{Effect, Event, Remark, step};
use crate::domain::{CaseHit, Evidence, Fact, PolicyHit, Question, Stage, TurnEvent, Wish};
use crate::redaction::Masked;
use crate::service::understanding::{ModelReader, ReadInput, Reader, Understood, understand};
use crate::service::{Found, ServiceError, prefer};

/// Cases fetched, and of these shown to an owner; policies shown.
const FETCHED: usize = 20;
const POLICIES: usize = 3;
/// How a note on a failed index begins.
const INDEX: &str = "index";

/// What the first half of the walk brought.
#[derive(Default)]
pub(super) struct Learnt {
    /// Facts that are new or changed.
    pub(super) news: Vec<Fact>,
    /// Similar cases and policies in force.
    pub(super) found: Found,
    /// This is the first message, or the first that names a need.
    pub(super) first: bool,
    /// What is to be said whatever the verdict.
    pub(super) remarks: Vec<Remark>,
    /// The one next question.
    pub(super) question: Option<Question>,
}

impl Walk {
    /// Masks, reads and retrieves side by side, and takes what was read into the dossier.
    pub(super) async fn learn(&mut self) -> Learnt {
        self.stage(Stage::Understanding);
        self.knowing.lexicon.prepare().await;
        let masked = self.service.parts.redactor.mask_known(&self.message, &mut self.vault);
        let history = self.masked_history();
        let knowing = Arc::clone(&self.knowing);
        let (service, stop) = (Arc::clone(&self.service), self.live.stop.clone());
        let query = self.search_text();
        let (understood, fallback, found) = {
            let input = ReadInput {
                message: &self.message,
                masked: &masked,
                history: &history,
                pictures: &self.pictures,
                dossier: &self.conversation.dossier,
                knowledge: &knowing.knowledge,
                lexicon: &knowing.lexicon,
                vault: &self.vault,
                locale: self.conversation.locale,
            };
            let parts = &service.parts;
            let model =
                self.chat.as_ref().map(|chat| ModelReader::new(Arc::clone(chat), Arc::clone(&parts.prompts), stop));
            let model = model.as_ref().map(|reader| reader as &dyn Reader);
            let ((understood, fallback), found) =
                tokio::join!(understand(model, &input), service.similar_cases(&query, FETCHED));
            (understood, fallback, found)
        };
        self.note_reading(&understood, fallback);
        let understood = self.proven(understood);
        let had_need = self.conversation.dossier.names_a_need();
        let similar = found.iter().flatten().map(|hit| hit.id.clone()).collect();
        let event = match self.correction.take() {
            Some(key) => Event::Corrected { key, value: self.message.clone(), reading: understood.reading },
            None => Event::Heard { message: self.message.clone(), reading: understood.reading, similar },
        };
        let mut learnt = self.take_in(event);
        learnt.first =
            !had_need && self.conversation.dossier.names_a_need() || self.conversation.dossier.said.len() == 1;
        learnt.found = self.choose(found).await;
        self.curate(&mut learnt).await;
        learnt
    }

    /// A question for which there is a fixed answer is answered by that, in place of what would be said of its kind. Without
    /// the database the turn goes on as if there were none.
    async fn curate(&self, learnt: &mut Learnt) {
        let aside = learnt.remarks.iter().position(|remark| matches!(remark, Remark::Aside(act) if act.is_question()));
        let Ok(Some(answer)) = self.service.curated(&self.message, aside.is_some()).await else { return };
        match aside {
            Some(place) => learnt.remarks[place] = Remark::Curated(answer.answer),
            None => learnt.remarks.insert(0, Remark::Curated(answer.answer)),
        }
        if let Err(error) = self.service.parts.store.count_answer(&answer.id).await {
            tracing::warn!(%error, "an answer that was given could not be counted");
        }
    }

    /// Lets the talk take its step, and carries out what it asks for.
    pub(super) fn take_in(&mut self, event: Event) -> Learnt {
        let dossier = std::mem::take(&mut self.conversation.dossier);
        let (dossier, effects) = step(dossier, event, &self.knowing.knowledge);
        self.conversation.dossier = dossier;
        self.learnt = true;
        let mut learnt = Learnt::default();
        for effect in effects {
            match effect {
                Effect::Learnt(fact) => {
                    self.live.emit(TurnEvent::FactUpdated { fact: fact.clone() });
                    learnt.news.push(fact);
                }
                Effect::Say(remark) => learnt.remarks.push(remark),
                Effect::HandOver => self.wish = Some(Wish::Person),
                Effect::Ask(question) => learnt.question = Some(question),
            }
        }
        learnt
    }

    /// What was asked and is answered with a photo rests on more than words (`rubric.md` part 4: e2).
    fn proven(&self, mut understood: Understood) -> Understood {
        let pending = self.conversation.dossier.pending.as_ref().filter(|_| self.photos > 0);
        for (id, answer) in &mut understood.reading.answers {
            let asked = pending.is_some_and(|question| question.criterion.as_ref() == Some(id));
            if asked && answer.score.is_some() {
                answer.evidence = answer.evidence.max(Evidence::E2);
            }
        }
        understood
    }

    fn note_reading(&mut self, understood: &Understood, fallback: Option<String>) {
        self.provenance.prompts.extend(understood.prompt.clone());
        self.provenance.calls.extend(understood.calls.clone());
        self.model_failed |= fallback.is_some();
        self.model_used |= !understood.calls.is_empty();
        if !understood.calls.is_empty() {
            self.provenance.pictures = self.pictures.len().try_into().unwrap_or(u32::MAX);
        }
        self.provenance.fallbacks.extend(fallback);
    }

    /// The cases and policies to show; with the index down the turn goes on without and says so.
    async fn choose(&mut self, cases: Result<Vec<CaseHit>, ServiceError>) -> Found {
        self.stage(Stage::Retrieval);
        let dossier = &self.conversation.dossier;
        let task =
            dossier.ai_task.and_then(|task| self.knowing.knowledge.playbook(task)).map(|book| book.name.as_str());
        let area = self.conversation.area(&self.site);
        let policies = self.service.supporting_policies(dossier.sector.as_ref(), task, (area, POLICIES)).await;
        let mut cases =
            prefer(self.or_none(cases), self.conversation.dossier.sector.as_ref(), self.conversation.dossier.ai_task);
        // Nothing is similar to a need that names neither a trade nor a trouble.
        let most = self.service.searching().1.k;
        cases.truncate(if self.conversation.dossier.names_a_need() { most } else { 0 });
        let policies: Vec<PolicyHit> = self.or_none(policies);
        self.provenance.index_version = self.service.parts.index.status().await.ok().and_then(|status| status.version);
        self.live.emit(TurnEvent::Cases { cases: cases.clone(), policies: policies.clone() });
        Found { cases, policies, index_down: self.provenance.fallbacks.iter().any(|why| why.starts_with(INDEX)) }
    }

    fn or_none<T>(&mut self, found: Result<Vec<T>, ServiceError>) -> Vec<T> {
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "the turn goes on without the index");
            self.provenance.fallbacks.push(format!("{INDEX}: {error}"));
            vec![]
        })
    }

    /// What to look for: everything said that is more than a tap, masked, the newest last.
    fn search_text(&mut self) -> Masked {
        let Self { service, knowing, conversation, vault, message, .. } = self;
        let before = conversation.dossier.needs(&knowing.knowledge);
        let words: Vec<&str> = before.map(String::as_str).chain([message.as_str()]).collect();
        service.parts.redactor.mask_known(&words.join("\n"), vault)
    }
}
