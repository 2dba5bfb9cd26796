//! The settings as types; what each one means stands in `config.default.toml`.

use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// Every setting. Secrets never print: `Debug` shows `[REDACTED]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml, which operators read")]
pub struct Config {
    pub listen: SocketAddr,
    pub public_url: String,
    pub data_dir: PathBuf,
    pub database_url: SecretString,
    pub area: String,
    pub provider: String,
    pub release_key: PathBuf,
    pub qdrant: QdrantConfig,
    pub llm: LlmConfig,
    pub embed: EmbedConfig,
    pub speech: SpeechConfig,
    pub limits: LimitsConfig,
    pub quotas: QuotasConfig,
    pub review: ReviewConfig,
    pub log: LogConfig,
}

/// Where the index runs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct QdrantConfig {
    pub url: String,
    pub api_key: SecretString,
}

/// The language model: the preferred endpoint, its time limits, and further endpoints.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct LlmConfig {
    pub base_url: String,
    pub api_key: SecretString,
    pub model: String,
    pub context_tokens: usize,
    pub connect_seconds: u64,
    pub first_token_seconds: u64,
    pub between_tokens_seconds: u64,
    pub attempts: usize,
    pub fallbacks: Vec<LlmEndpoint>,
}

/// A further endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct LlmEndpoint {
    pub base_url: String,
    #[serde(default)]
    pub api_key: SecretString,
    pub model: String,
    #[serde(default = "default_context")]
    pub context_tokens: usize,
}

fn default_context() -> usize {
    32_768
}

/// The embedding endpoint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct EmbedConfig {
    pub base_url: String,
    pub api_key: SecretString,
    pub model: String,
    pub dimensions: usize,
}

/// The endpoint that turns recordings into text.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct SpeechConfig {
    pub base_url: String,
    pub api_key: SecretString,
    pub model: String,
}

/// What one instance takes on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct LimitsConfig {
    pub body_bytes: usize,
    pub running_turns: usize,
    pub proxies: usize,
}

/// What the visitors of a site may use in a day.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct QuotasConfig {
    pub site_messages: u32,
    pub talk_messages: u32,
    pub address_messages: u32,
    pub tokens: u64,
}

/// How cases are reviewed.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct ReviewConfig {
    pub answer_days: i64,
    pub second_money: f64,
    pub second_percent: u8,
}

/// What is logged.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is explained in config.default.toml")]
pub struct LogConfig {
    pub filter: String,
    pub format: LogFormat,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// The database to use: what is configured, or SQLite in the data folder.
    pub fn database_url(&self) -> SecretString {
        if self.database_url.expose_secret().is_empty() {
            let file = self.data_dir.join("yiguan.sqlite");
            SecretString::from(format!("sqlite://{}?mode=rwc", file.display()))
        } else {
            self.database_url.clone()
        }
    }

    /// The file of the key that signs releases: the one that is configured, or one in the data folder.
    pub fn release_key_file(&self) -> PathBuf {
        if self.release_key.as_os_str().is_empty() {
            self.data_dir.join("release.key")
        } else {
            self.release_key.clone()
        }
    }

    /// The model endpoints in order of preference; empty when no model is configured.
    pub fn llm_endpoints(&self) -> Vec<LlmEndpoint> {
        let llm = &self.llm;
        let preferred = LlmEndpoint {
            base_url: llm.base_url.clone(),
            api_key: llm.api_key.clone(),
            model: llm.model.clone(),
            context_tokens: llm.context_tokens,
        };
        let all = std::iter::once(preferred).chain(llm.fallbacks.iter().cloned());
        all.filter(|endpoint| !endpoint.base_url.is_empty()).collect()
    }
}
