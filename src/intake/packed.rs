//! Folders of entries packed as zip, read and written.

use std::io::{Read, Seek, Write};
use std::path::Path;

use fs_err::File;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{IntakeError, Taking};

/// The largest entry, and all of them together, in bytes: a small file can unpack to a huge one.
const LARGEST: u64 = 4 * 1024 * 1024;
const ALL: u64 = 512 * 1024 * 1024;

/// Gives the path and the text of each `.toml` file, by path.
///
/// # Errors
/// When the file is no archive, an entry is no text, or all of it is too large.
pub fn read_packed(path: &Path, taking: Taking<'_, (String, String)>) -> Result<(), IntakeError> {
    let damaged = |error: zip::result::ZipError| IntakeError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(File::open(path)?.into_parts().0).map_err(damaged)?;
    let mut names: Vec<(String, usize)> = vec![];
    for place in 0..archive.len() {
        let file = archive.by_index(place).map_err(damaged)?;
        let name = file.name().map_err(damaged)?.replace('\\', "/");
        if file.is_file() && name.rsplit('.').next() == Some("toml") {
            names.push((name, place));
        }
    }
    names.sort();
    let mut total = 0;
    for (name, place) in names {
        let mut text = String::new();
        let file = archive.by_index(place).map_err(damaged)?;
        let read = file.take(LARGEST + 1).read_to_string(&mut text)?;
        total += u64::try_from(read).unwrap_or(u64::MAX);
        if total > ALL || u64::try_from(read).unwrap_or(u64::MAX) > LARGEST {
            return Err(IntakeError::TooLarge);
        }
        if taking((name, text)).is_break() {
            break;
        }
    }
    Ok(())
}

/// Packs files; the same files give the same bytes.
pub struct Packer<W: Write + Seek> {
    writer: ZipWriter<W>,
}

impl<W: Write + Seek> Packer<W> {
    /// Begins an archive.
    pub fn new(into: W) -> Self {
        Self { writer: ZipWriter::new(into) }
    }

    /// Puts a file in.
    ///
    /// # Errors
    /// The disk's.
    pub fn put(&mut self, path: &str, text: &str) -> Result<(), IntakeError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        self.writer.start_file(path, options).map_err(|error| IntakeError::Io(error.to_string()))?;
        Ok(self.writer.write_all(text.as_bytes())?)
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// The disk's.
    pub fn finish(self) -> Result<W, IntakeError> {
        self.writer.finish().map_err(|error| IntakeError::Io(error.to_string()))
    }
}
