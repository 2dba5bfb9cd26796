//! The parts of the service, built once by `app`, and the knowledge in force.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::knowledge::{KnowledgeError, assemble};
use super::review::ReviewRules;
use super::staff::Gate;
use super::turn::LiveTurns;
use super::understanding::Lexicon;
use crate::domain::{Clock, EntryKind, Ids, Knowledge, Site};
use crate::export::SigningKey;
use crate::llm::{Chat, Transcribe};
use crate::oidc::OpenId;
use crate::prompts::Prompts;
use crate::redaction::Redactor;
use crate::retrieval::KnowledgeIndex;
use crate::store::Store;

/// What the service is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The index of cases and policies.
    pub index: Arc<dyn KnowledgeIndex>,
    /// The language model, when one is configured.
    pub chat: Option<Arc<dyn Chat>>,
    /// Listens to recordings, when an endpoint is configured.
    pub speech: Option<Arc<dyn Transcribe>>,
    /// The identity provider at which staff may sign in, when one is configured.
    pub openid: Option<Arc<OpenId>>,
    /// Masks what goes to a model.
    pub redactor: Arc<Redactor>,
    /// The prompts.
    pub prompts: Arc<Prompts>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids and secrets.
    pub ids: Arc<dyn Ids>,
    /// The installation's own pages: their area and quotas are those of the configuration.
    pub own_site: Site,
    /// Turns that may be worked on at the same time.
    pub running_turns: usize,
    /// Whether a model that is configured takes images.
    pub sees: bool,
    /// How cases are reviewed.
    pub review: ReviewRules,
    /// Who provides the service, as the law on labelling asks.
    pub provider: String,
    /// Signs what is released.
    pub signing: Arc<SigningKey>,
}

/// The knowledge in force, with its words ready to be found.
pub struct Knowing {
    /// The knowledge.
    pub knowledge: Knowledge,
    /// Its words.
    pub lexicon: Lexicon,
    /// Its version in the database.
    pub version: String,
}

/// The service.
pub struct Service {
    pub(in crate::service) parts: Parts,
    knowing: RwLock<Arc<Knowing>>,
    gate: Gate,
    pub(in crate::service) live: LiveTurns,
    pub(in crate::service) room: Arc<Semaphore>,
    pub(in crate::service) tasks: TaskTracker,
    pub(in crate::service) stopping: CancellationToken,
}

impl Service {
    /// Puts the parts together; `knowing` is the knowledge that [`load`] gave.
    pub fn new(parts: Parts, knowing: Knowing) -> Arc<Self> {
        let room = Arc::new(Semaphore::new(parts.running_turns));
        let (clock, ids) = (Arc::clone(&parts.clock), Arc::clone(&parts.ids));
        let gate = Gate::new(parts.store.clone(), clock, ids, parts.openid.clone());
        Arc::new(Self {
            parts,
            gate,
            knowing: RwLock::new(Arc::new(knowing)),
            live: LiveTurns::default(),
            room,
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        })
    }

    /// Where staff come in.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The knowledge in force.
    pub fn knowing(&self) -> Arc<Knowing> {
        Arc::clone(&self.knowing.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads the knowledge again when the database holds another version; true when it did.
    ///
    /// # Errors
    /// [`KnowledgeError`] when what is stored cannot be used: the knowledge in force stays.
    pub async fn refresh_knowledge(&self) -> Result<bool, KnowledgeError> {
        if self.parts.store.knowledge_version().await? == self.knowing().version {
            return Ok(false);
        }
        let fresh = Arc::new(load(&self.parts.store).await?);
        *self.knowing.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }

    /// Takes no more work, lets running turns end until `patience` is over, then stops them.
    pub async fn stop(&self, patience: std::time::Duration) {
        self.stopping.cancel();
        self.tasks.close();
        if tokio::time::timeout(patience, self.tasks.wait()).await.is_err() {
            self.live.stop_all();
            self.tasks.wait().await;
        }
    }
}

/// Loads the published knowledge from the database.
///
/// # Errors
/// [`KnowledgeError`] when what is stored cannot be used.
pub async fn load(store: &Store) -> Result<Knowing, KnowledgeError> {
    let version = store.knowledge_version().await?;
    let mut entries = vec![];
    for kind in EntryKind::ALL {
        entries.extend(store.published_entries(kind).await?);
    }
    let mut knowledge = assemble(&entries)?;
    knowledge.last_days = store.expiry_days().await?;
    let lexicon = Lexicon::new(&knowledge);
    Ok(Knowing { knowledge, lexicon, version })
}
