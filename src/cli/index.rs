//! `yiguan index verify|rebuild`: whether the index holds what the database says, and how to mend it.

use std::process::ExitCode;

use clap::Subcommand;

use super::terminal;
use crate::app::{build_on, open_store};
use crate::config::Config;
use crate::domain::Locale;
use crate::messages::say;
use crate::retrieval::{DocKey, DocKind};
use crate::service::Service;
use crate::service::knowledge::IndexCheck;

/// Documents that are named of each kind of difference.
const NAMED: usize = 20;

/// What to do with the index.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(super) enum Action {
    /// Compare every document of the index with the database; the exit code is 1 when they differ.
    Verify {
        /// Follow what is pending and mend what differs; the exit code says how it is afterwards.
        #[arg(long)]
        repair: bool,
    },
    /// Build the index anew.
    Rebuild,
}

pub(super) async fn run(config: &Config, action: Action, locale: Locale) -> anyhow::Result<ExitCode> {
    let service = build_on(config, open_store(config).await?).await?;
    // The embedded index belongs to one process: what this one would see is an index of its own, not the one that serves.
    if service.holds_private_index().await? {
        terminal::error(&say(locale, "index_cli.held", &[]));
        return Ok(ExitCode::FAILURE);
    }
    match action {
        Action::Verify { repair } => verify(&service, repair, locale).await,
        Action::Rebuild => {
            service.rebuild_index().await?;
            Ok(report(&service.verify_index().await?, locale))
        }
    }
}

async fn verify(service: &Service, repair: bool, locale: Locale) -> anyhow::Result<ExitCode> {
    let check = service.verify_index().await?;
    if !repair || (check.is_clean() && check.behind == 0) {
        return Ok(report(&check, locale));
    }
    report(&check, locale);
    terminal::line(&say(locale, "index_cli.repaired", &[]));
    Ok(report(&service.repair_index().await?, locale))
}

fn report(check: &IndexCheck, locale: Locale) -> ExitCode {
    let count = check.in_force.to_string();
    if !check.built {
        terminal::line(&say(locale, "index_cli.not_built", &[("n", &count)]));
        return ExitCode::FAILURE;
    }
    for (key, wrong) in [("missing", &check.missing), ("stale", &check.stale), ("extra", &check.extra)] {
        if wrong.is_empty() {
            continue;
        }
        terminal::line(&say(locale, &format!("index_cli.{key}"), &[("n", &wrong.len().to_string())]));
        for key in wrong.iter().take(NAMED) {
            terminal::line(&format!("  {}", name(key)));
        }
    }
    if check.behind > 0 {
        terminal::line(&say(locale, "index_cli.behind", &[("n", &check.behind.to_string())]));
    }
    if !check.is_clean() {
        return ExitCode::FAILURE;
    }
    terminal::line(&say(locale, "index_cli.clean", &[("n", &count)]));
    ExitCode::SUCCESS
}

fn name(key: &DocKey) -> String {
    let folder = match key.kind {
        DocKind::Case => "cases",
        DocKind::Policy => "policies",
    };
    format!("{folder}/{}", key.id)
}
