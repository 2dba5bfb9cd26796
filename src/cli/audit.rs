//! `yiguan audit verify|export`: whether the log is what was written, and the log as JSON lines.

use std::process::ExitCode;

use clap::Subcommand;
use serde_json::json;

use super::terminal;
use crate::app::open_store;
use crate::config::Config;
use crate::domain::{AuditEntry, Locale};
use crate::messages::say;
use crate::service::staff::{AuditEnd, verify_audit};

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Walk the log from end to end; the exit code is 1 when an entry was changed, taken out or put in.
    Verify {
        /// An end that was printed before, as NUMBER:HASH; the log must still hold it.
        #[arg(long, value_parser = parsed)]
        known: Option<AuditEnd>,
    },
    /// Write the log as JSON lines to standard output, oldest first; ends with exit code 1 where it does not hold.
    Export,
}

pub(super) async fn run(config: &Config, action: Action, locale: Locale) -> anyhow::Result<ExitCode> {
    let store = open_store(config).await?;
    let (known, export) = match action {
        Action::Verify { known } => (known, false),
        Action::Export => (None, true),
    };
    let walked = verify_audit(&store, known.as_ref(), |page| {
        for entry in page.iter().filter(|_| export) {
            terminal::line(&as_json(entry));
        }
    })
    .await?;
    Ok(match walked {
        Err(fault) => {
            terminal::error(&say(locale, "staff_cli.fault", &[("n", &fault.number.to_string())]));
            ExitCode::FAILURE
        }
        Ok(_) if export => ExitCode::SUCCESS,
        Ok(end) if end.number == 0 => {
            terminal::line(&say(locale, "staff_cli.empty", &[]));
            ExitCode::SUCCESS
        }
        Ok(end) => {
            let values = [("n", &*end.number.to_string()), ("hash", &end.hash)];
            terminal::line(&say(locale, "staff_cli.whole", &values));
            ExitCode::SUCCESS
        }
    })
}

fn parsed(text: &str) -> Result<AuditEnd, String> {
    let parts = text.split_once(':').and_then(|(number, hash)| Some((number.parse().ok()?, hash)));
    let (number, hash) = parts.ok_or("write it as NUMBER:HASH, as it was printed")?;
    Ok(AuditEnd { number, hash: hash.to_owned() })
}

fn as_json(entry: &AuditEntry) -> String {
    let note = &entry.note;
    json!({
        "number": entry.number,
        "at": note.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "staff": note.staff,
        "action": note.action,
        "subject": note.subject,
        "detail": note.detail,
        "previous": entry.previous,
        "hash": entry.hash,
    })
    .to_string()
}
