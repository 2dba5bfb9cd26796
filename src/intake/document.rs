//! Takes the text out of a document: Word, PDF, or plain text.

use std::panic::catch_unwind;

use docx_rs::{DocumentChild, TableCellContent, TableChild, TableRowChild, read_docx};
use encoding_rs::GB18030;
use zip::ZipArchive;

use super::IntakeError;

/// The largest document, in bytes, and what it may unpack to.
pub const DOCUMENT_BYTES: usize = 16 * 1024 * 1024;
const UNPACKED: u64 = 128 * 1024 * 1024;
/// Characters of a document that are taken.
const LONGEST: usize = 200_000;

/// The text of a document by the ending of its name. What a reader of such files trips over is told, not passed on.
///
/// # Errors
/// When the document is of another kind, damaged or too large.
pub fn text_of(name: &str, bytes: &[u8]) -> Result<String, IntakeError> {
    if bytes.len() > DOCUMENT_BYTES {
        return Err(IntakeError::TooLarge);
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let text = match ending.as_str() {
        "docx" => word(bytes)?,
        "pdf" => {
            let owned = bytes.to_vec();
            // The crate has places at which it gives up by a panic.
            let read = catch_unwind(move || pdf_extract::extract_text_from_mem(&owned));
            let read = read.map_err(|_| IntakeError::Damaged("the reader gave up".to_owned()))?;
            read.map_err(|error| IntakeError::Damaged(error.to_string()))?
        }
        "txt" | "md" => plain(bytes)?,
        _ => return Err(IntakeError::Damaged(format!("no document: .{ending}"))),
    };
    Ok(tidy(&text))
}

fn plain(bytes: &[u8]) -> Result<String, IntakeError> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.trim_start_matches('\u{feff}').to_owned());
    }
    let (text, _, wrong) = GB18030.decode(bytes);
    if wrong { Err(IntakeError::Encoding) } else { Ok(text.into_owned()) }
}

fn word(bytes: &[u8]) -> Result<String, IntakeError> {
    let damaged = |error: &dyn std::fmt::Display| IntakeError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut size = 0_u64;
    for place in 0..archive.len() {
        size += archive.by_index_raw(place).map_err(|error| damaged(&error))?.size();
    }
    if size > UNPACKED {
        return Err(IntakeError::TooLarge);
    }
    let owned = bytes.to_vec();
    let read = catch_unwind(move || read_docx(&owned));
    let read = read.map_err(|_| IntakeError::Damaged("the reader gave up".to_owned()))?;
    let document = read.map_err(|error| damaged(&error))?.document;
    let mut lines = vec![];
    for child in document.children {
        match child {
            DocumentChild::Paragraph(paragraph) => lines.push(paragraph.raw_text()),
            DocumentChild::Table(table) => {
                for TableChild::TableRow(row) in &table.rows {
                    let cells = row.cells.iter().map(|TableRowChild::TableCell(cell)| {
                        let texts = cell.children.iter().filter_map(|content| match content {
                            TableCellContent::Paragraph(paragraph) => Some(paragraph.raw_text()),
                            _ => None,
                        });
                        texts.collect::<Vec<_>>().join(" ")
                    });
                    lines.push(cells.collect::<Vec<_>>().join(" | "));
                }
            }
            _ => {}
        }
    }
    Ok(lines.join("\n"))
}

/// Lines without what only layout put there.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n").chars().take(LONGEST).collect()
}
