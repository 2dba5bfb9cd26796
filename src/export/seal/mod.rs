//! The seal of a released file: whoever has the file and the installation's public key can tell, without a network, which
//! case and version it is and that no byte of it was changed.
//!
//! A seal names the SHA-256 of the file before it was sealed, and an Ed25519 signature covers that hash, the case, the
//! release and the key. It stands where readers of the format skip it: in a PDF as a comment after the last `%%EOF`, in a
//! Word file as the comment of the ZIP archive, in JSON as the first member, `seal`. Taking it out again gives the file
//! before sealing byte for byte; so nothing has to be brought into a canonical form first, and a file that was only saved
//! anew counts as changed.

mod key;
mod place;
mod record;
#[cfg(test)]
mod tests;

use sha2::{Digest, Sha256};

use super::ExportError;
use record::Record;

pub use key::SigningKey;

/// The kinds of file that can be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedFormat {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
    /// A JSON object.
    Json,
}

/// What a seal says of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealAbout {
    /// The case code: letters, digits and dashes.
    pub case_code: String,
    /// The number of the release.
    pub release: u32,
}

/// What a seal whose signature holds says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReport {
    /// The kind of file.
    pub format: SealedFormat,
    /// Which case and release.
    pub about: SealAbout,
    /// SHA-256 of the file before it was sealed, in hex.
    pub sha256: String,
    /// The public key that signed it, in hex. Whose it is, the file cannot say.
    pub key: String,
}

/// Why a file is not a genuine one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It is neither Word nor PDF nor a JSON object.
    #[error("this is no Word, PDF or JSON file")]
    UnknownFormat,
    /// There is no seal in it.
    #[error("the file has no seal")]
    NoSeal,
    /// There is a seal, but it cannot be read or is not at its place.
    #[error("the seal is damaged")]
    Damaged,
    /// The seal was made by a later version of the program.
    #[error("the seal has format version {0}, which this program does not know")]
    Version(u32),
    /// The signature does not belong to what the seal says.
    #[error("the signature does not belong to this seal")]
    Forged,
    /// The seal itself is genuine, but the file is not what was sealed.
    #[error("the file was changed after it was sealed")]
    Changed(Box<SealReport>),
}

/// The file with a seal.
///
/// # Errors
/// [`ExportError::Unsealable`] when it is not of that format, has a seal already, or the case code holds other signs.
pub fn seal(bytes: Vec<u8>, format: SealedFormat, about: &SealAbout, key: &SigningKey) -> Result<Vec<u8>, ExportError> {
    if place::find(&bytes, format).is_some() {
        return Err(ExportError::Unsealable("it has a seal already"));
    }
    let record = Record::signed(format, about, Sha256::digest(&bytes).into(), key)?;
    place::put(bytes, format, &record.text())
}

/// Reads the seal of a file and checks file, seal and signature; whether the key is one to trust is for the caller to say.
///
/// # Errors
/// [`SealError`] says what is wrong.
pub fn read_seal(bytes: &[u8]) -> Result<SealReport, SealError> {
    let format = SealedFormat::of(bytes).ok_or(SealError::UnknownFormat)?;
    let Some(found) = place::find(bytes, format) else {
        return Err(if place::has_traces(bytes, format) { SealError::Damaged } else { SealError::NoSeal });
    };
    let record = Record::read(&found.text)?;
    let digest = Sha256::digest(&found.original);
    // Sealing what was found must give this very file: no byte around the seal may be another either.
    if place::put(found.original, format, &record.text()).ok().as_deref() != Some(bytes) {
        return Err(SealError::Damaged);
    }
    let report = record.checked(format)?;
    if hex::encode(digest) == report.sha256 { Ok(report) } else { Err(SealError::Changed(Box::new(report))) }
}

impl SealedFormat {
    /// The format by the first bytes of a file.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'P', b'K', 3, 4, ..] => Some(Self::Docx),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            [b'{', ..] => Some(Self::Json),
            _ => None,
        }
    }

    /// Its name in what is signed: the seal of one kind of file is none of another.
    fn name(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }
}
