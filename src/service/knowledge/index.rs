//! Keeps the index in step with the database: change by change, or built anew beside the old one.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use async_trait::async_trait;

use crate::domain::curation::ItemKey;
use crate::domain::{Case, EntryKind, Policy};
use crate::retrieval::{Changes, DocKey, DocKind, Document, IndexError, Lexicon, Source, Standing};
use crate::service::{Service, ServiceError};
use crate::store::{InForce, KnowledgeChange, KnowledgeState, Store, StoreError};

/// Documents read at once while an index is built.
const PAGE: u64 = 500;
/// Changes followed at once.
const PORTION: usize = 1_000;
/// When more than one in so many documents changed, building anew is less work.
const SHARE: usize = 4;
/// How often what changed meanwhile is followed in one go; what is left comes with the next tick.
const ROUNDS: usize = 5;

/// The kinds that are found, as the index and as the database names them.
pub(super) const KINDS: [(DocKind, EntryKind); 2] =
    [(DocKind::Case, EntryKind::Case), (DocKind::Policy, EntryKind::Policy)];

/// The documents of entries, each found until the last day that curators have set for it.
async fn documents(store: &Store, found: Vec<InForce>) -> Result<Vec<Document>, IndexError> {
    let unread = |error: StoreError| IndexError::Source(error.to_string());
    let key = |found: &InForce| ItemKey::new(found.entry.kind, found.entry.id.clone());
    let keys: Vec<ItemKey> = found.iter().map(key).collect();
    let days = store.expiry_days_of(&keys).await.map_err(unread)?;
    let dated =
        keys.into_iter().zip(found).map(|(key, found)| Ok(document(found)?.within(None, days.get(&key).copied())));
    dated.collect()
}

fn document(found: InForce) -> Result<Document, IndexError> {
    let InForce { entry, mark } = found;
    let broken = |error: serde_json::Error| {
        IndexError::Source(format!("{}/{} is not of its form: {error}", entry.kind.folder(), entry.id))
    };
    let document = match entry.kind {
        EntryKind::Policy => {
            Document::of_policy(&serde_json::from_value::<Policy>(entry.body.clone()).map_err(broken)?)
        }
        _ => Document::of_case(&serde_json::from_value::<Case>(entry.body.clone()).map_err(broken)?),
    };
    Ok(document.with_digest(mark.to_string()))
}

/// The cases and policies in force, read page by page.
struct InDatabase {
    store: Store,
    standing: Standing,
    words: Arc<Lexicon>,
}

impl InDatabase {
    async fn read(&self, kind: EntryKind, after: Option<&str>) -> Result<Vec<Document>, IndexError> {
        let unread = |error: StoreError| IndexError::Source(error.to_string());
        let page = self.store.in_force_page(kind, after, PAGE).await.map_err(unread)?;
        documents(&self.store, page).await
    }
}

#[async_trait]
impl Source for InDatabase {
    fn standing(&self) -> Standing {
        self.standing.clone()
    }

    fn lexicon(&self) -> &Arc<Lexicon> {
        &self.words
    }

    async fn page(&self, after: Option<&DocKey>) -> Result<Vec<Document>, IndexError> {
        let kinds = KINDS.into_iter().skip_while(|(kind, _)| after.is_some_and(|after| after.kind != *kind));
        for (kind, entries) in kinds {
            let after = after.filter(|after| after.kind == kind).map(|after| after.id.as_str());
            let page = self.read(entries, after).await?;
            if !page.is_empty() {
                return Ok(page);
            }
        }
        Ok(vec![])
    }

    /// The first of each kind.
    async fn sample(&self) -> Result<Vec<Document>, IndexError> {
        let mut sample = vec![];
        for (_, entries) in KINDS {
            sample.extend(self.read(entries, None).await?);
        }
        Ok(sample)
    }
}

/// The ids of the documents of a kind.
fn ids_of(keys: &[DocKey], kind: DocKind) -> Vec<String> {
    keys.iter().filter(|key| key.kind == kind).map(|key| key.id.clone()).collect()
}

impl Service {
    /// Brings the index up to the database, by a rebuild when that is what it takes; searches go on meanwhile. True when it
    /// was behind.
    ///
    /// # Errors
    /// [`ServiceError::Index`] when the engine fails: what serves goes on serving.
    pub async fn sync_index(&self) -> Result<bool, ServiceError> {
        let mut behind = false;
        for _ in 0..ROUNDS {
            let before = self.parts.index.standing(&self.knowing().words).await?;
            if self.catch_up_index(usize::MAX).await? {
                return Ok(behind || before != self.parts.index.standing(&self.knowing().words).await?);
            }
            behind = true;
            self.rebuild_index().await?;
        }
        Ok(behind)
    }

