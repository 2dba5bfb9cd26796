//! Reads the settings, the later of three layers winning: compiled-in defaults, a file, the environment.

use std::path::Path;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use thiserror::Error;
use toml::{Table, Value};

use super::{Config, OidcConfig};

/// The defaults, as text.
pub const DEFAULTS: &str = include_str!("../../config.default.toml");

/// The file that is read when it exists and no other is named.
const FILE: &str = "yiguan.toml";

/// Sections whose name is the first word of an environment variable.
const SECTIONS: [&str; 9] = ["qdrant_", "llm_", "embed_", "speech_", "oidc_", "limits_", "quotas_", "review_", "log_"];

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A value is wrong, unknown or missing; figment names the key and where it came from.
    #[error("{0}")]
    Invalid(#[from] Box<figment::Error>),
    /// The file named on the command line or in `YIGUAN_CONFIG` is not there.
    #[error("the settings file {0} does not exist")]
    NoFile(String),
    /// Settings that do not go together.
    #[error("{0}")]
    Conflict(String),
}

/// Loads the settings; `file` is the path given on the command line.
///
/// # Errors
/// [`ConfigError`] says which key is wrong, where it was set, and what is expected.
pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
    let named = file.map(|path| path.display().to_string()).or_else(|| Env::var("YIGUAN_CONFIG"));
    if let Some(path) = named.as_deref().filter(|path| !Path::new(path).exists()) {
        return Err(ConfigError::NoFile(path.to_owned()));
    }
    let defaults: Table = toml::from_str(DEFAULTS).map_err(|error| ConfigError::Conflict(error.to_string()))?;
    let figment = Figment::from(Toml::string(DEFAULTS))
        .merge(Toml::file(named.as_deref().unwrap_or(FILE)))
        .merge(environment(&defaults));
    let config: Config = figment.extract().map_err(Box::new)?;
    check(config)
}

/// `YIGUAN_LLM_BASE_URL` sets `llm.base_url`; `YIGUAN_TEST_…` belongs to the tests, `YIGUAN_CONFIG` names the file.
///
/// A value is a number only where the default is one: a key of digits stays text.
fn environment(defaults: &Table) -> Serialized<Table> {
    let mut settings = Table::new();
    for (key, value) in Env::prefixed("YIGUAN_").iter() {
        let name = key.as_str().to_ascii_lowercase();
        if name == "config" || name.starts_with("test_") {
            continue;
        }
        let section = SECTIONS.iter().find(|section| name.starts_with(*section));
        match section.map(|section| (section.trim_end_matches('_'), &name[section.len()..])) {
            Some((section, name)) => {
                let default = defaults.get(section).and_then(|table| table.get(name));
                let table = settings.entry(section).or_insert_with(|| Value::Table(Table::new()));
                if let Value::Table(table) = table {
                    table.insert(name.to_owned(), typed(value, default));
                }
            }
            None => {
                settings.insert(name.clone(), typed(value, defaults.get(&name)));
            }
        }
    }
    Serialized::defaults(settings)
}

fn typed(value: String, default: Option<&Value>) -> Value {
    let word = value.trim();
    match default {
        Some(Value::Integer(_)) => word.parse().map_or(Value::String(value), Value::Integer),
        Some(Value::Boolean(_)) => word.parse().map_or(Value::String(value), Value::Boolean),
        _ => Value::String(value),
    }
}

fn check(config: Config) -> Result<Config, ConfigError> {
    for endpoint in config.llm_endpoints() {
        if endpoint.model.is_empty() {
            return Err(ConfigError::Conflict(format!(
                "the model endpoint {} has no model: set YIGUAN_LLM_MODEL or llm.model",
                endpoint.base_url
            )));
        }
    }
    if !config.embed.base_url.is_empty() && config.embed.model.is_empty() {
        return Err(ConfigError::Conflict(
            "embed.base_url is set but embed.model is not: set YIGUAN_EMBED_MODEL".into(),
        ));
    }
    if !config.speech.base_url.is_empty() && config.speech.model.is_empty() {
        return Err(ConfigError::Conflict(
            "speech.base_url is set but speech.model is not: set YIGUAN_SPEECH_MODEL".into(),
        ));
    }
    check_provider(&config.oidc)?;
    Ok(config)
}

