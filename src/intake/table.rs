//! Tables as text: UTF-8 with or without a mark, or GB18030 as Excel in China writes it.

use std::io::Read;
use std::path::Path;

use encoding_rs::GB18030;
use fs_err::File;

use super::{IntakeError, Record, Taking};

/// Gives the rows that hold anything; the numbers are those of records, as a spreadsheet shows them.
///
/// # Errors
/// When the file is neither UTF-8 nor GB18030.
pub fn read_table(path: &Path, taking: Taking<'_, Record>) -> Result<(), IntakeError> {
    let mut bytes = vec![];
    File::open(path)?.read_to_end(&mut bytes)?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (text, _, wrong) = GB18030.decode(error.as_bytes());
            if wrong {
                return Err(IntakeError::Encoding);
            }
            text.into_owned()
        }
    };
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|sign| (count(char::from(*sign)), *sign == b','));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    for (number, record) in (1..).zip(reader.records()) {
        let record = record.map_err(|error| IntakeError::Damaged(error.to_string()))?;
        let cells: Vec<String> = record.iter().map(unguarded).collect();
        let empty = cells.iter().all(|cell| cell.trim().is_empty());
        if !empty && taking(Record { number, cells }).is_break() {
            break;
        }
    }
    Ok(())
}

/// Without the mark that keeps a spreadsheet from taking words for a formula.
fn unguarded(cell: &str) -> String {
    let rest = cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\'']));
    rest.unwrap_or(cell).replace("\r\n", "\n")
}
