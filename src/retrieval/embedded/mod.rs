//! The engine inside this process: qdrant-edge on a folder.
//!
//! `EdgeShard` has no async function: every call runs on the blocking pool. A version lives in a folder of its own; the
//! file `current` names the one that serves.

mod folder;
mod form;
mod marks;
mod shard;

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use tokio::sync::Mutex;

use self::folder::Folder;
use self::marks::Mark;
use self::shard::{Draft, Shard};
use super::embedder::{attach_meaning, meanings};
use super::points::{Shape, number, points};
use super::query::Query;
use super::snapshot::basis;
use super::why::hits;
use super::{
    Changes, DigestPage, Embedder, Engine, IndexError, IndexStatus, KnowledgeIndex, Lexicon, Look, SearchRequest, Seen,
    Source, Standing, Way,
};

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
    /// Held while the serving version is written to or replaced.
    writing: Mutex<()>,
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
            let shard = folder.current().and_then(|path| load(&path, &folder));
            folder.sweep(shard.as_ref().map(|shard| shard.path.as_path()));
            Ok((folder, shard))
        })
        .await?;
        Ok(Self {
            folder,
            embedder,
            serving: RwLock::new(Serving { shard: shard.map(Arc::new), lexicon }),
            building: AtomicBool::new(false),
            one_build: Mutex::new(()),
            writing: Mutex::new(()),
        })
    }

    fn serving(&self) -> Serving {
        self.serving.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn basis(&self, words: &Lexicon) -> String {
        basis(words, self.embedder.as_deref())
    }

    async fn build(&self, source: &dyn Source) -> Result<(), IndexError> {
        let (standing, lexicon) = (source.standing(), source.lexicon().clone());
        let dimensions = self.embedder.as_deref().map(Embedder::dimensions);
        let (sample, words, folder) = (source.sample().await?, lexicon.clone(), self.folder.clone());
        let (mut draft, shape) = blocking(move || {
            let shape = Arc::new(Shape::of(&sample, &words));
            Ok((Draft::create(folder.draft()?, dimensions)?, shape))
        })
        .await?;
        let mut page = source.page(None).await?;
        while let Some(last) = page.last().map(super::Document::key) {
            let meanings = meanings(&page, self.embedder.as_deref()).await?;
            let (words, shape) = (lexicon.clone(), shape.clone());
            draft = blocking(move || {
                draft.insert(&points(&page, &words, &shape), meanings)?;
                Ok(draft)
            })
            .await?;
            page = source.page(Some(&last)).await?;
        }
        let (folder, mark) = (self.folder.clone(), Mark::new(self.basis(&lexicon), standing));
        let fresh = blocking(move || {
            let path = draft.close(&mark, &shape)?;
            let path = folder.finish(&path, &mark.version)?;
            Shard::load(&path, folder.clone())
        })
        .await?;
        self.swap(fresh, lexicon).await
    }

    /// Lets a finished version serve.
    async fn swap(&self, fresh: Shard, lexicon: Arc<Lexicon>) -> Result<(), IndexError> {
        let _nobody_else_writes = self.writing.lock().await;
        let folder = self.folder.clone();
        let fresh = blocking(move || {
            folder.set_current(&fresh.path)?;
            Ok(fresh)
        })
        .await?;
        let next = Serving { shard: Some(Arc::new(fresh)), lexicon };
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
    async fn look(&self, request: &SearchRequest, look: Look) -> Result<Vec<Seen>, IndexError> {
        let Serving { shard, lexicon } = self.serving();
        let shard = shard.ok_or(IndexError::NotBuilt)?;
        let mut query = Query::new(request, look, &lexicon);
        if look.way != Way::Words {
            attach_meaning(&mut query, &request.text, self.embedder.as_deref()).await;
        }
        if query.is_empty() {
            return Ok(Vec::new());
        }
        blocking(move || {
            let found = shard.search(&query)?;
            Ok(hits(&query, &found))
        })
        .await
    }

    async fn rebuild(&self, source: &dyn Source) -> Result<(), IndexError> {
        let _one_at_a_time = self.one_build.lock().await;
        self.building.store(true, Ordering::Release);
        let built = self.build(source).await;
        self.building.store(false, Ordering::Release);
        built
    }

    async fn apply(&self, changes: &Changes) -> Result<(), IndexError> {
        let meanings = meanings(&changes.put, self.embedder.as_deref()).await?;
        let _nobody_else_writes = self.writing.lock().await;
        let Serving { shard, lexicon } = self.serving();
        let shard = shard.ok_or(IndexError::NotBuilt)?;
        let changes = changes.clone();
        blocking(move || {
            let points = points(&changes.put, &lexicon, &shard.shape);
            let gone: Vec<u64> = changes.gone.iter().map(number).collect();
            shard.change(&points, meanings, &gone, changes.standing)
        })
        .await
    }

    async fn standing(&self, words: &Lexicon) -> Result<Option<Standing>, IndexError> {
        let mark = self.serving().shard.map(|shard| shard.mark());
        Ok(mark.filter(|mark| mark.basis == self.basis(words)).map(|mark| mark.standing()))
    }

    fn words(&self) -> Arc<Lexicon> {
        self.serving().lexicon
    }

    async fn digests(&self, after: Option<u64>) -> Result<DigestPage, IndexError> {
        let shard = self.serving().shard.ok_or(IndexError::NotBuilt)?;
        blocking(move || shard.digests(after)).await
    }

    async fn status(&self) -> Result<IndexStatus, IndexError> {
        let shard = self.serving().shard;
        let version = shard.as_ref().map(|shard| shard.mark()).map(|mark| format!("{}-{}", mark.version, mark.basis));
        let points = match shard {
            Some(shard) => blocking(move || Ok(shard.points())).await?,
            None => 0,
        };
        Ok(IndexStatus {
            version,
            points,
            engine: Engine::Embedded,
            building: self.building.load(Ordering::Acquire),
            private: self.folder.is_private(),
        })
    }
}

/// Loads a version; whatever is wrong with it, it counts as missing.
fn load(path: &Path, folder: &Arc<Folder>) -> Option<Shard> {
    let loaded = std::panic::catch_unwind(AssertUnwindSafe(|| Shard::load(path, folder.clone())));
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