/// Whoever stands between could sign in as anybody: without TLS a provider may only be on this machine.
fn check_provider(oidc: &OidcConfig) -> Result<(), ConfigError> {
    if oidc.issuer.is_empty() {
        return Ok(());
    }
    let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([':', '/']);
    let local = here.iter().any(|host| oidc.issuer.strip_prefix(host).is_some_and(ends));
    if !oidc.issuer.starts_with("https://") && !local {
        return Err(ConfigError::Conflict("oidc.issuer must begin with https://: set YIGUAN_OIDC_ISSUER".into()));
    }
    if oidc.client_id.is_empty() {
        return Err(ConfigError::Conflict(
            "oidc.issuer is set but oidc.client_id is not: set YIGUAN_OIDC_CLIENT_ID".into(),
        ));
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::result_large_err, reason = "figment's jail asks for its own error type")]
mod tests {
    use figment::Jail;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_defaults_are_complete_and_need_no_model() {
        Jail::expect_with(|_| {
            let config = load(None).unwrap();
            assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
            assert!(config.llm_endpoints().is_empty());
            assert!(config.database_url().expose_secret().starts_with("sqlite://"));
            Ok(())
        });
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        Jail::expect_with(|jail| {
            jail.create_file(
                "yiguan.toml",
                "listen = \"127.0.0.1:1\"\n[llm]\nmodel = \"a\"\nbase_url = \"http://a/v1\"",
            )?;
            jail.set_env("YIGUAN_LLM_BASE_URL", "http://b/v1");
            jail.set_env("YIGUAN_LLM_API_KEY", "1234567890");
            jail.set_env("YIGUAN_LLM_IMAGES", "true");
            jail.set_env("YIGUAN_TEST_POSTGRES_URL", "postgres://x");
            let config = load(None).unwrap();
            assert_eq!(config.listen.port(), 1);
            let endpoints = config.llm_endpoints();
            assert_eq!((endpoints[0].base_url.as_str(), endpoints[0].model.as_str()), ("http://b/v1", "a"));
            assert_eq!(endpoints[0].api_key.expose_secret(), "1234567890");
            assert!(endpoints[0].images);
            assert!(!format!("{config:?}").contains("1234567890"));
            Ok(())
        });
    }

    #[test]
    fn a_misspelt_name_is_refused_by_name() {
        Jail::expect_with(|jail| {
            jail.set_env("YIGUAN_LISTN", "127.0.0.1:1");
            assert!(load(None).unwrap_err().to_string().contains("listn"));
            Ok(())
        });
    }

    #[test]
    fn a_model_endpoint_needs_a_model() {
        Jail::expect_with(|jail| {
            jail.set_env("YIGUAN_LLM_BASE_URL", "http://b/v1");
            assert!(load(None).unwrap_err().to_string().contains("YIGUAN_LLM_MODEL"));
            Ok(())
        });
    }

    #[test]
    fn an_identity_provider_needs_tls_unless_it_is_here_and_a_client() {
        Jail::expect_with(|jail| {
            jail.set_env("YIGUAN_OIDC_CLIENT_ID", "yiguan");
            for (issuer, taken) in [
                ("https://id.example.cn", true),
                ("http://127.0.0.1:4000", true),
                ("http://localhost", true),
                ("http://id.example.cn", false),
                ("http://127.0.0.1.example.cn", false),
            ] {
                jail.set_env("YIGUAN_OIDC_ISSUER", issuer);
                assert_eq!(load(None).is_ok(), taken, "{issuer}");
            }
            jail.set_env("YIGUAN_OIDC_ISSUER", "https://id.example.cn");
            jail.set_env("YIGUAN_OIDC_CLIENT_ID", "");
            assert!(load(None).unwrap_err().to_string().contains("YIGUAN_OIDC_CLIENT_ID"));
            Ok(())
        });
    }

    #[test]
    fn every_table_of_the_defaults_can_be_set_from_the_environment() {
        let defaults: Table = toml::from_str(DEFAULTS).unwrap();
        for (name, _) in defaults.iter().filter(|(_, value)| value.is_table()) {
            assert!(SECTIONS.contains(&format!("{name}_").as_str()), "{name}");
        }
    }
}
