//! Where log lines go, and what never becomes one.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::MakeWriterExt;

use crate::config::{LogConfig, LogFormat};
use crate::llm::QUIET_LOG_TARGET;

/// Starts logging to standard error.
///
/// # Errors
/// When the filter does not parse, or logging was started before.
pub fn start_logging(config: &LogConfig) -> anyhow::Result<()> {
    // The client library logs frames that it cannot read, which may hold a model's words: never, at no level.
    let quiet = format!("{QUIET_LOG_TARGET}=off").parse()?;
    let filter = EnvFilter::try_new(&config.filter)?.add_directive(quiet).add_directive("qdrant_edge=error".parse()?);
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr.with_max_level(tracing::Level::TRACE));
    let started = match config.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    // A panic's own words may hold an owner's: only the place is told.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
    started.map_err(|error| anyhow::anyhow!("logging cannot be started: {error}"))
}
