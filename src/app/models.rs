//! The model endpoints and the identity provider as the configuration names them.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::config::{Config, LlmEndpoint};
use crate::llm::{Endpoint, LlmError, LlmSettings, OpenAiChat, OpenAiSpeech, RetrySettings, Timeouts, Transcribe};
use crate::oidc::{OpenId, OpenIdError, OpenIdSettings};

/// A key that is really there.
pub(super) fn secret(key: &SecretString) -> Option<SecretString> {
    (!key.expose_secret().is_empty()).then(|| key.clone())
}

/// Everything that the `llm` room must be told.
pub(super) fn settings(config: &Config) -> LlmSettings {
    let endpoints = config.llm_endpoints();
    let named =
        (1..).zip(&endpoints).map(|(number, endpoint)| self::endpoint(config, endpoint, &format!("llm-{number}")));
    LlmSettings {
        chat: named.collect(),
        embed: (!config.embed.base_url.is_empty()).then(|| {
            let embed = &config.embed;
            let mut endpoint = Endpoint::new("embed", &embed.base_url, &embed.model);
            endpoint.api_key = secret(&embed.api_key);
            endpoint
        }),
        connect_timeout: Duration::from_secs(config.llm.connect_seconds),
        retry: RetrySettings { max_retries: config.llm.attempts.saturating_sub(1), ..RetrySettings::default() },
        ..LlmSettings::default()
    }
}

fn endpoint(config: &Config, endpoint: &LlmEndpoint, name: &str) -> Endpoint {
    let mut settings = Endpoint::new(name, &endpoint.base_url, &endpoint.model);
    settings.api_key = secret(&endpoint.api_key);
    settings.context_tokens = endpoint.context_tokens;
    settings.images = endpoint.images;
    settings.timeouts = Timeouts {
        first_token: Duration::from_secs(config.llm.first_token_seconds),
        between_tokens: Duration::from_secs(config.llm.between_tokens_seconds),
        ..Timeouts::default()
    };
    settings
}

/// The endpoint that listens, when one is configured.
pub(super) fn speech(config: &Config) -> Result<Option<Arc<dyn Transcribe>>, LlmError> {
    let speech = &config.speech;
    if speech.base_url.is_empty() {
        return Ok(None);
    }
    let mut endpoint = Endpoint::new("speech", &speech.base_url, &speech.model);
    endpoint.api_key = secret(&speech.api_key);
    Ok(Some(Arc::new(OpenAiSpeech::new(endpoint, &settings(config))?)))
}

/// The identity provider, when one is configured.
pub(super) fn provider(config: &Config) -> Result<Option<Arc<OpenId>>, OpenIdError> {
    let oidc = &config.oidc;
    if oidc.issuer.is_empty() {
        return Ok(None);
    }
    let settings = OpenIdSettings {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        client_secret: oidc.client_secret.clone(),
        name: oidc.name.clone(),
    };
    OpenId::new(settings).map(|provider| Some(Arc::new(provider)))
}

/// The language model, when one is configured.
pub(super) fn chat(config: &Config) -> Result<Option<Arc<OpenAiChat>>, LlmError> {
    let settings = settings(config);
    if settings.chat.is_empty() { Ok(None) } else { OpenAiChat::new(&settings).map(|chat| Some(Arc::new(chat))) }
}
