//! The engine on a Qdrant server, over gRPC.
//!
//! Each version is a collection of its own; an alias names the one that serves, so that a swap is one step for every
//! replica of this program. Searches go to the alias.

mod error;
mod wire;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use qdrant_client::Qdrant;
use qdrant_client::qdrant::{
    CountPointsBuilder, CreateAliasBuilder, CreateFieldIndexCollectionBuilder, FieldType, UpsertPointsBuilder,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use self::error::server_error;
use super::embedder::{attach_meaning, meanings, version_with_model};
use super::points::points;
use super::query::{INDEXED, Query};
use super::why::hits;
use super::{Embedder, Engine, Hit, IndexError, IndexStatus, KnowledgeIndex, Lexicon, SearchRequest, Snapshot};

/// Points sent at once: at some 15 kB each, below the usual limit of 4 MB a message.
const BATCH: usize = 128;

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
        })
    }

    /// The collection that serves, when there is one.
    async fn serving(&self) -> Result<Option<String>, IndexError> {
        let aliases = self.client.list_aliases().await.map_err(server_error)?.aliases;
        Ok(aliases.into_iter().find(|alias| alias.alias_name == self.alias).map(|alias| alias.collection_name))
    }

    /// What the names of all collections of that version begin with; a number follows.
    fn stem(&self, version: &str) -> String {
        let version = version_with_model(version, self.embedder.as_deref());
        let safe = version.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
        format!("{}_{}_", self.alias, safe.take(80).collect::<String>())
    }

    async fn count(&self, collection: &str) -> Result<usize, IndexError> {
        let request = CountPointsBuilder::new(collection).exact(true);
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

    async fn build(&self, snapshot: &Snapshot) -> Result<(), IndexError> {
        let stem = self.stem(&snapshot.version);
        if let Some(serving) = self.serving().await?
            && serving.starts_with(&stem)
            && self.count(&serving).await? == snapshot.documents.len()
        {
            // Another replica has built it.
            self.use_words_of(snapshot);
            return Ok(());
        }
        let taken = self.collections().await?;
        let fresh = (0..u32::MAX).map(|n| format!("{stem}{n}")).find(|name| !taken.contains(name)).unwrap_or(stem);
        self.fill(&fresh, snapshot).await?;
        self.client.create_alias(CreateAliasBuilder::new(&fresh, &self.alias)).await.map_err(server_error)?;
        self.use_words_of(snapshot);
        for old in taken {
            if let Err(error) = self.client.delete_collection(&old).await {
                tracing::warn!(error = %server_error(error), "an old collection could not be removed");
            }
        }
        Ok(())
    }

    /// Creates a collection with all points of the snapshot.
    async fn fill(&self, collection: &str, snapshot: &Snapshot) -> Result<(), IndexError> {
        let meanings = meanings(snapshot, self.embedder.as_deref()).await?;
        let dimensions = self.embedder.as_deref().map(Embedder::dimensions);
        let source = snapshot.clone();
        let points = tokio::task::spawn_blocking(move || points(&source));
        let points = points.await.map_err(|stopped| IndexError::Engine(stopped.to_string()))?;
        self.client.create_collection(wire::collection(collection, dimensions)).await.map_err(server_error)?;
        for (field, schema) in INDEXED {
            let schema = if schema == "integer" { FieldType::Integer } else { FieldType::Keyword };
            let index = CreateFieldIndexCollectionBuilder::new(collection, field, schema).wait(true);
            self.client.create_field_index(index).await.map_err(server_error)?;
        }
        let mut meanings = meanings.map(Vec::into_iter);
        for batch in points.chunks(BATCH) {
            let batch: Vec<_> =
                batch.iter().map(|p| wire::point(p, meanings.as_mut().and_then(Iterator::next))).collect();
            let upsert = UpsertPointsBuilder::new(collection, batch).wait(true);
            self.client.upsert_points(upsert).await.map_err(server_error)?;
        }
        Ok(())
    }

    fn use_words_of(&self, snapshot: &Snapshot) {
        *self.lexicon.write().unwrap_or_else(PoisonError::into_inner) = snapshot.lexicon.clone();
    }
}

#[async_trait]
impl KnowledgeIndex for ServerIndex {
    async fn search(&self, request: &SearchRequest) -> Result<Vec<Hit>, IndexError> {
        let lexicon = self.lexicon.read().unwrap_or_else(PoisonError::into_inner).clone();
        let mut query = Query::new(request, &lexicon);
        attach_meaning(&mut query, &request.text, self.embedder.as_deref()).await;
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let Some(wire_query) = wire::query(&self.alias, &query) else {
            return Ok(Vec::new());
        };
        let found = self.client.query(wire_query).await.map_err(server_error)?;
        Ok(hits(&query, &found.result.into_iter().map(wire::found).collect::<Vec<_>>()))
    }

    async fn rebuild(&self, snapshot: &Snapshot) -> Result<(), IndexError> {
        let _one_at_a_time = self.one_build.lock().await;
        self.building.store(true, Ordering::Release);
        let built = self.build(snapshot).await;
        self.building.store(false, Ordering::Release);
        built
    }

    async fn is_current(&self, version: &str) -> Result<bool, IndexError> {
        let stem = self.stem(version);
        Ok(self.serving().await?.is_some_and(|serving| serving.starts_with(&stem)))
    }

    async fn status(&self) -> Result<IndexStatus, IndexError> {
        let serving = self.serving().await?;
        let points = match &serving {
            Some(collection) => self.count(collection).await?,
            None => 0,
        };
        let version = serving.map(|name| name.trim_start_matches(&format!("{}_", self.alias)).to_owned());
        let building = self.building.load(Ordering::Acquire);
        Ok(IndexStatus { version, points, engine: Engine::Server, building })
    }
}
