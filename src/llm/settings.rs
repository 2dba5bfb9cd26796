//! What this room must be told: endpoints in order of preference, and how patient to be with them.

use std::time::Duration;

use secrecy::SecretString;

/// How long a call may wait.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// From the request to the first token of any kind, reasoning included.
    pub first_token: Duration,
    /// Between two tokens.
    pub between_tokens: Duration,
    /// For the whole reply, however steadily it drips.
    pub whole_reply: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            first_token: Duration::from_secs(10),
            between_tokens: Duration::from_secs(15),
            whole_reply: Duration::from_mins(5),
        }
    }
}

/// One OpenAI-compatible endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Our name for it, stored with every answer.
    pub name: String,
    /// Base URL up to and including the version, such as `https://api.deepseek.com/v1`.
    pub base_url: String,
    /// Bearer key; none for a server on the own machine.
    pub api_key: Option<SecretString>,
    /// The model's name there.
    pub model: String,
    /// Context window in the model's tokens, prompt and reply together.
    pub context_tokens: usize,
    /// Share of the window kept free because our tokenizer is not the model's, 0.0 to 1.0.
    pub margin: f64,
    /// Tokens kept free for a reply when the request does not say.
    pub reply_tokens: u32,
    /// How long to wait.
    pub timeouts: Timeouts,
    /// Whether the server understands `stream_options`; when not, token counts are unknown.
    pub stream_usage: bool,
    /// Whether the model takes images; to another one a message goes without them.
    pub images: bool,
    /// Most texts in one embedding request.
    pub embed_batch: usize,
    /// More fields for the request body, such as `{"enable_thinking": false}`.
    pub extra_body: serde_json::Map<String, serde_json::Value>,
}

impl Endpoint {
    /// An endpoint with the defaults of the house: a 32k window and a margin of 15 %.
    pub fn new(name: impl Into<String>, base_url: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            base_url: base_url.into(),
            api_key: None,
            model: model.into(),
            context_tokens: 32_768,
            margin: 0.15,
            reply_tokens: 2_048,
            timeouts: Timeouts::default(),
            stream_usage: true,
            images: false,
            embed_batch: 10,
            extra_body: serde_json::Map::new(),
        }
    }
}

/// How often and how late to ask the same endpoint again.
#[derive(Debug, Clone, Copy)]
pub struct RetrySettings {
    /// Requests after the first, per endpoint.
    pub max_retries: usize,
    /// Wait before the first retry; doubles, with jitter.
    pub min_delay: Duration,
    /// Longest wait between two requests.
    pub max_delay: Duration,
    /// Longest `Retry-After` that is waited for; a longer one means: try the next endpoint, never knock early.
    pub max_retry_after: Duration,
}

impl Default for RetrySettings {
    fn default() -> Self {
        Self {
            max_retries: 1,
            min_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(2),
            max_retry_after: Duration::from_secs(5),
        }
    }
}

/// When to leave a failing endpoint alone.
#[derive(Debug, Clone, Copy)]
pub struct BreakerSettings {
    /// Failures in a row that open the breaker.
    pub failures: u32,
    /// While open, one request in this time goes through to see whether the endpoint is back.
    pub probe_every: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self { failures: 3, probe_every: Duration::from_secs(5) }
    }
}

/// Everything this room must be told.
#[derive(Debug, Clone)]
pub struct LlmSettings {
    /// Chat endpoints, the preferred one first; empty means no model.
    pub chat: Vec<Endpoint>,
    /// The embedding endpoint. Only one: vectors of different models do not compare.
    pub embed: Option<Endpoint>,
    /// For a TCP and TLS connection.
    pub connect_timeout: Duration,
    /// How often to ask again.
    pub retry: RetrySettings,
    /// When to leave an endpoint alone.
    pub breaker: BreakerSettings,
}

impl Default for LlmSettings {
    fn default() -> Self {
        Self {
            chat: Vec::new(),
            embed: None,
            connect_timeout: Duration::from_secs(3),
            retry: RetrySettings::default(),
            breaker: BreakerSettings::default(),
        }
    }
}
