//! The key that signs releases: read from its file, made when there is none.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};

use super::RandomIds;
use crate::config::Config;
use crate::domain::Ids;
use crate::export::SigningKey;

/// The installation's key; made and kept when there is none yet.
///
/// # Errors
/// When the file is damaged, cannot be read or cannot be made; says what to do.
pub fn signing_key(config: &Config) -> anyhow::Result<SigningKey> {
    let file = config.release_key_file();
    if let Some(key) = read(&file)? {
        return Ok(key);
    }
    let made = make(&file).with_context(|| {
        format!(
            "the key that signs releases cannot be made as {}: set YIGUAN_RELEASE_KEY to a place for it",
            file.display()
        )
    })?;
    if made {
        tracing::info!(file = %file.display(), "a key that signs releases was made: keep a copy of it in a safe place");
    }
    read(&file)?.with_context(|| format!("{} was taken away while it was read: start again", file.display()))
}

/// The installation's key, if it has one.
///
/// # Errors
/// When the file is damaged or cannot be read.
pub fn known_signing_key(config: &Config) -> anyhow::Result<Option<SigningKey>> {
    read(&config.release_key_file())
}

fn read(file: &Path) -> anyhow::Result<Option<SigningKey>> {
    let pem = match fs_err::read_to_string(file) {
        Ok(pem) => SecretString::from(pem),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).context("the key that signs releases cannot be read: see who owns the file"),
    };
    let key = SigningKey::from_pem(pem.expose_secret()).with_context(|| {
        format!(
            "{} is damaged: put its copy back, or move it away and a new key is made. What the old key signed can then only \
             be checked with `yiguan release verify --key` and the old public key",
            file.display()
        )
    })?;
    warn_of_readers(file);
    Ok(Some(key))
}

/// Makes the file; false when another process was faster, whose key counts then.
fn make(file: &Path) -> anyhow::Result<bool> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder)?;
    let key = SigningKey::new_from_bytes(RandomIds.secret());
    // A temporary file is readable by its owner alone, and nobody sees it under the name of the key before it is whole.
    let mut draft = tempfile::NamedTempFile::new_in(folder)?;
    draft.write_all(key.to_pem()?.expose_secret().as_bytes())?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(file) {
        Ok(_) => {}
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) => return Err(error.error.into()),
    }
    // The name is on the disk only once its folder is.
    #[cfg(unix)]
    fs_err::File::open(folder)?.sync_all()?;
    Ok(true)
}

/// A key that others can read is theirs as well.
fn warn_of_readers(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs_err::metadata(file).map_or(0, |about| about.permissions().mode());
        if mode & 0o077 != 0 {
            tracing::warn!(file = %file.display(), "others can read the key that signs releases: chmod 600 it");
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Barrier;

    use super::*;

    fn config(folder: &Path) -> Config {
        let mut config: Config = toml::from_str(crate::config::DEFAULTS).unwrap();
        config.data_dir = folder.join("data");
        config
    }

    #[test]
    fn it_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        assert!(known_signing_key(&config).unwrap().is_none());
        assert!(!config.data_dir.exists(), "looking for a key makes none");
        let first = signing_key(&config).unwrap().public_hex();
        assert_eq!(signing_key(&config).unwrap().public_hex(), first);
        assert_eq!(known_signing_key(&config).unwrap().unwrap().public_hex(), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs_err::metadata(config.data_dir.join("release.key")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs_err::read_dir(&config.data_dir).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn it_stands_where_the_settings_say() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        config.release_key = folder.path().join("keys").join("mine.pem");
        signing_key(&config).unwrap();
        assert!(config.release_key.exists() && !config.data_dir.exists());
    }

    #[test]
    fn those_who_come_at_once_end_with_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        let gate = Barrier::new(8);
        let keys: Vec<String> = std::thread::scope(|scope| {
            let come = || {
                gate.wait();
                signing_key(&config).unwrap().public_hex()
            };
            let all: Vec<_> = (0..8).map(|_| scope.spawn(come)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
        assert_eq!(fs_err::read_dir(&config.data_dir).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_damaged_file_is_named_kept_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(folder.path());
        fs_err::create_dir_all(&config.data_dir).unwrap();
        let file: PathBuf = config.data_dir.join("release.key");
        for damaged in ["", "-----BEGIN PRIVATE KEY-----\n"] {
            fs_err::write(&file, damaged).unwrap();
            for error in [signing_key(&config).unwrap_err(), known_signing_key(&config).unwrap_err()] {
                let error = format!("{error:#}");
                assert!(error.contains("release.key") && error.contains("copy"), "{error}");
            }
            assert_eq!(fs_err::read_to_string(&file).unwrap(), damaged);
        }
    }
}
