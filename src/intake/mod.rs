//! Reads the files that staff bring: spreadsheets, tables as text, entries a line, folders of entries packed as zip.
//!
//! Files are read a record at a time, for they may hold tens of thousands; nothing of ours is known here.

mod document;
mod kind;
mod lines;
mod packed;
mod spreadsheet;
mod table;

use std::ops::ControlFlow;

use thiserror::Error;

pub use document::{DOCUMENT_BYTES, text_of};
pub use kind::FileKind;
pub use lines::read_lines;
pub use packed::{Packer, read_packed};
pub use spreadsheet::{read_spreadsheet, sheet_names};
pub use table::read_table;

/// A row of a table: the number that people see at its left, and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Counted from 1.
    pub number: u32,
    /// Its cells as text; empty where there is nothing.
    pub cells: Vec<String>,
}

/// What is done with each record: to go on or to stop.
pub type Taking<'a, T> = &'a mut dyn FnMut(T) -> ControlFlow<()>;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IntakeError {
    /// It is not what its name says, or damaged; the text is the reader's own.
    #[error("cannot be read: {0}")]
    Damaged(String),
    /// It is text in an encoding that is neither UTF-8 nor GB18030.
    #[error("not UTF-8 and not GB18030")]
    Encoding,
    /// Unpacked it would be larger than is taken.
    #[error("too large when unpacked")]
    TooLarge,
    /// It could not be opened.
    #[error("the file could not be opened: {0}")]
    Io(String),
}

impl From<std::io::Error> for IntakeError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::InvalidData => Self::Encoding,
            _ => Self::Io(error.to_string()),
        }
    }
}

/// The letters over a column of a spreadsheet: A, B … Z, AA.
pub fn letters(column: usize) -> String {
    let (mut left, mut name) = (column + 1, String::new());
    while left > 0 {
        let sign = u8::try_from((left - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + sign));
        left = (left - 1) / 26;
    }
    name
}

#[cfg(test)]
mod tests;
