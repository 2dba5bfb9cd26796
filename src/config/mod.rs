//! Settings: the compiled-in defaults, a file, and the environment; the only reader of the environment.

mod load;
mod settings;

pub use load::{ConfigError, DEFAULTS, load};
pub use settings::{
    Config, EmbedConfig, LimitsConfig, LlmConfig, LlmEndpoint, LogConfig, LogFormat, OidcConfig, QdrantConfig,
    QuotasConfig, ReviewConfig, SpeechConfig,
};
