//! `yiguan release verify|key`: tells offline whether a file is a genuine release, and which key signs here.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::terminal;
use crate::app::{known_signing_key, signing_key};
use crate::config::Config;
use crate::domain::Locale;
use crate::export::{SealError, SealReport, read_seal};
use crate::messages::say;

/// What to do with releases.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Say whether a Word, PDF or JSON file is a release that nobody changed; needs no network and no database.
    Verify {
        /// The file.
        file: PathBuf,
        /// The public key that must have signed it, in hex; left out: this installation's.
        #[arg(long)]
        key: Option<String>,
    },
    /// Print the public key that signs releases here.
    Key,
}

pub(super) fn run(config: &Config, action: Action, locale: Locale) -> anyhow::Result<ExitCode> {
    match action {
        Action::Verify { file, key } => verify(config, &file, key.as_deref(), locale),
        Action::Key => {
            terminal::line(&signing_key(config)?.public_hex());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn verify(config: &Config, file: &Path, wanted: Option<&str>, locale: Locale) -> anyhow::Result<ExitCode> {
    let wanted = match wanted.map(public_key) {
        Some(None) => {
            terminal::error(&say(locale, "seal.bad_key", &[]));
            return Ok(ExitCode::FAILURE);
        }
        Some(key) => key,
        None => None,
    };
    let report = match read_seal(&fs_err::read(file)?) {
        Ok(report) => report,
        Err(error) => {
            complain(&error, locale);
            return Ok(ExitCode::FAILURE);
        }
    };
    // Whoever names a key need not have one: a damaged one of his own says nothing about the file.
    let ours = match known_signing_key(config) {
        Ok(key) => key.map(|key| key.public_hex()),
        Err(_) if wanted.is_some() => None,
        Err(error) => return Err(error),
    };
    let trusted = wanted.as_ref().or(ours.as_ref());
    let genuine = trusted == Some(&report.key);
    let told = match trusted {
        _ if genuine => "seal.genuine",
        Some(_) => "seal.other_key",
        None => "seal.no_key",
    };
    terminal::line(&say(locale, told, &[("wanted", trusted.map_or("", String::as_str))]));
    introduce(&report, ours.as_ref(), locale);
    Ok(if genuine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Which case and version it is, and by whose key.
fn introduce(report: &SealReport, ours: Option<&String>, locale: Locale) {
    about(report, locale);
    let whose = if ours == Some(&report.key) { "seal.by_ours" } else { "seal.by_others" };
    terminal::line(&say(locale, whose, &[("key", &report.key)]));
}

fn about(report: &SealReport, locale: Locale) {
    let release = report.about.release.to_string();
    terminal::line(&say(locale, "seal.about", &[("case", &report.about.case_code), ("n", &release)]));
}

/// Says what is wrong and what to do.
fn complain(error: &SealError, locale: Locale) {
    let (key, version) = match error {
        SealError::UnknownFormat => ("seal.unknown_format", String::new()),
        SealError::NoSeal => ("seal.none", String::new()),
        SealError::Damaged => ("seal.damaged", String::new()),
        SealError::Version(version) => ("seal.version", version.to_string()),
        SealError::Forged => ("seal.forged", String::new()),
        SealError::Changed(_) => ("seal.changed", String::new()),
    };
    terminal::line(&say(locale, key, &[("version", &version)]));
    if let SealError::Changed(report) = error {
        terminal::line(&say(locale, "seal.once", &[]));
        about(report, locale);
        terminal::line(&say(locale, "seal.by", &[("key", &report.key)]));
    }
}

/// A public key as the seal has it, however it was typed; nothing when it is none.
fn public_key(text: &str) -> Option<String> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
    Some(hex::encode(bytes))
}
