//! The real application for one test: real configuration, database, index and HTTP, on a free port.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use yiguan::app::{Shutdown, SystemClock, build_by, first_index, serve};
use yiguan::config::{Config, DEFAULTS, LlmEndpoint};
use yiguan::domain::Clock;
use yiguan::service::Service;
use yiguan::store::Store;

use super::owner::Owner;
use super::scripted_model::ScriptedModel;
use super::{postgres, prepared};

/// The key that the application sends to scripted models.
pub(crate) const KEY: &str = "sk-test-4711";

/// A folder whose `data` is what every test begins with, for the binary.
pub(crate) async fn prepared_folder() -> anyhow::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    prepared::fill(&data, &Setup::plain().config(&data)?).await?;
    Ok(folder)
}

/// What the application is given besides the defaults.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Setup {
    models: Vec<String>,
    index_url: String,
    postgres: bool,
    patient: bool,
    embeddings: bool,
    speech_url: String,
    images: bool,
}

impl Setup {
    /// SQLite, the embedded index, no model.
    pub(crate) fn plain() -> Self {
        Self::default()
    }

    /// These models, the preferred one first.
    pub(crate) fn with_models(models: &[&ScriptedModel]) -> Self {
        Self::with_urls(models.iter().map(|model| model.url().to_owned()).collect())
    }

    /// Models at these base URLs, the preferred one first.
    pub(crate) fn with_urls(models: Vec<String>) -> Self {
        Self { models, ..Self::default() }
    }

    /// A Qdrant server at which nobody listens.
    pub(crate) fn with_dead_index() -> Self {
        Self { index_url: "http://127.0.0.1:1".to_owned(), ..Self::default() }
    }

    /// The same on a PostgreSQL database of its own.
    pub(crate) fn on_postgres(self) -> Self {
        Self { postgres: true, ..self }
    }

    /// The first model embeds as well.
    pub(crate) fn with_embeddings(self) -> Self {
        Self { embeddings: true, ..self }
    }

    /// An endpoint at this base URL listens to recordings; none for an empty one.
    pub(crate) fn listening_at(self, url: &str) -> Self {
        Self { speech_url: url.to_owned(), ..self }
    }

    /// The models take images.
    pub(crate) fn taking_images(self) -> Self {
        Self { images: true, ..self }
    }

    /// The application waits long for its models.
    pub(crate) fn patient(self) -> Self {
        Self { patient: true, ..self }
    }

    /// Runs a test on the application and stops it; a turn that is left running fails the test.
    pub(crate) async fn run(self, test: impl AsyncFnOnce(&mut TestApp) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let mut config = self.config(folder.path())?;
        prepared::fill(folder.path(), &config).await?;
        if !self.postgres {
            return TestApp::run(config, test).await;
        }
        let (name, url) = postgres::create().await;
        config.database_url = SecretString::from(url);
        let ended = AssertUnwindSafe(TestApp::run(config, test)).catch_unwind().await;
        postgres::drop(&name).await;
        ended.unwrap_or_else(|panic| resume_unwind(panic))
    }

    fn config(&self, folder: &Path) -> anyhow::Result<Config> {
        let mut config: Config = toml::from_str(DEFAULTS)?;
        folder.clone_into(&mut config.data_dir);
        config.qdrant.url.clone_from(&self.index_url);
        config.speech.base_url.clone_from(&self.speech_url);
        let mut endpoints = self.models.iter().map(|url| LlmEndpoint {
            base_url: url.clone(),
            api_key: SecretString::from(KEY),
            model: "scripted-1".to_owned(),
            context_tokens: 32_768,
            images: self.images,
        });
        if let Some(url) = self.models.first().filter(|_| self.embeddings) {
            let embed = &mut config.embed;
            embed.base_url.clone_from(url);
            "scripted-embed".clone_into(&mut embed.model);
            // As long as the scripted model's vectors.
            embed.dimensions = 8;
        }
        if let Some(first) = endpoints.next() {
            let llm = &mut config.llm;
            (llm.base_url, llm.api_key, llm.model) = (first.base_url, first.api_key, first.model);
            llm.images = first.images;
            let patience = if self.patient { 60 } else { 1 };
            (llm.first_token_seconds, llm.between_tokens_seconds, llm.attempts) = (patience, patience, 1);
            llm.fallbacks = endpoints.collect();
        }
        Ok(config)
    }
}

/// The machine's clock, put forward as far as a test wants.
#[derive(Debug, Clone, Default)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Puts it forward.
    pub(crate) fn moves(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::milliseconds(self.0.load(Ordering::Relaxed))
    }
}

/// A running application.
pub(crate) struct TestApp {
    config: Config,
    /// Without a slash at its end.
    pub(crate) url: String,
    service: Option<Arc<Service>>,
    /// What time it is for the application.
    pub(crate) clock: TestClock,
    shutdown: Shutdown,
    serving: JoinHandle<std::io::Result<()>>,
}

impl TestApp {
    async fn run(config: Config, test: impl AsyncFnOnce(&mut Self) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let mut app = Self::start(config, TestClock::default()).await?;
        test(&mut app).await?;
        let running = app.store().await?.running_turns().await?;
        ensure!(running.is_empty(), "{} turns are left running", running.len());
        app.stop().await
    }

    async fn start(config: Config, clock: TestClock) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let service = build_by(&config, Arc::new(clock.clone())).await?;
        first_index(&service).await;
        let shutdown = Shutdown::new();
        let served = serve(Arc::clone(&service), listener, &config, shutdown.clone());
        let serving = TaskTracker::new().spawn(served);
        Ok(Self { config, url, service: Some(service), clock, shutdown, serving })
    }

    async fn stop(&mut self) -> anyhow::Result<()> {
        self.shutdown.cancel();
        let stopped = tokio::time::timeout(Duration::from_secs(30), &mut self.serving).await;
        stopped.context("the application does not stop")???;
        self.service = None;
        Ok(())
    }

    /// Stops it as an operator does, and starts it again on the same data.
    pub(crate) async fn restarts(&mut self) -> anyhow::Result<()> {
        self.stop().await?;
        *self = Self::start(self.config.clone(), self.clock.clone()).await?;
        Ok(())
    }

    /// Somebody who has not said anything yet.
    pub(crate) fn owner(&self) -> Owner {
        Owner::new(&self.url)
    }

    /// The service behind the pages.
    pub(crate) fn service(&self) -> anyhow::Result<&Service> {
        self.service.as_deref().context("the application is stopped")
    }

    /// Changes rows behind the application's back: what a test cannot wait for.
    pub(crate) async fn tampers(&self, statement: &str) -> anyhow::Result<()> {
        use sea_orm::ConnectionTrait;
        let raw = sea_orm::Database::connect(self.config.database_url().expose_secret()).await?;
        raw.execute_unprepared(statement).await?;
        Ok(raw.close().await?)
    }

    /// The database, opened once more.
    pub(crate) async fn store(&self) -> anyhow::Result<Store> {
        Ok(Store::open(&self.config.database_url()).await?)
    }
}
