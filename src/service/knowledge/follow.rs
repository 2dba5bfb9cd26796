//! Keeps what is known in memory in step with the database: loads it, and follows it change by change.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::problem::KnowledgeError;
use super::{Problem, assemble};
use crate::domain::{Case, EntryKind, Knowledge};
use crate::retrieval::Lexicon as Words;
use crate::service::understanding::Lexicon;
use crate::service::{Knowing, Service};
use crate::store::{InForce, KnowledgeChange, KnowledgeState, Store};

/// Portions of changes that are followed while somebody waits.
const PORTIONS: usize = 2;
/// Cases read at once.
const PAGE: u64 = 500;
/// More changes than this are not followed one by one: everything is loaded again.
const MOST: u64 = 20_000;

impl Knowing {
    /// A knowledge with its words learnt.
    ///
    /// # Errors
    /// [`KnowledgeError::Words`] when the glossary cannot be searched with.
    pub fn of(knowledge: Knowledge, state: KnowledgeState) -> Result<Self, KnowledgeError> {
        let words = Words::new(&knowledge.glossary).map_err(|error| KnowledgeError::Words(error.to_string()))?;
        let (lexicon, words) = (Arc::new(Lexicon::new(&knowledge)), Arc::new(words));
        Ok(Self { knowledge, lexicon, words, version: state.version, seq: state.seq })
    }
}

/// Loads the published knowledge from the database.
///
/// # Errors
/// [`KnowledgeError`] when what is stored cannot be used.
pub async fn load(store: &Store) -> Result<Knowing, KnowledgeError> {
    let state = store.knowledge_state().await?;
    let mut knowledge = without_cases(store).await?;
    let mut after: Option<String> = None;
    loop {
        let page = store.in_force_page(EntryKind::Case, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.entry.id.clone());
        for found in page {
            knowledge.cases.push(Arc::new(typed::<Case>(found)?));
        }
    }
    // Not as the database sorts.
    knowledge.cases.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    knowledge.last_days = store.expiry_days().await?;
    Knowing::of(knowledge, state)
}

/// Everything but the cases: small beside them.
async fn without_cases(store: &Store) -> Result<Knowledge, KnowledgeError> {
    let mut entries = vec![];
    for kind in EntryKind::ALL.into_iter().filter(|kind| *kind != EntryKind::Case) {
        entries.extend(store.published_entries(kind).await?);
    }
    assemble(&entries)
}

/// What is known after those changes. What was learnt from words stays when no words but those of cases and policies changed.
async fn after(
    known: &Knowing,
    store: &Store,
    changes: &[KnowledgeChange],
    state: KnowledgeState,
) -> Result<Knowing, KnowledgeError> {
    let of = |kind| -> Vec<String> {
        let ids: BTreeSet<&String> = changes.iter().filter(|c| c.kind == kind).map(|change| &change.id).collect();
        ids.into_iter().cloned().collect()
    };
    let words_stay = changes.iter().all(|change| matches!(change.kind, EntryKind::Case | EntryKind::Policy));
    let mut knowledge = if words_stay {
        known.knowledge.clone()
    } else {
        Knowledge { cases: known.knowledge.cases.clone(), ..without_cases(store).await? }
    };
    let (cases, policies) = (of(EntryKind::Case), of(EntryKind::Policy));
    for id in &cases {
        knowledge.take_case(id);
    }
    for found in store.in_force(EntryKind::Case, &cases).await? {
        knowledge.put_case(typed(found)?);
    }
    for id in &policies {
        knowledge.take_policy(id);
    }
    for found in store.in_force(EntryKind::Policy, &policies).await? {
        knowledge.put_policy(typed(found)?);
    }
    knowledge.last_days = store.expiry_days().await?;
    if !words_stay {
        return Knowing::of(knowledge, state);
    }
    let (lexicon, words) = (Arc::clone(&known.lexicon), Arc::clone(&known.words));
    Ok(Knowing { knowledge, lexicon, words, version: state.version, seq: state.seq })
}

/// The entry as what it is.
fn typed<T: DeserializeOwned>(found: InForce) -> Result<T, KnowledgeError> {
    let entry = found.entry;
    serde_json::from_value(entry.body).map_err(|error| {
        let file = format!("{}/{}", entry.kind.folder(), entry.id);
        let (entry, field) = (String::new(), "entry".to_owned());
        KnowledgeError::IllFormed(vec![Problem { file, entry, field, reason: error.to_string() }])
    })
}

impl Service {
    /// Brings the knowledge in memory and the index up to the database at once: whoever publishes calls it, so that the very
    /// next need finds what was published. What takes longer (another glossary, thousands of changes) is left to the
    /// background, which is told; what fails is tried again within seconds. True when all is in step.
    pub async fn follow_knowledge(&self) -> bool {
        let known = self.refresh_knowledge().await;
        let found = self.catch_up_index(PORTIONS).await;
        if let Err(error) = &known {
            tracing::warn!(%error, "the knowledge could not be loaded; the former one stays in force");
        }
        if let Err(error) = &found {
            tracing::warn!(%error, "the index is behind the knowledge");
        }
        let in_step = known.is_ok() && matches!(found, Ok(true));
        if !in_step {
            self.nudge.notify_one();
        }
        in_step
    }

    /// Returns when somebody has found that the index is to be built anew.
    pub async fn nudged(&self) {
        self.nudge.notified().await;
    }

    /// Follows the database in memory; true when something had changed.
    ///
    /// # Errors
    /// [`KnowledgeError`] when what is stored cannot be used: the knowledge in force stays.
    pub async fn refresh_knowledge(&self) -> Result<bool, KnowledgeError> {
        // Two that follow at the same time could put the older knowledge in place of the newer.
        let _one_at_a_time = self.following.lock().await;
        let store = &self.parts.store;
        let state = store.knowledge_state().await?;
        let known = self.knowing();
        if (state.seq, &state.version) == (known.seq, &known.version) {
            return Ok(false);
        }
        let changes = store.knowledge_changes(known.seq, MOST + 1).await?;
        let few = u64::try_from(changes.len()).is_ok_and(|changes| changes <= MOST);
        // A number that went back is another database, such as one put back from a copy.
        let fresh = if few && state.seq > known.seq {
            after(&known, store, &changes, state).await?
        } else {
            load(store).await?
        };
        // Whoever talks goes on with the former words until the new ones are learnt.
        if known.lexicon.is_prepared() {
            fresh.lexicon.prepare().await;
        }
        self.know(fresh);
        Ok(true)
    }
}
