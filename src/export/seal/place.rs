//! Where a seal stands in each kind of file: put there, and found and taken out again.

use serde_json::{Map, Value};

use super::{ExportError, SealedFormat};

/// How the seal's line in a PDF begins.
const PDF_MARK: &[u8] = b"\n%yiguan-seal ";
/// How the comment of a sealed archive begins.
const ZIP_MARK: &[u8] = b"yiguan-seal ";
/// How sealed JSON begins.
const JSON_MARK: &[u8] = b"{\"seal\":";
/// The record that ends a ZIP archive, and how long it is without the archive's comment.
const ZIP_END: &[u8] = b"PK\x05\x06";
const ZIP_END_LENGTH: usize = 22;

/// A seal's text and the file without it.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) original: Vec<u8>,
}

/// The file with that seal.
pub(super) fn put(mut bytes: Vec<u8>, format: SealedFormat, seal: &str) -> Result<Vec<u8>, ExportError> {
    if SealedFormat::of(&bytes) != Some(format) {
        return Err(ExportError::Unsealable("it is of another format"));
    }
    match format {
        SealedFormat::Pdf => {
            if !bytes.trim_ascii_end().ends_with(b"%%EOF") {
                return Err(ExportError::Unsealable("the PDF has no end"));
            }
            bytes.extend([PDF_MARK, seal.as_bytes(), b"\n"].concat());
            Ok(bytes)
        }
        SealedFormat::Docx => {
            let comment = [ZIP_MARK, seal.as_bytes()].concat();
            let length = u16::try_from(comment.len()).map_err(|_| ExportError::Unsealable("the seal is too long"))?;
            let end = bytes.len().checked_sub(ZIP_END_LENGTH);
            if !end.is_some_and(|end| bytes[end..].starts_with(ZIP_END) && bytes.ends_with(&[0, 0])) {
                return Err(ExportError::Unsealable("the archive has a comment or no end"));
            }
            bytes.truncate(bytes.len() - 2);
            bytes.extend(length.to_le_bytes());
            bytes.extend(comment);
            Ok(bytes)
        }
        SealedFormat::Json => {
            let members: Map<String, Value> =
                serde_json::from_slice(&bytes).map_err(|_| ExportError::Unsealable("it is no JSON object"))?;
            if members.contains_key("seal") {
                return Err(ExportError::Unsealable("it has a member `seal`"));
            }
            let comma: &[u8] = if members.is_empty() { b"" } else { b"," };
            Ok([JSON_MARK, seal.as_bytes(), comma, &bytes[1..]].concat())
        }
    }
}

/// The seal at its place, if one stands there.
pub(super) fn find(bytes: &[u8], format: SealedFormat) -> Option<Found> {
    let (text, original) = match format {
        SealedFormat::Pdf => {
            let at = last(bytes, PDF_MARK)?;
            let line = bytes[at + PDF_MARK.len()..].strip_suffix(b"\n")?;
            (line, bytes[..at].to_vec())
        }
        SealedFormat::Docx => {
            let at = last(bytes, ZIP_END)?;
            let (head, comment) = bytes[at..].split_at_checked(ZIP_END_LENGTH)?;
            let length = usize::from(u16::from_le_bytes([head[20], head[21]]));
            let text = comment.strip_prefix(ZIP_MARK).filter(|_| comment.len() == length)?;
            (text, [&bytes[..at + 20], &[0, 0]].concat())
        }
        SealedFormat::Json => {
            let rest = bytes.strip_prefix(JSON_MARK)?;
            let end = rest.iter().position(|byte| *byte == b'}')? + 1;
            let (text, members) = rest.split_at(end);
            (text, [b"{", members.strip_prefix(b",").unwrap_or(members)].concat())
        }
    };
    Some(Found { text: std::str::from_utf8(text).ok()?.to_owned(), original })
}

/// Whether something in the file looks like a seal that is not at its place any more.
pub(super) fn has_traces(bytes: &[u8], format: SealedFormat) -> bool {
    let mark = match format {
        SealedFormat::Pdf => [&PDF_MARK[1..], b"{"].concat(),
        SealedFormat::Docx => [ZIP_MARK, b"{"].concat(),
        SealedFormat::Json => b"\"signature\"".to_vec(),
    };
    let traced = last(bytes, &mark).is_some();
    // Any JSON may speak of signatures; only beside a member `seal` is it ours.
    traced && (format != SealedFormat::Json || last(bytes, b"\"seal\"").is_some())
}

fn last(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).rposition(|window| window == mark)
}
