//! The parts of the service, built once by `app`, and the knowledge in force.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Mutex, Notify, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::review::ReviewRules;
use super::staff::Gate;
use super::turn::LiveTurns;
use super::understanding::Lexicon;
use crate::domain::bench::SearchSettings;
use crate::domain::{Clock, Ids, Knowledge, Site};
use crate::export::SigningKey;
use crate::llm::{Chat, Transcribe};
use crate::oidc::OpenId;
use crate::prompts::Prompts;
use crate::redaction::Redactor;
use crate::retrieval::{KnowledgeIndex, Lexicon as Words};
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

/// The knowledge in force, with its words ready to be found; a copy shares what is large.
#[derive(Clone)]
pub struct Knowing {
    /// The knowledge.
    pub knowledge: Knowledge,
    /// Its words, as readers use them.
    pub lexicon: Arc<Lexicon>,
    /// Its words, as searches use them.
    pub words: Arc<Words>,
    /// Its version in the database.
    pub version: String,
    /// The number of the last change in it.
    pub seq: i64,
}

/// The service.
pub struct Service {
    pub(in crate::service) parts: Parts,
    knowing: RwLock<Arc<Knowing>>,
    searching: RwLock<(u32, SearchSettings)>,
    /// Held while the knowledge in memory is brought up to date.
    pub(in crate::service) following: Mutex<()>,
    /// Held while a portion of changes is brought to the index.
    pub(in crate::service) indexing: Mutex<()>,
    /// Held while an import is being published.
    pub(in crate::service) publishing: Mutex<()>,
    /// Held while the index is built.
    pub(in crate::service) building: Mutex<()>,
    /// How often it was built.
    pub(in crate::service) built: AtomicU64,
    /// Told when the index is to be built anew: that is not done while somebody waits for a page.
    pub(in crate::service) nudge: Notify,
    gate: Gate,
    pub(in crate::service) live: LiveTurns,
    pub(in crate::service) room: Arc<Semaphore>,
    pub(in crate::service) tasks: TaskTracker,
    pub(in crate::service) stopping: CancellationToken,
}

impl Service {
    /// Puts the parts together; `knowing` is the knowledge that [`super::load`] gave.
    pub fn new(parts: Parts, knowing: Knowing) -> Arc<Self> {
        let room = Arc::new(Semaphore::new(parts.running_turns));
        let (clock, ids) = (Arc::clone(&parts.clock), Arc::clone(&parts.ids));
        let gate = Gate::new(parts.store.clone(), clock, ids, parts.openid.clone());
        Arc::new(Self {
            parts,
            gate,
            knowing: RwLock::new(Arc::new(knowing)),
            searching: RwLock::default(),
            following: Mutex::new(()),
            indexing: Mutex::new(()),
            publishing: Mutex::new(()),
            building: Mutex::new(()),
            built: AtomicU64::new(0),
            nudge: Notify::new(),
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

    /// The settings that searches obey, with the number of their version.
    pub(in crate::service) fn searching(&self) -> (u32, SearchSettings) {
        *self.searching.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets searches obey other settings.
    pub(in crate::service) fn search_with(&self, number: u32, settings: SearchSettings) {
        *self.searching.write().unwrap_or_else(PoisonError::into_inner) = (number, settings);
    }

    /// Puts another knowledge in force.
    pub(in crate::service) fn know(&self, fresh: Knowing) {
        *self.knowing.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
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
