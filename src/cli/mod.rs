//! The commands of the binary.

mod ask;
mod audit;
mod check;
mod evaluate;
mod index;
mod knowledge;
mod release;
mod search;
mod serve;
mod site;
mod staff;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::start_logging;
use crate::config::{Config, load};
use crate::domain::Locale;

/// From a factory owner's words to a technical specification and an honest verdict.
#[derive(Debug, Parser)]
#[command(name = "yiguan", version)]
struct Cli {
    /// Settings file; ./yiguan.toml when it exists.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Language of what is printed: zh-CN or en.
    #[arg(long, global = true, default_value = "zh-CN")]
    lang: String,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API (the default).
    Serve,
    /// Say what is configured, what is missing, and whether each part answers.
    Check,
    /// Read a folder laid out as knowledge/ into the database.
    Import {
        /// The folder.
        folder: PathBuf,
    },
    /// Write the knowledge in the database into a folder.
    Export {
        /// The folder.
        folder: PathBuf,
    },
    /// Search cases and policies in plain words, with scores and reasons.
    Search {
        /// The words.
        words: String,
        /// Hits of each kind.
        #[arg(long, default_value_t = 6)]
        limit: usize,
    },
    /// Walk a need through in the terminal: asks, judges, drafts.
    Ask {
        /// The need; read from standard input when left out.
        need: Option<String>,
    },
    /// Make, list and change sites: the pages that embed the widget.
    #[command(subcommand)]
    Site(site::Action),
    /// Check released files offline, and print the public key that signs them.
    #[command(subcommand)]
    Release(release::Action),
    /// Make, list and change accounts of the staff.
    #[command(subcommand)]
    Staff(staff::Action),
    /// Check or export the log of what staff did.
    #[command(subcommand)]
    Audit(audit::Action),
    /// Compare the index with the database, or build it anew.
    #[command(subcommand)]
    Index(index::Action),
    /// Replay known needs in a throw-away database and compare what comes of them with their labels.
    Evaluate(evaluate::Arguments),
}

/// Runs the command that the arguments name.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match execute(cli).await {
        Ok(code) => code,
        Err(error) => {
            terminal::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut config: Config = load(cli.config.as_deref())?;
    let locale = Locale::from_tag(&cli.lang);
    let command = cli.command.unwrap_or(Command::Serve);
    // In a terminal the answer is the output; only what is wrong is worth a line beside it.
    if !matches!(command, Command::Serve) && config.log.filter.starts_with("info") {
        "warn".clone_into(&mut config.log.filter);
    }
    start_logging(&config.log)?;
    match command {
        Command::Serve => serve::run(&config, locale).await,
        Command::Check => check::run(&config, locale).await,
        Command::Import { folder } => knowledge::import(&config, &folder, locale).await,
        Command::Export { folder } => knowledge::export(&config, &folder, locale).await,
        Command::Search { words, limit } => search::run(&config, &words, limit, locale).await,
        Command::Ask { need } => ask::run(&config, need, locale).await,
        Command::Site(action) => site::run(&config, action, locale).await,
        Command::Release(action) => release::run(&config, action, locale),
        Command::Staff(action) => staff::run(&config, action, locale).await,
        Command::Audit(action) => audit::run(&config, action, locale).await,
        Command::Index(action) => index::run(&config, action, locale).await,
        Command::Evaluate(arguments) => evaluate::run(&config, &arguments, locale).await,
    }
}
