//! Builds every part once from the configuration.

mod check;
mod clock;
mod embedder;
mod logging;
mod models;
mod rehearsal;
mod serve;
mod signing;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

pub use check::{Part, Standing, check};
pub use clock::{RandomIds, SystemClock};
pub use logging::start_logging;
pub use rehearsal::{Rehearsal, rehearsal};
pub use serve::{Shutdown, first_index, serve};
pub use signing::{known_signing_key, signing_key};

use crate::config::{Config, QuotasConfig, ReviewConfig};
use crate::domain::review::SecondRule;
use crate::domain::{Clock, Locale, Quotas, Site, SiteKey};
use crate::llm::Chat;
use crate::messages::say;
use crate::prompts::Prompts;
use crate::redaction::Redactor;
use crate::retrieval::{EmbeddedIndex, Embedder, KnowledgeIndex, ServerIndex, ServerSettings};
use crate::service::knowledge::seed;
use crate::service::review::ReviewRules;
use crate::service::{Knowing, Parts, Service, load};
use crate::store::{Missing, Store};

/// How long one call to a Qdrant server may take.
const QDRANT_TIMEOUT: Duration = Duration::from_secs(5);
/// The alias under which the index serves on a Qdrant server.
const QDRANT_ALIAS: &str = "yiguan";

/// Opens the database and reads the seed of every kind of knowledge into it of which it holds nothing yet.
///
/// # Errors
/// When the database cannot be opened or the seed is ill-formed.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    fs_err::create_dir_all(&config.data_dir)?;
    let store = Store::open(&config.database_url()).await.context("the database cannot be opened")?;
    let absent = store.absent_kinds().await?;
    if !absent.is_empty() {
        // A database of an older version lacks the kinds that came since.
        let entries: Vec<_> = seed()?.into_iter().filter(|entry| absent.contains(&entry.kind)).collect();
        store.replace_entries(&entries, Missing::Keep).await?;
        tracing::info!(entries = entries.len(), "the seed knowledge was read into the database");
    }
    Ok(store)
}

/// Builds the service.
///
/// # Errors
/// When a part cannot be built; a model or an index that does not answer is no error.
pub async fn build(config: &Config) -> anyhow::Result<Arc<Service>> {
    build_by(config, Arc::new(SystemClock)).await
}

/// Builds the service by another clock than the machine's.
///
/// # Errors
/// As [`build`].
pub async fn build_by(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<Service>> {
    let store = open_store(config).await?;
    let interrupted = store.interrupt_running(chrono_now(), |locale| say(locale, "error.interrupted", &[])).await?;
    if !interrupted.is_empty() {
        tracing::warn!(turns = interrupted.len(), "turns that a stop had cut off were ended");
    }
    build_at(config, store, clock).await
}

/// Builds the service on an open database, leaving running turns alone.
///
/// # Errors
/// As [`build`].
pub async fn build_on(config: &Config, store: Store) -> anyhow::Result<Arc<Service>> {
    build_at(config, store, Arc::new(SystemClock)).await
}

async fn build_at(config: &Config, store: Store, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<Service>> {
    let redactor = Arc::new(Redactor::new());
    let embedder = embedder::embedder(config, Arc::clone(&redactor))?;
    let chat = models::chat(config)?.map(|chat| chat as Arc<dyn Chat>);
    let knowing = load(&store).await?;
    let index = open_index(config, &knowing, embedder).await?;
    service_of(config, store, index, (chat, clock), redactor, knowing)
}

/// Puts a service together from parts that may be shared with others.
fn service_of(
    config: &Config,
    store: Store,
    index: Arc<dyn KnowledgeIndex>,
    (chat, clock): (Option<Arc<dyn Chat>>, Arc<dyn Clock>),
    redactor: Arc<Redactor>,
    knowing: Knowing,
) -> anyhow::Result<Arc<Service>> {
    let parts = Parts {
        index,
        store,
        chat,
        speech: models::speech(config)?,
        openid: models::provider(config)?,
        redactor,
        prompts: Arc::new(Prompts::load()?),
        clock,
        ids: Arc::new(RandomIds),
        own_site: own_site(config),
        running_turns: config.limits.running_turns,
        review: review_rules(config),
        sees: config.llm_endpoints().iter().any(|endpoint| endpoint.images),
        provider: config.provider.clone(),
        signing: Arc::new(signing_key(config)?),
    };
    Ok(Service::new(parts, knowing))
}

/// The installation's own pages: no other page may embed them.
fn own_site(config: &Config) -> Site {
    Site {
        key: SiteKey::own(),
        name: config.provider.clone(),
        origins: vec![],
        null_origin: false,
        area: Some(config.area.clone()).filter(|area| !area.is_empty()),
        greeting: None,
        locale: Locale::default(),
        quotas: quotas(config),
        enabled: true,
        created_at: chrono_now(),
    }
}

fn review_rules(config: &Config) -> ReviewRules {
    let ReviewConfig { answer_days, second_money, second_percent } = config.review;
    ReviewRules { answer_days, second: SecondRule { money: second_money, percent: second_percent } }
}

fn quotas(config: &Config) -> Quotas {
    let QuotasConfig { site_messages, talk_messages, address_messages, tokens } = config.quotas;
    Quotas { site_messages, talk_messages, address_messages, tokens }
}

async fn open_index(
    config: &Config,
    knowing: &Knowing,
    embedder: Option<Arc<dyn Embedder>>,
) -> anyhow::Result<Arc<dyn KnowledgeIndex>> {
    // An index that is current is not rebuilt, so the words for expanding queries must be there from the start.
    let lexicon = Arc::clone(&knowing.words);
    if config.qdrant.url.is_empty() {
        let index = EmbeddedIndex::open(&config.data_dir, lexicon, embedder).await?;
        return Ok(Arc::new(index));
    }
    let settings = ServerSettings {
        url: config.qdrant.url.clone(),
        api_key: models::secret(&config.qdrant.api_key),
        alias: QDRANT_ALIAS.to_owned(),
        timeout: QDRANT_TIMEOUT,
    };
    Ok(Arc::new(ServerIndex::new(&settings, lexicon, embedder)?))
}

fn chrono_now() -> chrono::DateTime<chrono::Utc> {
    SystemClock.now()
}
