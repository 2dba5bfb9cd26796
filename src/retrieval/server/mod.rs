//! The engine on a Qdrant server, over gRPC.
//!
//! Each version is a collection of its own; an alias names the one that serves, so that a swap is one step for every
//! replica of this program. Searches go to the alias.

mod collection;
mod error;
mod wire;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use qdrant_client::Qdrant;
use qdrant_client::qdrant::{CountPointsBuilder, CreateAliasBuilder};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use self::collection::Collection;
use self::error::server_error;
use super::embedder::{attach_meaning, meanings};
use super::points::{Shape, number, points};
use super::query::Query;
use super::snapshot::basis;
use super::why::hits;
use super::{
    Changes, DigestPage, Embedder, Engine, IndexError, IndexStatus, KnowledgeIndex, Lexicon, Look, SearchRequest, Seen,
    Source, Standing, Way,
};

/// Where the server is.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// The gRPC address, such as `http://localhost:6334`; `https` uses TLS with the system's certificates.
    pub url: String,
    /// The API key, when the server asks for one.
    pub api_key: Option<SecretString>,
    /// The alias under which the index serves; collections are named after it.
    pub alias: String,
    /// How long one call may take.
    pub timeout: Duration,
}

/// The index on a server.
pub struct ServerIndex {
    client: Qdrant,
    alias: String,
    embedder: Option<Arc<dyn Embedder>>,
    lexicon: RwLock<Arc<Lexicon>>,
    building: AtomicBool,
    one_build: Mutex<()>,
    writing: Mutex<()>,
}

impl ServerIndex {
    /// A client of that server; connects at the first call.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(
        settings: &ServerSettings,
        lexicon: Arc<Lexicon>,
        embedder: Option<Arc<dyn Embedder>>,
    ) -> Result<Self, IndexError> {
        let mut builder = Qdrant::from_url(&settings.url)
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout)
            .skip_compatibility_check();
        if let Some(key) = &settings.api_key {
            builder = builder.api_key(key.expose_secret());
        }
        Ok(Self {
            client: builder.build().map_err(server_error)?,
            alias: settings.alias.clone(),
            embedder,
            lexicon: RwLock::new(lexicon),
            building: AtomicBool::new(false),
            one_build: Mutex::new(()),
            writing: Mutex::new(()),
        })
    }

    /// The collection that serves, when there is one.
    async fn serving(&self) -> Result<Option<String>, IndexError> {
        let aliases = self.client.list_aliases().await.map_err(server_error)?.aliases;
        Ok(aliases.into_iter().find(|alias| alias.alias_name == self.alias).map(|alias| alias.collection_name))
    }

    fn basis(&self, words: &Lexicon) -> String {
        basis(words, self.embedder.as_deref())
    }

    /// The collection of that name.
    fn at(&self, name: String) -> Collection<'_> {
        Collection { client: &self.client, name }
    }

    async fn count(&self, collection: &str) -> Result<usize, IndexError> {
        let request = CountPointsBuilder::new(collection).filter(wire::documents()).exact(true);
        let counted = self.client.count(request).await.map_err(server_error)?.result;
        Ok(counted.map_or(0, |result| usize::try_from(result.count).unwrap_or(usize::MAX)))
    }

    /// Our collections, the serving one and leftovers.
    async fn collections(&self) -> Result<Vec<String>, IndexError> {
        let all = self.client.list_collections().await.map_err(server_error)?.collections;
        // Another alias may begin with ours: after ours come a version without `_`, and a number.
        let ours = |name: &String| {
            let rest = name.strip_prefix(&self.alias).and_then(|rest| rest.strip_prefix('_'));
            let parts = rest.and_then(|rest| rest.split_once('_'));
            parts.is_some_and(|(_, number)| number.parse::<u32>().is_ok())
        };
        Ok(all.into_iter().map(|c| c.name).filter(ours).collect())
    }

    async fn build(&self, source: &dyn Source) -> Result<(), IndexError> {
        let (standing, basis) = (source.standing(), self.basis(source.lexicon()));
        if let Some(serving) = self.serving().await?
            && self.at(serving).standing().await? == Some((basis.clone(), standing.clone()))
        {
            // Another replica has built it.
            self.use_words_of(source);
            return Ok(());
        }
        let taken = self.collections().await?;
        let version: String =
            standing.version.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(80).collect();
        let stem = format!("{}_{version}_", self.alias);
        let fresh = (0..u32::MAX).map(|n| format!("{stem}{n}")).find(|name| !taken.contains(name)).unwrap_or(stem);
        self.fill(&fresh, source, &basis).await?;
        let _nobody_else_writes = self.writing.lock().await;
        self.client.create_alias(CreateAliasBuilder::new(&fresh, &self.alias)).await.map_err(server_error)?;
        self.use_words_of(source);
        for old in taken {
            if let Err(error) = self.client.delete_collection(&old).await {
                tracing::warn!(error = %server_error(error), "an old collection could not be removed");
            }
        }
        Ok(())
    }

    /// Creates a collection with all documents of the source.
    async fn fill(&self, name: &str, source: &dyn Source, basis: &str) -> Result<(), IndexError> {
        let (standing, lexicon) = (source.standing(), source.lexicon().clone());
        let (sample, words) = (source.sample().await?, lexicon.clone());
        let shape = Arc::new(counted(move || Shape::of(&sample, &words)).await?);
        let collection = self.at(name.to_owned());
        collection.create(self.embedder.as_deref().map(Embedder::dimensions)).await?;
        let mut page = source.page(None).await?;
        while let Some(last) = page.last().map(super::Document::key) {
            let meanings = meanings(&page, self.embedder.as_deref()).await?;
            let (words, shape) = (lexicon.clone(), shape.clone());
            let points = counted(move || points(&page, &words, &shape)).await?;
            collection.upsert(&points, meanings).await?;
            page = source.page(Some(&last)).await?;
        }
        collection.set_standing(basis, &standing, &shape).await
    }

    fn use_words_of(&self, source: &dyn Source) {
        *self.lexicon.write().unwrap_or_else(PoisonError::into_inner) = source.lexicon().clone();
    }
}

