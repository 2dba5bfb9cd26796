//! `yiguan import DIR` and `yiguan export DIR`: a round trip changes nothing.

use std::path::Path;
use std::process::ExitCode;

use super::terminal;
use crate::app::open_store;
use crate::config::Config;
use crate::domain::{EntryKind, Locale};
use crate::messages::say;
use crate::service::knowledge::{assemble, read_folder, write_folder};
use crate::store::Missing;

pub(super) async fn import(config: &Config, folder: &Path, locale: Locale) -> anyhow::Result<ExitCode> {
    let entries = read_folder(folder)?;
    let store = open_store(config).await?;
    let mut all = vec![];
    for kind in EntryKind::ALL {
        all.extend(store.entries(kind).await?);
    }
    all.retain(|known| !entries.iter().any(|entry| entry.kind == known.kind && entry.id == known.id));
    all.extend(entries.iter().cloned());
    // Refused before anything is stored when the knowledge as a whole would be unusable.
    assemble(&all)?;
    store.replace_entries(&entries, Missing::Keep).await?;
    terminal::line(&say(locale, "cli.imported", &[("n", &entries.len().to_string())]));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn export(config: &Config, folder: &Path, locale: Locale) -> anyhow::Result<ExitCode> {
    let store = open_store(config).await?;
    let mut count = 0;
    for kind in EntryKind::ALL {
        let entries = store.published_entries(kind).await?;
        write_folder(folder, &entries)?;
        count += entries.len();
    }
    terminal::line(&say(locale, "cli.exported", &[("n", &count.to_string())]));
    Ok(ExitCode::SUCCESS)
}
