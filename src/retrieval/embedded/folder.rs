//! The folders of the embedded index: drafts, finished versions, and which of them serves.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use fs_err as fs;

/// The file that names the folder of the serving version.
const CURRENT: &str = "current";
/// The file that the process which owns the folder keeps locked.
const LOCK: &str = "lock";

/// `<data>/index`, or a private folder below it when another process owns that.
pub(super) struct Folder {
    path: PathBuf,
    private: bool,
    next: AtomicU32,
    /// Held open: closing it gives the lock back.
    _lock: Option<fs::File>,
}

impl Folder {
    /// Takes the folder.
    pub(super) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        let lock = fs::OpenOptions::new().create(true).truncate(false).write(true).open(root.join(LOCK))?;
        let owned = lock.file().try_lock().is_ok();
        let path = if owned { root.to_owned() } else { root.join(format!("private-{}", std::process::id())) };
        if !owned {
            tracing::info!("another process serves the index on disk; this one builds its own");
            fs::create_dir_all(&path)?;
        }
        Ok(Self { path, private: !owned, next: AtomicU32::new(0), _lock: owned.then_some(lock) })
    }

    /// Whether another process owns the index on disk.
    pub(super) fn is_private(&self) -> bool {
        self.private
    }

    /// The folder of the serving version, when there is one.
    pub(super) fn current(&self) -> Option<PathBuf> {
        let named = fs::read_to_string(self.path.join(CURRENT)).ok()?;
        // An earlier form had the version in a second line.
        let folder = named.lines().next()?;
        let safe = folder.starts_with("v-") && !folder.contains(['/', '\\']);
        safe.then(|| self.path.join(folder))
    }

    /// Removes what a stopped process left behind: all but the folder that serves.
    pub(super) fn sweep(&self, serving: Option<&Path>) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && Some(path.as_path()) != serving {
                remove(&path);
            }
        }
    }

    /// A new empty folder to build in.
    pub(super) fn draft(&self) -> io::Result<PathBuf> {
        let path = self.path.join(format!("draft-{}", self.next.fetch_add(1, Ordering::Relaxed)));
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path)?;
        Ok(path)
    }

    /// Gives a finished draft its name; the same version may be built again while the older build still serves.
    pub(super) fn finish(&self, draft: &Path, version: &str) -> io::Result<PathBuf> {
        let safe: String = version.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(80).collect();
        let free = (0..u32::MAX).map(|n| self.path.join(format!("v-{safe}-{n}"))).find(|path| !path.exists());
        let path = free.unwrap_or_else(|| self.path.join(format!("v-{safe}")));
        fs::rename(draft, &path)?;
        Ok(path)
    }

    /// Makes a finished folder the one that is opened at the next start.
    pub(super) fn set_current(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        write_whole(&self.path.join(CURRENT), name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.private {
            remove(&self.path);
        }
    }
}

/// Writes a file as a whole or not at all, and for good: after a power cut it holds this or what it held before.
pub(super) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let fresh = path.with_extension("new");
    let mut file = fs::File::create(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    match path.parent() {
        Some(parent) => fs::File::open(parent)?.sync_all(),
        None => Ok(()),
    }
}

/// Removes a folder that nobody needs; that it stays costs only space.
pub(super) fn remove(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path) {
        tracing::warn!(%error, "an old index folder could not be removed");
    }
}
