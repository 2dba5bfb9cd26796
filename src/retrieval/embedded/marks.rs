//! What a version of the index says of itself: how far it is, and how its documents are weighed.

use std::io;
use std::path::Path;

use fs_err as fs;
use serde::{Deserialize, Serialize};

use super::super::IndexError;
use super::super::Standing;
use super::super::points::Shape;
use super::folder::write_whole;

/// How far the version is; written after every change.
const STANDING: &str = "standing";
/// How documents are weighed; written once.
const SHAPE: &str = "shape";

/// How far a version is, and on what it was built.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Format, words and model.
    pub(super) basis: String,
    /// The version of the knowledge.
    pub(super) version: String,
    /// The number of the last change.
    pub(super) seq: i64,
}

impl Mark {
    /// The mark of a standing.
    pub(super) fn new(basis: String, standing: Standing) -> Self {
        Self { basis, version: standing.version, seq: standing.seq }
    }

    /// How far it is.
    pub(super) fn standing(&self) -> Standing {
        Standing { version: self.version.clone(), seq: self.seq }
    }

    /// Reads what stands in a finished folder.
    pub(super) fn read(folder: &Path) -> Result<Self, IndexError> {
        read(&folder.join(STANDING))
    }

    /// Writes it for good.
    pub(super) fn write(&self, folder: &Path) -> Result<(), IndexError> {
        write(&folder.join(STANDING), self)
    }
}

/// Reads how documents are weighed.
pub(super) fn read_shape(folder: &Path) -> Result<Shape, IndexError> {
    read(&folder.join(SHAPE))
}

/// Writes how documents are weighed.
pub(super) fn write_shape(folder: &Path, shape: &Shape) -> Result<(), IndexError> {
    write(&folder.join(SHAPE), shape)
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, IndexError> {
    serde_json::from_str(&fs::read_to_string(path)?).map_err(|error| IndexError::Folder(io::Error::from(error)))
}

fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), IndexError> {
    let text = serde_json::to_string(value).map_err(io::Error::from)?;
    Ok(write_whole(path, &text)?)
}
