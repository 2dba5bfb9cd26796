//! Runs one contract on both engines.

use std::sync::Arc;
use std::time::Duration;

use qdrant_client::Qdrant;
use secrecy::SecretString;
use tempfile::TempDir;
use uuid::Uuid;
use yiguan::retrieval::{EmbeddedIndex, Embedder, KnowledgeIndex, ServerIndex, ServerSettings};

use super::fixture;
use crate::support::qdrant_double::QdrantDouble;

pub(super) const KEY: &str = "test-key";

/// An index that has not been built, and what it stands on.
pub(super) struct Harness {
    pub(super) index: Arc<dyn KnowledgeIndex>,
    _folder: Option<TempDir>,
    double: Option<QdrantDouble>,
    real: Option<(String, String)>,
}

impl Harness {
    pub(super) async fn embedded(embedder: Option<Arc<dyn Embedder>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let index = EmbeddedIndex::open(folder.path(), fixture::lexicon(), embedder).await.unwrap();
        Self { index: Arc::new(index), _folder: Some(folder), double: None, real: None }
    }

    /// On the double, or on the real server that `YIGUAN_TEST_QDRANT_URL` names.
    pub(super) async fn server(embedder: Option<Arc<dyn Embedder>>) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test may be pointed at a real server")]
        let real = std::env::var("YIGUAN_TEST_QDRANT_URL").ok();
        let double = if real.is_some() { None } else { Some(QdrantDouble::start(KEY).await) };
        let url = real.clone().or_else(|| double.as_ref().map(QdrantDouble::url)).unwrap();
        let alias = format!("yiguan-test-{}", Uuid::now_v7().simple());
        let settings = settings(&url, &alias);
        let index = ServerIndex::new(&settings, fixture::lexicon(), embedder).unwrap();
        Self { index: Arc::new(index), _folder: None, double, real: real.map(|url| (url, alias)) }
    }

    /// Leaves nothing behind on a real server.
    pub(super) async fn clean(self) {
        if let Some((url, alias)) = &self.real {
            let client = Qdrant::from_url(url).api_key(KEY).skip_compatibility_check().build().unwrap();
            for collection in client.list_collections().await.unwrap().collections {
                if collection.name.starts_with(alias) {
                    client.delete_collection(collection.name).await.unwrap();
                }
            }
        }
        if let Some(mut double) = self.double {
            double.stop().await;
        }
    }
}

pub(super) fn settings(url: &str, alias: &str) -> ServerSettings {
    ServerSettings {
        url: url.to_owned(),
        api_key: Some(SecretString::from(KEY)),
        alias: alias.to_owned(),
        timeout: Duration::from_secs(20),
    }
}

/// One test for each contract and engine.
macro_rules! on_both_engines {
    ($embedder:expr; $($contract:ident),* $(,)?) => {
        mod on_embedded {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $contract() {
                let harness = crate::retrieval::harness::Harness::embedded($embedder).await;
                super::$contract(harness.index.clone()).await;
                harness.clean().await;
            })*
        }
        mod on_server {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $contract() {
                let harness = crate::retrieval::harness::Harness::server($embedder).await;
                super::$contract(harness.index.clone()).await;
                harness.clean().await;
            })*
        }
    };
}
pub(super) use on_both_engines;