    /// Follows the changes since, at most so many portions of them; false when there are so many that building anew is less
    /// work, or when the index is of another form, glossary or database.
    pub(super) async fn catch_up_index(&self, portions: usize) -> Result<bool, ServiceError> {
        self.refresh_settings().await?;
        for _ in 0..portions {
            // Two at a time would write the same documents twice, and the slower one say again what is no longer so. By
            // portions, so that whoever waits for one is not kept from it by all of them.
            let _one_at_a_time = self.indexing.lock().await;
            let state = self.parts.store.knowledge_state().await?;
            let at = match self.parts.index.standing(&self.knowing().words).await? {
                Some(at) if (at.seq, &at.version) == (state.seq, &state.version) => return Ok(true),
                // A number that went back is another database.
                Some(at) if at.seq < state.seq => at,
                _ => return Ok(false),
            };
            let pending = usize::try_from(state.seq - at.seq).unwrap_or(usize::MAX);
            if pending > PORTION && pending > self.parts.index.status().await?.points / SHARE {
                return Ok(false);
            }
            let mut changes = self.parts.store.knowledge_changes(at.seq, PORTION as u64).await?;
            changes.retain(|change| change.seq <= state.seq);
            // In the middle no version of the knowledge has what the index has.
            let standing = match changes.last().filter(|last| changes.len() == PORTION && last.seq < state.seq) {
                Some(last) => Standing { version: String::new(), seq: last.seq },
                None => Standing { version: state.version, seq: state.seq },
            };
            self.apply_changes(&changes, standing).await?;
        }
        Ok(false)
    }

    /// Builds the index anew beside the serving one, unless somebody has just done so.
    ///
    /// # Errors
    /// [`ServiceError::Index`] when the engine fails: what serves goes on serving.
    pub async fn rebuild_index(&self) -> Result<(), ServiceError> {
        let asked = self.built.load(Ordering::Acquire);
        let _one_at_a_time = self.building.lock().await;
        if self.built.load(Ordering::Acquire) != asked {
            return Ok(());
        }
        let KnowledgeState { seq, version } = self.parts.store.knowledge_state().await?;
        let (store, words) = (self.parts.store.clone(), Arc::clone(&self.knowing().words));
        let source = InDatabase { store, standing: Standing { version, seq }, words };
        self.parts.index.rebuild(&source).await?;
        self.built.fetch_add(1, Ordering::AcqRel);
        let documents = self.parts.index.status().await?.points;
        tracing::info!(documents, "index rebuilt");
        Ok(())
    }

    async fn apply_changes(&self, changes: &[KnowledgeChange], standing: Standing) -> Result<(), ServiceError> {
        let keys: Vec<DocKey> = changes
            .iter()
            .filter_map(|change| {
                let (kind, _) = KINDS.into_iter().find(|(_, kind)| *kind == change.kind)?;
                Some(DocKey { kind, id: change.id.clone() })
            })
            .collect();
        self.put_as_stored(&keys).await?;
        let standing = Some(standing);
        Ok(self.parts.index.apply(&Changes { put: vec![], gone: vec![], standing }).await?)
    }

    /// Makes the documents of these names in the index what the database says they are.
    pub(super) async fn put_as_stored(&self, keys: &[DocKey]) -> Result<(), ServiceError> {
        if keys.is_empty() {
            return Ok(());
        }
        for _ in 0..ROUNDS {
            let (put, gone) = self.stored(keys).await?;
            let written: HashMap<DocKey, String> = put.iter().map(|put| (put.key(), put.digest.clone())).collect();
            self.parts.index.apply(&Changes { put, gone, standing: None }).await?;
            // Another replica may have written a newer form between our reading and our writing: look once more.
            if self.digests_of(keys).await? == written {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The hashes of those of these documents that are in force.
    async fn digests_of(&self, keys: &[DocKey]) -> Result<HashMap<DocKey, String>, ServiceError> {
        let mut digests = HashMap::with_capacity(keys.len());
        for (kind, entries) in KINDS {
            let marks = self.parts.store.marks_of(entries, &ids_of(keys, kind)).await?;
            digests.extend(marks.into_iter().map(|(id, mark)| (DocKey { kind, id }, mark.to_string())));
        }
        Ok(digests)
    }

    /// Those of these documents that are in force, and those that are not.
    async fn stored(&self, keys: &[DocKey]) -> Result<(Vec<Document>, Vec<DocKey>), ServiceError> {
        let (mut put, mut gone) = (vec![], vec![]);
        for (kind, entries) in KINDS {
            let ids = ids_of(keys, kind);
            let mut found = self.parts.store.in_force(entries, &ids).await?;
            found.sort_unstable_by(|a, b| a.entry.id.cmp(&b.entry.id));
            let is_there = |id: &String| found.binary_search_by(|known| known.entry.id.cmp(id)).is_ok();
            gone.extend(ids.into_iter().filter(|id| !is_there(id)).map(|id| DocKey { kind, id }));
            put.extend(documents(&self.parts.store, found).await?);
        }
        Ok((put, gone))
    }
}
