//! A data folder with the seed knowledge and its index, made once a build and copied for each test.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;
use fs_err as fs;
use yiguan::app::{build_on, open_store};
use yiguan::config::Config;

/// Fills `folder`, which `config` names as its data folder, with what every test begins with.
pub(crate) async fn fill(folder: &Path, config: &Config) -> anyhow::Result<()> {
    let ready = place()?;
    if !ready.exists() {
        prepare(&ready, config).await?;
    }
    copy(&ready, folder)
}

/// One place for each build of the tests: another build may hold another seed.
fn place() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let built = fs::metadata(&program)?.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
    let name = program.file_name().and_then(|name| name.to_str()).context("a program with a name")?;
    Ok(Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("seeded-{name}-{built}")))
}

/// Made beside its place and moved there whole: tests that prepare at the same moment do not meet.
async fn prepare(ready: &Path, config: &Config) -> anyhow::Result<()> {
    let parent = ready.parent().context("a folder")?;
    fs::create_dir_all(parent)?;
    let making = tempfile::Builder::new().prefix("seeding-").tempdir_in(parent)?;
    let config = Config { data_dir: making.path().to_owned(), ..config.clone() };
    let store = open_store(&config).await?;
    let service = build_on(&config, store.clone()).await?;
    service.sync_index().await?;
    // Or every test would begin with the first look at everything.
    while service.look_alike().await? {}
    drop(service);
    store.close().await?;
    clear(parent, ready)?;
    // Whoever comes second leaves the first one's folder in place.
    let made = making.keep();
    if fs::rename(&made, ready).is_err() {
        fs::remove_dir_all(&made)?;
    }
    Ok(())
}

/// Removes what earlier builds of the same program left.
fn clear(parent: &Path, ready: &Path) -> anyhow::Result<()> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let own = name(ready);
    let prefix = own.rsplit_once('-').map_or(own.as_str(), |(prefix, _)| prefix);
    for entry in fs::read_dir(parent)? {
        let path = entry?.path();
        if name(&path).starts_with(prefix) && path != ready {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