#[async_trait]
impl KnowledgeIndex for ServerIndex {
    async fn look(&self, request: &SearchRequest, look: Look) -> Result<Vec<Seen>, IndexError> {
        let mut query = Query::new(request, look, &self.words());
        if look.way != Way::Words {
            attach_meaning(&mut query, &request.text, self.embedder.as_deref()).await;
        }
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let Some(wire_query) = wire::query(&self.alias, &query) else {
            return Ok(Vec::new());
        };
        let found = self.client.query(wire_query).await.map_err(server_error)?;
        Ok(hits(&query, &found.result.into_iter().map(wire::found).collect::<Vec<_>>()))
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
        let collection = self.at(self.serving().await?.ok_or(IndexError::NotBuilt)?);
        let (basis, shape) = collection.shape().await?;
        let (put, words) = (changes.put.clone(), self.words());
        let (points, shape) = counted(move || (points(&put, &words, &shape), shape)).await?;
        collection.upsert(&points, meanings).await?;
        collection.delete(changes.gone.iter().map(number)).await?;
        match &changes.standing {
            Some(standing) => collection.set_standing(&basis, standing, &shape).await,
            None => Ok(()),
        }
    }

    async fn standing(&self, words: &Lexicon) -> Result<Option<Standing>, IndexError> {
        let Some(serving) = self.serving().await? else { return Ok(None) };
        let standing = self.at(serving).standing().await?;
        Ok(standing.filter(|(basis, _)| *basis == self.basis(words)).map(|(_, standing)| standing))
    }

    fn words(&self) -> Arc<Lexicon> {
        self.lexicon.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn digests(&self, after: Option<u64>) -> Result<DigestPage, IndexError> {
        self.at(self.serving().await?.ok_or(IndexError::NotBuilt)?).digests(after).await
    }

    async fn status(&self) -> Result<IndexStatus, IndexError> {
        let serving = self.serving().await?;
        let (version, points) = match serving {
            Some(name) => {
                let points = self.count(&name).await?;
                let standing = self.at(name).standing().await?;
                (standing.map(|(basis, standing)| format!("{}-{basis}", standing.version)), points)
            }
            None => (None, 0),
        };
        let building = self.building.load(Ordering::Acquire);
        Ok(IndexStatus { version, points, engine: Engine::Server, building, private: false })
    }
}

/// Counts words on the blocking pool.
async fn counted<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, IndexError> {
    tokio::task::spawn_blocking(work).await.map_err(|stopped| IndexError::Engine(stopped.to_string()))
}
