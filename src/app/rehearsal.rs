//! Builds services on a throw-away database with the seed's knowledge, for replaying needs: no user's data is touched.

use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;
use tempfile::TempDir;

use super::{SystemClock, embedder, models, open_index, service_of};
use crate::config::{Config, QuotasConfig};
use crate::domain::{EntryKind, StoredEntry};
use crate::evaluation::{Recorder, Stage};
use crate::llm::Chat;
use crate::redaction::Redactor;
use crate::service::knowledge::seed;
use crate::service::load;
use crate::store::{Missing, Store};

/// Whoever replays needs in a database of his own takes nothing from others.
const UNLIMITED: QuotasConfig =
    QuotasConfig { site_messages: u32::MAX, talk_messages: u32::MAX, address_messages: u32::MAX, tokens: u64::MAX };

/// Services for replaying, and the folder that they live in: it goes when this is dropped.
pub struct Rehearsal {
    /// One service for each need that is replayed at the same time.
    pub stages: Vec<Stage>,
    /// The models that they ask, the preferred one first.
    pub models: Vec<String>,
    _folder: TempDir,
}

impl Rehearsal {
    /// The version of the rubric in force.
    pub fn rubric_version(&self) -> String {
        let knowing = self.stages.first().map(|stage| stage.service.knowing());
        knowing.map(|knowing| knowing.knowledge.rubric.version.clone()).unwrap_or_default()
    }
}

/// Builds as many services as cores, on one throw-away database and index; `rubric` takes the place of the seed's.
///
/// With `rules_only` nothing leaves the machine; otherwise the configured models are asked, and recorded.
///
/// # Errors
/// When a part cannot be built.
pub async fn rehearsal(config: &Config, rubric: Option<StoredEntry>, rules_only: bool) -> anyhow::Result<Rehearsal> {
    let folder = tempfile::tempdir()?;
    let mut config = config.clone();
    folder.path().clone_into(&mut config.data_dir);
    config.database_url = SecretString::default();
    config.release_key = PathBuf::new();
    config.qdrant.url.clear();
    config.quotas = UNLIMITED;
    if rules_only {
        config.llm.base_url.clear();
        config.llm.fallbacks.clear();
        config.embed.base_url.clear();
    }
    let store = Store::open(&config.database_url()).await?;
    let mut entries = seed()?;
    if let Some(rubric) = rubric {
        entries.retain(|entry| entry.kind != EntryKind::Rubric);
        entries.push(rubric);
    }
    store.replace_entries(&entries, Missing::Keep).await?;
    let redactor = Arc::new(Redactor::new());
    let embedder = embedder::embedder(&config, Arc::clone(&redactor))?;
    let knowing = load(&store).await?;
    // Nothing that is timed waits for it.
    knowing.lexicon.prepare_all().await;
    let index = open_index(&config, &knowing, embedder).await?;
    let chat = models::chat(&config)?.map(|chat| chat as Arc<dyn Chat>);
    let mut stages = vec![];
    for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
        let recorder = chat.clone().map(Recorder::new);
        let recording = recorder.clone().map(|recorder| recorder as Arc<dyn Chat>);
        let service = service_of(
            &config,
            store.clone(),
            Arc::clone(&index),
            (recording, Arc::new(SystemClock)),
            Arc::clone(&redactor),
            knowing.clone(),
        )?;
        stages.push(Stage { service, recorder });
    }
    if let Some(stage) = stages.first() {
        stage.service.sync_index().await?;
    }
    let models = models::settings(&config).chat.into_iter().map(|endpoint| endpoint.model).collect();
    Ok(Rehearsal { stages, models, _folder: folder })
}
