//! The engine inside this process: qdrant-edge on a folder.
//!
//! `EdgeShard` has no async function: every call runs on the blocking pool. A version lives in a folder of its own; the
//! file `current` names the one that serves.

mod folder;
mod shard;

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use tokio::sync::Mutex;

use self::folder::Folder;
use self::shard::Shard;
use super::embedder::{attach_meaning, meanings, version_with_model};
use super::points::points;
use super::query::Query;
use super::why::hits;
use super::{Embedder, Engine, Hit, IndexError, IndexStatus, KnowledgeIndex, Lexicon, SearchRequest, Snapshot};

/// A version that answers searches.
#[derive(Clone)]
struct Serving {
    shard: Option<Arc<Shard>>,
    lexicon: Arc<Lexicon>,
}

/// The index in process.
pub struct EmbeddedIndex {
    folder: Arc<Folder>,
    embedder: Option<Arc<dyn Embedder>>,
    serving: RwLock<Serving>,
    building: AtomicBool,
    one_build: Mutex<()>,
}

impl EmbeddedIndex {
    /// Opens what stands in `<data_dir>/index`; a missing or broken index is one that has not been built yet. Another process
    /// that holds the folder keeps it: this one then works in a folder of its own, removed at its end.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn open(
        data_dir: &Path,
        lexicon: Arc<Lexicon>,
        embedder: Option<Arc<dyn Embedder>>,
    ) -> Result<Self, IndexError> {
        let root = data_dir.join("index");
        let (folder, shard) = blocking(move || {
            let folder = Arc::new(Folder::open(&root)?);
            let shard = folder.current().and_then(|(version, path)| load(&version, &path, &folder));
            folder.sweep(shard.as_ref().map(|shard| shard.version.as_str()));
            Ok((folder, shard))
        })
        .await?;
        Ok(Self {
            folder,
            embedder,
            serving: RwLock::new(Serving { shard: shard.map(Arc::new), lexicon }),
            building: AtomicBool::new(false),
            one_build: Mutex::new(()),
        })
    }

    fn serving(&self) -> Serving {
        self.serving.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn version_of(&self, version: &str) -> String {
        version_with_model(version, self.embedder.as_deref())
    }

    async fn build(&self, snapshot: &Snapshot) -> Result<(), IndexError> {
        let version = self.version_of(&snapshot.version);
        let meanings = meanings(snapshot, self.embedder.as_deref()).await?;
        let dimensions = self.embedder.as_deref().map(Embedder::dimensions);
        let (folder, source) = (self.folder.clone(), snapshot.clone());
        let fresh = blocking(move || {
            let draft = folder.draft()?;
            Shard::create(&draft, dimensions, &points(&source), meanings)?;
            let path = folder.finish(&draft, &version)?;
            let shard = Shard::load(&version, &path, folder.clone())?;
            folder.set_current(&path)?;
            Ok(shard)
        })
        .await?;
        let next = Serving { shard: Some(Arc::new(fresh)), lexicon: snapshot.lexicon.clone() };
        let before = std::mem::replace(&mut *self.serving.write().unwrap_or_else(PoisonError::into_inner), next);
        if let Some(old) = before.shard {
            old.retire();
            // The last holder closes it: a search that is still running, or this line.
            blocking(move || {
                drop(old);
                Ok(())
            })
            .await?;
        }
        Ok(())
    }
}

#[async_trait]
impl KnowledgeIndex for EmbeddedIndex {
    async fn search(&self, request: &SearchRequest) -> Result<Vec<Hit>, IndexError> {
        let Serving { shard, lexicon } = self.serving();
        let shard = shard.ok_or(IndexError::NotBuilt)?;
        let mut query = Query::new(request, &lexicon);
        attach_meaning(&mut query, &request.text, self.embedder.as_deref()).await;
        if query.is_empty() {
            return Ok(Vec::new());
        }
        blocking(move || {
            let found = shard.search(&query)?;
            Ok(hits(&query, &found))
        })
        .await
    }

    async fn rebuild(&self, snapshot: &Snapshot) -> Result<(), IndexError> {
        let _one_at_a_time = self.one_build.lock().await;
        self.building.store(true, Ordering::Release);
        let built = self.build(snapshot).await;
        self.building.store(false, Ordering::Release);
        built
    }

    async fn is_current(&self, version: &str) -> Result<bool, IndexError> {
        Ok(self.serving().shard.is_some_and(|shard| shard.version == self.version_of(version)))
    }

    async fn status(&self) -> Result<IndexStatus, IndexError> {
        let shard = self.serving().shard;
        Ok(IndexStatus {
            version: shard.as_ref().map(|shard| shard.version.clone()),
            points: shard.map_or(0, |shard| shard.points()),
            engine: Engine::Embedded,
            building: self.building.load(Ordering::Acquire),
        })
    }
}

/// Loads a version; whatever is wrong with it, it counts as missing.
fn load(version: &str, path: &Path, folder: &Arc<Folder>) -> Option<Shard> {
    let loaded = std::panic::catch_unwind(AssertUnwindSafe(|| Shard::load(version, path, folder.clone())));
    match loaded {
        Ok(Ok(shard)) => Some(shard),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the index on disk cannot be loaded and will be rebuilt");
            None
        }
        Err(_) => {
            tracing::warn!("the index on disk is broken and will be rebuilt");
            None
        }
    }
}

/// Runs engine code on the blocking pool; a panic of the engine is an error of the engine.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, IndexError> + Send + 'static,
) -> Result<T, IndexError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|stopped| Err(IndexError::Engine(stopped.to_string())))
}
