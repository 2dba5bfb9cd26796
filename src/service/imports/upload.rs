//! Takes a file in, piece by piece, so that memory does not grow with it.

use std::io::Write;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::ImportError;
use crate::domain::StaffId;
use crate::service::{Service, ServiceError};
use crate::store::{FileHead, Store};

/// The largest file, in bytes.
pub const UPLOAD_BYTES: u64 = 128 * 1024 * 1024;
/// A piece as it is stored.
const PIECE: usize = 1024 * 1024;
/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 120;

/// A file that is coming in; it waits on the disk until it is there.
pub struct Upload {
    pub(super) file: NamedTempFile,
    pub(super) name: String,
    size: u64,
    hash: Sha256,
}

impl Upload {
    /// Begins to take a file of that name.
    ///
    /// # Errors
    /// [`ImportError::Unwritten`] when the disk does not take it.
    pub fn begin(name: &str) -> Result<Self, ImportError> {
        // Some browsers send the whole path.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let file = NamedTempFile::new().map_err(ImportError::unwritten)?;
        let name = name.chars().filter(|sign| !sign.is_control()).take(LONGEST_NAME).collect();
        Ok(Self { file, name, size: 0, hash: Sha256::new() })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// [`ImportError::TooLarge`], or [`ImportError::Unwritten`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        self.size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.size > UPLOAD_BYTES {
            return Err(ImportError::TooLarge);
        }
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(ImportError::unwritten)
    }

    /// Its name where it came from.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it waits.
    pub(in crate::service) fn path(&self) -> &std::path::Path {
        self.file.path()
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }
}

impl Service {
    /// Stores a file that came in; gives its id.
    pub(in crate::service) async fn keep_file(&self, upload: &Upload, staff: StaffId) -> Result<Uuid, ServiceError> {
        let id = self.parts.ids.id();
        let head = FileHead {
            id,
            name: upload.name.clone(),
            size: upload.size,
            digest: hex::encode(upload.hash.clone().finalize()),
            staff,
            at: self.parts.clock.now(),
        };
        self.parts.store.add_file(&head).await?;
        let path = upload.file.path().to_owned();
        let (mut number, mut at) = (0_u32, 0_u64);
        while at < upload.size {
            let piece = piece(path.clone(), at).await?;
            at += u64::try_from(piece.len()).unwrap_or(u64::MAX).max(1);
            self.parts.store.add_file_part(id, number, piece).await?;
            number += 1;
        }
        Ok(id)
    }
}

async fn piece(path: PathBuf, at: u64) -> Result<Vec<u8>, ImportError> {
    use std::io::{Read, Seek, SeekFrom};
    let read = move || -> std::io::Result<Vec<u8>> {
        let mut file = fs_err::File::open(path)?;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(PIECE);
        file.take(u64::try_from(PIECE).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let read = tokio::task::spawn_blocking(read).await;
    read.map_err(ImportError::unwritten)?.map_err(ImportError::unwritten)
}

/// Writes a stored file to the disk again, for those that read it.
pub(in crate::service) async fn fetched(store: &Store, id: Uuid) -> Result<NamedTempFile, ServiceError> {
    let mut file = NamedTempFile::new().map_err(ImportError::unwritten)?;
    for number in 0.. {
        let Some(piece) = store.file_part(id, number).await? else { break };
        file.write_all(&piece).map_err(ImportError::unwritten)?;
    }
    file.flush().map_err(ImportError::unwritten)?;
    Ok(file)
}
