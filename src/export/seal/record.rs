//! The text of a seal and what its signature covers.

use serde::{Deserialize, Serialize};

use super::key::{SigningKey, is_signed};
use super::{ExportError, SealAbout, SealError, SealReport, SealedFormat};

/// The version that is written.
const VERSION: u32 = 1;
/// What is signed begins with this, so that no signature made for another purpose is a seal.
const DOMAIN: &[u8] = b"yiguan release seal";
/// Longer than any case code.
const LONGEST_CODE: usize = 40;

/// A seal, with the fields in the order in which they are written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    version: u32,
    case: String,
    release: u32,
    sha256: String,
    key: String,
    signature: String,
}

/// What every version of a seal has.
#[derive(Deserialize)]
struct Head {
    version: u32,
}

impl Record {
    /// The seal of a file with that hash.
    pub(super) fn signed(
        format: SealedFormat,
        about: &SealAbout,
        sha256: [u8; 32],
        key: &SigningKey,
    ) -> Result<Self, ExportError> {
        if !is_code(&about.case_code) {
            return Err(ExportError::Unsealable("the case code may hold letters, digits and dashes only"));
        }
        let message = message(format, about, &sha256, &key.public_bytes());
        Ok(Self {
            version: VERSION,
            case: about.case_code.clone(),
            release: about.release,
            sha256: hex::encode(sha256),
            key: key.public_hex(),
            signature: hex::encode(key.sign(&message)),
        })
    }

    /// A JSON object without spaces, nothing in it escaped and no brace inside: the same seal always has the same text.
    pub(super) fn text(&self) -> String {
        let Self { version, case, release, sha256, key, signature } = self;
        format!(
            r#"{{"version":{version},"case":"{case}","release":{release},"sha256":"{sha256}","key":"{key}","signature":"{signature}"}}"#
        )
    }

    /// The seal with exactly this text.
    pub(super) fn read(text: &str) -> Result<Self, SealError> {
        let head: Head = serde_json::from_str(text).map_err(|_| SealError::Damaged)?;
        if head.version > VERSION {
            return Err(SealError::Version(head.version));
        }
        let record: Self = serde_json::from_str(text).map_err(|_| SealError::Damaged)?;
        let exact = record.version == VERSION && is_code(&record.case) && record.text() == text;
        exact.then_some(record).ok_or(SealError::Damaged)
    }

    /// What it says, when its signature holds.
    pub(super) fn checked(self, format: SealedFormat) -> Result<SealReport, SealError> {
        let (sha256, key) = (bytes::<32>(&self.sha256)?, bytes::<32>(&self.key)?);
        let signature = bytes::<64>(&self.signature)?;
        let about = SealAbout { case_code: self.case, release: self.release };
        if !is_signed(&message(format, &about, &sha256, &key), &key, &signature) {
            return Err(SealError::Forged);
        }
        Ok(SealReport { format, about, sha256: self.sha256, key: self.key })
    }
}

/// The signed bytes: each part behind its length (four bytes, the highest first), so that no two seals share them.
fn message(format: SealedFormat, about: &SealAbout, sha256: &[u8; 32], key: &[u8; 32]) -> Vec<u8> {
    let (version, release) = (VERSION.to_be_bytes(), about.release.to_be_bytes());
    let parts: [&[u8]; 7] =
        [DOMAIN, &version, format.name().as_bytes(), about.case_code.as_bytes(), &release, sha256, key];
    let mut message = vec![];
    for part in parts {
        // A part is never longer than a case code may be.
        message.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        message.extend(part);
    }
    message
}

fn is_code(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain && !text.is_empty() && text.len() <= LONGEST_CODE
}

/// Bytes from hex in small letters: capitals would be a second text for the same seal.
fn bytes<const N: usize>(text: &str) -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| SealError::Damaged)?;
    if hex::encode(bytes) == text { Ok(bytes) } else { Err(SealError::Damaged) }
}
