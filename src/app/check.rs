//! Asks every configured part whether it answers, for `yiguan check`.

use secrecy::ExposeSecret;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{build_on, models, open_store, signing_key};
use crate::config::Config;
use crate::llm::{Chat, ChatRequest, Embed, LlmSettings, Message, OpenAiChat, OpenAiEmbed, Priority, PublicText, Role};

/// One part and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is: `database`, `index`, `llm-1` …
    pub name: String,
    /// Where it is; never a secret.
    pub place: String,
    /// How it stands.
    pub standing: Standing,
}

/// How a part stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It answers.
    Answers(String),
    /// Nothing is configured, and nothing is needed.
    NotConfigured,
    /// It is configured and does not answer.
    Fails(String),
}

/// Asks every part.
pub async fn check(config: &Config) -> Vec<Part> {
    let mut parts = vec![signing(config)];
    parts.extend(local(config).await);
    parts.extend(chat(config).await);
    parts.push(embed(config).await);
    parts.extend(provider(config).await);
    parts
}

/// The key that signs releases, with its public half for those who check them.
fn signing(config: &Config) -> Part {
    let standing = match signing_key(config) {
        Ok(key) => Standing::Answers(key.public_hex()),
        Err(error) => Standing::Fails(format!("{error:#}")),
    };
    Part { name: "release".into(), place: config.release_key_file().display().to_string(), standing }
}

/// The identity provider, when one is configured.
async fn provider(config: &Config) -> Option<Part> {
    let standing = match models::provider(config) {
        Ok(None) => return None,
        Ok(Some(provider)) => match provider.ask().await {
            Ok(()) => Standing::Answers(String::new()),
            Err(error) => Standing::Fails(error.to_string()),
        },
        Err(error) => Standing::Fails(error.to_string()),
    };
    Some(Part { name: "oidc".into(), place: config.oidc.issuer.clone(), standing })
}

async fn local(config: &Config) -> Vec<Part> {
    let part = |name: &str, place: String, standing| Part { name: name.to_owned(), place, standing };
    let place = database_place(config);
    let store = match open_store(config).await {
        Ok(store) => store,
        Err(error) => return vec![part("database", place, Standing::Fails(format!("{error:#}")))],
    };
    let mut parts = vec![part("database", place, Standing::Answers(String::new()))];
    let index_place = if config.qdrant.url.is_empty() { "embedded".to_owned() } else { config.qdrant.url.clone() };
    let standing = match build_on(config, store).await {
        Ok(service) => match service.sync_index().await {
            Ok(_) => {
                let knowing = service.knowing();
                let (cases, policies) = (knowing.knowledge.cases.len(), knowing.knowledge.policies.len());
                Standing::Answers(format!("{cases} cases, {policies} policies"))
            }
            Err(error) => Standing::Fails(error.to_string()),
        },
        Err(error) => Standing::Fails(format!("{error:#}")),
    };
    parts.push(part("index", index_place, standing));
    parts
}

/// The database without user and password.
fn database_place(config: &Config) -> String {
    let url = config.database_url();
    let url = url.expose_secret();
    let url = if url.starts_with("sqlite") { url } else { url.split('?').next().unwrap_or_default() };
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://{place}"),
        _ => url.to_owned(),
    }
}

async fn chat(config: &Config) -> Vec<Part> {
    let settings = models::settings(config);
    if settings.chat.is_empty() {
        return vec![Part { name: "llm".into(), place: String::new(), standing: Standing::NotConfigured }];
    }
    let mut parts = vec![];
    for endpoint in &settings.chat {
        let alone = LlmSettings { chat: vec![endpoint.clone()], ..settings.clone() };
        let place = format!("{} ({})", endpoint.base_url, endpoint.model);
        parts.push(Part { name: endpoint.name.clone(), place, standing: ask(&alone).await });
    }
    parts
}

/// Sends one tiny request.
async fn ask(settings: &LlmSettings) -> Standing {
    let chat = match OpenAiChat::new(settings) {
        Ok(chat) => chat,
        Err(error) => return Standing::Fails(error.to_string()),
    };
    let hello = Message::published(Role::User, PublicText::new("Reply with the word OK."), Priority::Keep);
    let (deltas, mut heard) = mpsc::channel(64);
    let request = ChatRequest::new(vec![hello]);
    let stop = CancellationToken::new();
    let (answer, ()) =
        tokio::join!(chat.stream(&request, deltas, &stop), async { while heard.recv().await.is_some() {} });
    match answer {
        Ok(completion) => Standing::Answers(completion.meta.model),
        Err(error) => Standing::Fails(error.to_string()),
    }
}

async fn embed(config: &Config) -> Part {
    let settings = models::settings(config);
    let place = config.embed.base_url.clone();
    let standing = if settings.embed.is_none() { Standing::NotConfigured } else { embed_one(config, &settings).await };
    Part { name: "embed".into(), place, standing }
}

async fn embed_one(config: &Config, settings: &LlmSettings) -> Standing {
    let embed = match OpenAiEmbed::new(settings) {
        Ok(embed) => embed,
        Err(error) => return Standing::Fails(error.to_string()),
    };
    let wanted = config.embed.dimensions;
    match embed.knowledge(&[PublicText::new("划痕")]).await {
        Ok(vectors) => match vectors.first().map(Vec::len) {
            Some(length) if length == wanted => Standing::Answers(format!("{length} dimensions")),
            Some(length) => Standing::Fails(format!("gives {length} dimensions, embed.dimensions says {wanted}")),
            None => Standing::Fails("gives no vector".to_owned()),
        },
        Err(error) => Standing::Fails(error.to_string()),
    }
}
